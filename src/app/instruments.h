// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_INSTRUMENTS_H
#define DIL_APP_INSTRUMENTS_H

#include "options.h"

#include "dilaton/trainer.h"

#include <stddef.h>

/**
   Make instruments of what a command line names: each file or folder is one,
   but recordings that follow each other are one together.

   @param texts [n_texts], which must stay where they are.
   @param sources [n_texts] result, all but the paths zero.
   @return How many instruments there are.
*/
size_t
instruments_group(const char* const* texts,
                  size_t n_texts,
                  DilTrainingSource* sources);

/**
   Refuse texts of an option, once for each instrument, for which there is none.

   @return OPTIONS_GO_ON, or EXIT_USAGE after a complaint.
*/
int
instruments_check_count(const char* option,
                        const TextList* texts,
                        size_t n_instruments);

#endif // DIL_APP_INSTRUMENTS_H
