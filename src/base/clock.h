// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_CLOCK_H
#define DIL_BASE_CLOCK_H

/// Seconds of a clock that only goes forward; any thread
double
dil_monotonic_s(void);

#endif // DIL_BASE_CLOCK_H
