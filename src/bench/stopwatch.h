// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BENCH_STOPWATCH_H
#define DIL_BENCH_STOPWATCH_H

/// Seconds that the calling thread has run: what others do does not count
double
dil_thread_s(void);

/// Seconds of a clock that only goes forward
double
dil_wall_s(void);

/**
   Cycles a second that this thread runs at just now, or 0 where that is not
   known.

   Counters of true cycles are denied to most programs, and the time stamp
   counter ticks at a rate of its own.  So a chain of 64-bit multiplications is
   timed, each of which waits for the one before and takes 3 cycles on all
   x86-64 processors since 2008.

   Source: Fog, "Instruction tables" (agner.org/optimize), latency of IMUL r,r.
*/
double
dil_clock_hz(void);

#endif // DIL_BENCH_STOPWATCH_H
