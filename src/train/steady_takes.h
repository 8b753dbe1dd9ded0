// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_STEADY_TAKES_H
#define DIL_TRAIN_STEADY_TAKES_H

#include "takes.h"

#include "dilaton/attributes.h"
#include "dilaton/preset.h"
#include "dilaton/status.h"

#include <stdint.h>

/**
   Bring all takes that are used to the steady pitch of their regions, as
   dil_phase_lock() does.

   @param n_threads 1 to 64; does not change the result.
   @param vibrato Becomes what they had in common, see dil_vibrato_median().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_takes_steady(DilTakes* takes, uint32_t n_threads, DilVibrato* vibrato);

#endif // DIL_TRAIN_STEADY_TAKES_H
