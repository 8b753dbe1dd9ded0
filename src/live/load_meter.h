// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_LOAD_METER_H
#define DIL_LIVE_LOAD_METER_H

#include <stdatomic.h>
#include <stddef.h>

/// Frames over which the load is averaged
#define LOAD_FRAMES 24000.0f

/// Time to make sound per time of sound, for one thread that notes it and all
/// that read it
typedef struct {
  float load; ///< Of the thread that notes
  float peak; ///< Of the thread that notes
  _Atomic float shown_load;
  _Atomic float shown_peak; ///< Highest of `shown_load`
} LoadMeter;

/// Note the load of the last `n` frames
static inline void
load_meter_note(LoadMeter* const meter, const float load, const size_t n)
{
  meter->load += (load - meter->load) * (float)n / LOAD_FRAMES;
  meter->peak = meter->load > meter->peak ? meter->load : meter->peak;
  atomic_store_explicit(&meter->shown_load, meter->load, memory_order_relaxed);
  atomic_store_explicit(&meter->shown_peak, meter->peak, memory_order_relaxed);
}

#endif // DIL_LIVE_LOAD_METER_H
