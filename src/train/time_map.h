// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_TIME_MAP_H
#define DIL_TRAIN_TIME_MAP_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Where in a recording each moment of a warped one comes from
typedef struct {
  double* sources; ///< [n_times] in seconds, ascending
  size_t n_times;  ///< At least 2
  double step_s;   ///< Between the moments, from time 0 on
} DilTimeMap;

/**
   Make the map that leaves a recording as it is.

   @param duration_s Of the recording.
   @param out To be freed with dil_time_map_free().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_time_map_new(double duration_s, double step_s, DilTimeMap* out);

/// Free a map; all zero is fine
void
dil_time_map_free(DilTimeMap* map);

/// Where a moment comes from, smoothly between the map's; beyond its ends at
/// the speed of the ends
double
dil_time_map_source(const DilTimeMap* map, double time_s);

/**
   Move moments of the warped recording.

   @param shifts [map->n_times] in seconds: what is heard at moment i is to be
   heard so much later; they change by less than step_s from one to the next.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_time_map_shift(DilTimeMap* map, const double* shifts);

/**
   Read a recording by a map, through windowed sinc functions.

   @param map Its speed must stay near 1, for nothing keeps what is speeded up
   from aliasing.
   @param from_s Moment of the first sample made; samples from before the
   recording and after it are 0.
   @param samples [n_samples] of the recording.
   @param rate Of both, in Hz.
   @param out [n_out]; no aliasing.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_time_map_read(const DilTimeMap* map,
                  double from_s,
                  const float* samples,
                  size_t n_samples,
                  double rate,
                  float* out,
                  size_t n_out);

#endif // DIL_TRAIN_TIME_MAP_H
