// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_AUDIO_GUARD_H
#define DIL_TEST_AUDIO_GUARD_H

#include <stdbool.h>
#include <stddef.h>

/**
   Counts what an audio thread must not do, between enter and leave.

   Counted are system calls of any kind (the kernel reports them, so none can be
   missed; Linux on x86-64 only), and, unless a sanitizer has them, calls of the
   allocator, of locks and of streams, from any module.
*/

/// From here on the calling thread is an audio thread
void
audio_guard_enter(void);

/// From here on it may do what it likes
void
audio_guard_leave(void);

/// Whether calls are counted, too, and not only system calls
bool
audio_guard_sees_calls(void);

/// Offences so far in this process
size_t
audio_guard_count(void);

/// The last offence, or ""
const char*
audio_guard_last(void);

#endif // DIL_TEST_AUDIO_GUARD_H
