// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_PLAYER_LINE_H
#define DIL_ENGINE_PLAYER_LINE_H

#include "controls.h"
#include "player.h"
#include "voice.h"

#include "dilaton/attributes.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stdint.h>

/**
   A line is what has one voice in DIL_MODE_MONO and DIL_MODE_LEGATO: a channel,
   or all channels of an MPE zone.
*/

/// Whether two channels are of one line
DIL_REALTIME bool
dil_line_is_one(const DilControls* controls, uint32_t a, uint32_t b);

/// A key goes down, and is the last of its line
DIL_REALTIME void
dil_line_press(DilPlayer* player, const DilEvent* event);

/// A key goes up
DIL_REALTIME void
dil_line_lift(DilPlayer* player, const DilEvent* event);

/// All keys of a channel and, if it is a master, of its zone go up
DIL_REALTIME void
dil_line_lift_all(DilPlayer* player,
                  const DilControls* controls,
                  uint32_t channel);

/// The key that went down last on a channel's line and is still down, or NULL
DIL_REALTIME const DilEvent*
dil_line_last(const DilPlayer* player,
              const DilControls* controls,
              uint32_t channel);

/// The voice that is held on a channel's line, the latest, or NULL
DIL_REALTIME DilVoice*
dil_line_voice(const DilPlayer* player,
               const DilControls* controls,
               uint32_t channel);

/// End all voices on a channel's line but one, or all if that is NULL
DIL_REALTIME void
dil_line_clear(const DilPlayer* player,
               const DilControls* controls,
               uint32_t channel,
               const DilVoice* kept);

#endif // DIL_ENGINE_PLAYER_LINE_H
