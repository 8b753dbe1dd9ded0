// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_SESSION_STATUS_H
#define DIL_APP_SESSION_STATUS_H

#include "progress.h"
#include "session.h"

#include "dilaton/score.h"

/// Show in a line where a score is (it may be NULL) and how the threads do, at
/// most ten times a second
void
session_status_show(Progress* progress,
                    const DilScore* score,
                    const SessionState* state);

/// Print a line about all that was played
void
session_status_conclude(const SessionState* state);

/// Say in one line what real time was not allowed; nothing if that is nothing
void
session_status_explain(const SessionState* state);

#endif // DIL_APP_SESSION_STATUS_H
