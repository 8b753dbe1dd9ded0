// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_REALTIME_GUARD_PRIVATE_H
#define DIL_TEST_REALTIME_GUARD_PRIVATE_H

#include <stdbool.h>
#include <stddef.h>

/// Whether no sanitizer has the functions for itself
extern const bool realtime_guard_has_functions;

/// Count a call of the function `name`, a constant, if this thread is inside
void
realtime_guard_see(const char* name);

/// A guarded callback was asked for so many frames; the report has the most
void
realtime_guard_note_frames(size_t n_frames);

#endif // DIL_TEST_REALTIME_GUARD_PRIVATE_H
