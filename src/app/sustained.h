// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_SUSTAINED_H
#define DIL_APP_SUSTAINED_H

#include "options.h"

#include "dilaton/preset.h"
#include "dilaton/trainer.h"

#include <stddef.h>

#include <stdint.h>

/// The option of commands that decide it; `field` is of a TextList
#define SUSTAINED_OPTION(field)                                                \
  {                                                                            \
    OPTION_LIST, 0, "sustained", "yes|no", field, 0, 0, NULL,                  \
      "Whether held notes keep their level; once for each instrument "         \
      "(auto: it is heard)"                                                    \
  }

/// The option of commands that make presets; `field` is of a TextList
#define PHASE_LOCK_OPTION(field)                                               \
  {                                                                            \
    OPTION_LIST, 0, "phase-lock", "yes|no", field, 0, 0, NULL,                 \
      "Whether recordings are brought to a steady pitch and the instrument "   \
      "given their vibrato; once for each instrument (auto: if it is "         \
      "sustained)"                                                             \
  }

/**
   Tell sources whether they are sustained.

   @param answers "yes", "no" or "auto"; more than there are sources are
   refused.
   @return EXIT_DONE, or EXIT_USAGE after a complaint.
*/
int
sustained_use(const TextList* answers,
              DilTrainingSource* sources,
              size_t n_sources);

/// Likewise, whether their recordings are brought to a steady pitch
int
phase_lock_use(const TextList* answers,
               DilTrainingSource* sources,
               size_t n_sources);

/// Say of instruments [n] how they were understood, a line each
void
sustained_show(const DilInstrument* instruments, uint32_t n);

#endif // DIL_APP_SUSTAINED_H
