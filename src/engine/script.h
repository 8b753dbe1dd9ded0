// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_SCRIPT_H
#define DIL_ENGINE_SCRIPT_H

#include "stage.h"

#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Frame of what comes after the last thing
#define DIL_SCRIPT_END UINT64_MAX

/**
   What happens to a stage in the course of a score.

   At one frame its tunings come before its events.  After the last event that a
   note can hear, all keys and pedals go up.
*/
typedef struct {
  const DilScore* score;
  uint32_t rate;       ///< Host rate
  size_t n_events;     ///< Up to the last that a note can hear
  uint64_t last_frame; ///< Of that
} DilScript;

/// How far it has been followed; all 0 at the start
typedef struct {
  size_t n_sysex;   ///< Messages of the score
  size_t n_events;  ///< Events of the score
  size_t n_closing; ///< Events of our own after those
} DilScriptPlace;

/// Prepare a score to be played at a host rate
DilScript
dil_script(const DilScore* score, uint32_t rate);

/// Frame of the next thing, or DIL_SCRIPT_END
uint64_t
dil_script_frame(const DilScript* script, const DilScriptPlace* place);

/// Do the next thing, which there must be, to a stage
void
dil_script_act(const DilScript* script, DilScriptPlace* place, DilStage* stage);

/// Whether one place comes before another
bool
dil_script_is_before(const DilScriptPlace* a, const DilScriptPlace* b);

#endif // DIL_ENGINE_SCRIPT_H
