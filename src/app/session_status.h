// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_SESSION_STATUS_H
#define DIL_APP_SESSION_STATUS_H

#include "keyboard.h"
#include "progress.h"
#include "session.h"

#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>

/// Programs that are known by name, at most
#define STATUS_PROGRAMS 128U

/// What the status line shows, and remembers
typedef struct {
  char names[STATUS_PROGRAMS][48]; ///< [n_names] of instruments, by program
  size_t n_names;                  ///< At least 1
  bool is_cast;                    ///< Each channel of the melody has its own
  const DilScore* score;           ///< Borrowed, or NULL
  const Keyboard* keyboard;        ///< Borrowed, or NULL: it is not played
  double clipped_s;                ///< Time at which it was too loud last
} SessionStatus;

/// Begin with the names of the instruments of some presets
void
session_status_begin(SessionStatus* status,
                     const DilPreset* const* presets,
                     size_t n_presets);

/// Show in a line what plays, where it is and how loud, and how the threads do,
/// at most ten times a second
void
session_status_show(Progress* progress,
                    SessionStatus* status,
                    DilEngine* engine,
                    const SessionState* state);

/// Print a line about all that was played
void
session_status_conclude(const SessionState* state);

/// Say in one line what real time was not allowed; nothing if that is nothing
void
session_status_explain(const SessionState* state);

#endif // DIL_APP_SESSION_STATUS_H
