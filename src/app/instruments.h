// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_INSTRUMENTS_H
#define DIL_APP_INSTRUMENTS_H

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

#endif // DIL_APP_INSTRUMENTS_H
