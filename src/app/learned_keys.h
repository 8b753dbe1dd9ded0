// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_LEARNED_KEYS_H
#define DIL_APP_LEARNED_KEYS_H

#include "options.h"

#include "dilaton/trainer.h"

#include <stddef.h>

/// The option of commands that make presets; `field` is of a TextList
#define LEARNED_KEYS_OPTION(field)                                             \
  {                                                                            \
    OPTION_LIST, 0, "keys", "LOW-HIGH", field, 0, 0, NULL,                     \
      "Keys to learn, such as 58-91 or Bb3-G6, where recordings or a "         \
      "SoundFont reach farther than the instrument; once for each "            \
      "instrument (all)"                                                       \
  }

/**
   Tell sources which keys are to be learned.

   @param ranges "LOW-HIGH", each a number from 0 to 127 or a note such as C4
   (60), or "all"; more than there are sources are refused.
   @return EXIT_DONE, or EXIT_USAGE after a complaint.
*/
int
learned_keys_use(const TextList* ranges,
                 DilTrainingSource* sources,
                 size_t n_sources);

#endif // DIL_APP_LEARNED_KEYS_H
