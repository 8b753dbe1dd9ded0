// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_REAL_TIME_H
#define DIL_LIVE_REAL_TIME_H

/// Priority of the threads that make sound: below that of a JACK client, so
/// that the audio callback comes first
#define REAL_TIME_PRIORITY 50

/// Keep the memory of this program from being swapped out; 0 or an errno
int
real_time_lock_memory(void);

#endif // DIL_LIVE_REAL_TIME_H
