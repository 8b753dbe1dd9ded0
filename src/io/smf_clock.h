// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SMF_CLOCK_H
#define DIL_IO_SMF_CLOCK_H

#include "dilaton/attributes.h"
#include "dilaton/score_time.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Tempo until the first tempo event, 120 beats a minute
#define DIL_SMF_DEFAULT_TEMPO 500000U

/// A stretch of one tempo
typedef struct {
  uint64_t tick;   ///< Where it begins
  double elapsed;  ///< Units from the start of the file to there
  double per_tick; ///< Units a tick lasts
} DilSmfTempo;

/// A stretch of one time signature
typedef struct {
  uint64_t tick;      ///< Where it begins, which is always a bar line
  double bars;        ///< Bars from the start of the file to there
  double beat_ticks;  ///< Ticks in a beat
  uint32_t n_beats;   ///< Beats in a bar
  uint32_t beat_unit; ///< 4 for a quarter note
} DilSmfMeter;

/**
   From ticks to seconds and to bars.

   Time is counted in units that make a tick a whole number of them: tempo over
   division in microseconds, or parts of a SMPTE frame.  Their sums are exact up
   to 2^53, so that a time is rounded once, by the division at the end.
*/
typedef struct {
  double units_per_s;   ///< Units in a second
  double quarter_ticks; ///< Ticks in a quarter note; 0 with SMPTE time
  DilSmfTempo* tempos;  ///< [n_tempos], at least 1, by tick
  size_t n_tempos;      ///< Used of the capacity told to dil_smf_clock_init()
  DilSmfMeter* meters;  ///< [n_meters], by tick; none with SMPTE time
  size_t n_meters;      ///< Used of the capacity told to dil_smf_clock_init()
} DilSmfClock;

/**
   Start at tick 0 with the standard tempo and 4/4.

   @param division Of the file's header, checked: ticks a quarter note, or
   frames a second and ticks a frame.
   @param n_tempos,n_meters Most changes that will be set.
   @return Whether there was memory; the clock is to be cleared in any case.
*/
DIL_NODISCARD bool
dil_smf_clock_init(DilSmfClock* clock,
                   uint16_t division,
                   size_t n_tempos,
                   size_t n_meters);

/// Release the memory of `clock`
void
dil_smf_clock_clear(DilSmfClock* clock);

/**
   Change the tempo; ignored with SMPTE time.

   @param tick Not before the last change.
   @param quarter_us Microseconds a quarter note, above 0.
*/
void
dil_smf_clock_set_tempo(DilSmfClock* clock, uint64_t tick, uint32_t quarter_us);

/**
   Begin a bar with a new time signature; ignored with SMPTE time.

   @param tick Not before the last change.
   @param n_beats Above 0.
   @param beat_unit A power of 2.
*/
void
dil_smf_clock_set_meter(DilSmfClock* clock,
                        uint64_t tick,
                        uint32_t n_beats,
                        uint32_t beat_unit);

/// Seconds from the start to `tick`, which is not before the last change
double
dil_smf_clock_time(const DilSmfClock* clock, uint64_t tick);

/// As dil_score_position()
DilScorePosition
dil_smf_clock_position(const DilSmfClock* clock, double time_s);

#endif // DIL_IO_SMF_CLOCK_H
