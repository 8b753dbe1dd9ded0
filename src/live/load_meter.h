// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_LOAD_METER_H
#define DIL_LIVE_LOAD_METER_H

#include <stddef.h>

/// Frames over which the load is averaged
#define LOAD_FRAMES 24000.0f

/// Time to make sound per time of sound
typedef struct {
  float load; ///< Of late
  float peak; ///< Highest of `load`
} LoadMeter;

/// Note the load of the last `n` frames
static inline void
load_meter_note(LoadMeter* const meter, const float load, const size_t n)
{
  meter->load += (load - meter->load) * (float)n / LOAD_FRAMES;
  meter->peak = meter->load > meter->peak ? meter->load : meter->peak;
}

#endif // DIL_LIVE_LOAD_METER_H
