// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_PLAYER_SLOTS_H
#define DIL_ENGINE_PLAYER_SLOTS_H

#include "player.h"

#include <stddef.h>

/// Time in which a note goes that makes room for another
#define DIL_STEAL_FADE_S 0.005

/// Fade out notes until there is room for one more
DIL_REALTIME void
dil_player_make_room(DilPlayer* player, const DilControls* controls);

/// A free slot, made free if need be
DIL_REALTIME size_t
dil_player_take_slot(DilPlayer* player);

#endif // DIL_ENGINE_PLAYER_SLOTS_H
