// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_SESSION_STATUS_H
#define DIL_APP_SESSION_STATUS_H

#include "generator.h"
#include "outlet.h"
#include "progress.h"

#include "dilaton/engine.h"
#include "dilaton/score.h"

#include <stdint.h>

/// Show in a line where a score is (it may be NULL) and how the threads do, at
/// most ten times a second
void
session_status_show(Progress* progress,
                    const DilScore* score,
                    const Generator* generator,
                    Outlet* outlet,
                    uint32_t rate);

/// Print a line about all that was played
void
session_status_conclude(const DilEngine* engine,
                        const Generator* generator,
                        const Outlet* outlet,
                        uint32_t rate);

/// Say in one line what real time was not allowed; nothing if both errors are 0
void
session_status_explain(int priority_error, int memory_error);

#endif // DIL_APP_SESSION_STATUS_H
