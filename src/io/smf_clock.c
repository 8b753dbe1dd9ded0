// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf_clock.h"

#include <math.h>
#include <stdlib.h>

/// Ticks by which a time may miss the event it was taken from
#define ROUNDING_TICKS 1e-6

static void
start_metrical(DilSmfClock* const clock, const uint16_t division)
{
  clock->units_per_s = 1e6 * division;
  clock->quarter_ticks = division;
  clock->tempos[0].per_tick = DIL_SMF_DEFAULT_TEMPO;
  clock->n_tempos = 1U;
  dil_smf_clock_set_meter(clock, 0U, 4U, 4U);
}

static void
start_smpte(DilSmfClock* const clock, const uint16_t division)
{
  const unsigned frames_per_s = 256U - (division >> 8U);
  const unsigned frame_ticks = division & 0xFFU;

  // 29 stands for 30 frames with some numbers dropped: 30000 in 1001 seconds
  const bool is_drop_frame = frames_per_s == 29U;
  clock->units_per_s = (is_drop_frame ? 30000.0 : frames_per_s) * frame_ticks;
  clock->tempos[0].per_tick = is_drop_frame ? 1001.0 : 1.0;
  clock->n_tempos = 1U;
}

bool
dil_smf_clock_init(DilSmfClock* const clock,
                   const uint16_t division,
                   const size_t n_tempos,
                   const size_t n_meters)
{
  const DilSmfClock empty = {0.0, 0.0, NULL, 0U, NULL, 0U};
  *clock = empty;
  clock->tempos = (DilSmfTempo*)calloc(n_tempos + 1U, sizeof(DilSmfTempo));
  clock->meters = (DilSmfMeter*)calloc(n_meters + 1U, sizeof(DilSmfMeter));
  if (!clock->tempos || !clock->meters) {
    return false;
  }

  if (division & 0x8000U) {
    start_smpte(clock, division);
  } else {
    start_metrical(clock, division);
  }

  return true;
}

void
dil_smf_clock_clear(DilSmfClock* const clock)
{
  free(clock->tempos);
  free(clock->meters);
}

static double
elapsed_units(const DilSmfClock* const clock, const uint64_t tick)
{
  const DilSmfTempo* const last = &clock->tempos[clock->n_tempos - 1U];
  return last->elapsed + (double)(tick - last->tick) * last->per_tick;
}

void
dil_smf_clock_set_tempo(DilSmfClock* const clock,
                        const uint64_t tick,
                        const uint32_t quarter_us)
{
  if (clock->quarter_ticks > 0.0) {
    const DilSmfTempo next = {tick, elapsed_units(clock, tick), quarter_us};
    clock->tempos[clock->n_tempos++] = next;
  }
}

void
dil_smf_clock_set_meter(DilSmfClock* const clock,
                        const uint64_t tick,
                        const uint32_t n_beats,
                        const uint32_t beat_unit)
{
  if (clock->quarter_ticks > 0.0) {
    const double beat_ticks = 4.0 * clock->quarter_ticks / beat_unit;
    DilSmfMeter next = {tick, 0.0, beat_ticks, n_beats, beat_unit};

    if (clock->n_meters) {
      // A bar that the change cuts short counts as one
      const DilSmfMeter* const last = &clock->meters[clock->n_meters - 1U];
      const double bar_ticks = last->n_beats * last->beat_ticks;
      next.bars = last->bars + ceil((double)(tick - last->tick) / bar_ticks);
    }

    clock->meters[clock->n_meters++] = next;
  }
}

double
dil_smf_clock_time(const DilSmfClock* const clock, const uint64_t tick)
{
  return elapsed_units(clock, tick) / clock->units_per_s;
}

static double
tick_at(const DilSmfClock* const clock, const double time_s)
{
  const double elapsed = time_s * clock->units_per_s;
  size_t first = 0U;
  for (size_t n = clock->n_tempos; n > 1U;) {
    const size_t half = n / 2U;
    first += clock->tempos[first + half].elapsed <= elapsed ? half : 0U;
    n -= half;
  }

  const DilSmfTempo* const tempo = &clock->tempos[first];
  return (double)tempo->tick + (elapsed - tempo->elapsed) / tempo->per_tick;
}

static const DilSmfMeter*
meter_at(const DilSmfClock* const clock, const double tick)
{
  size_t first = 0U;
  for (size_t n = clock->n_meters; n > 1U;) {
    const size_t half = n / 2U;
    first += (double)clock->meters[first + half].tick <= tick ? half : 0U;
    n -= half;
  }

  return &clock->meters[first];
}

DilScorePosition
dil_smf_clock_position(const DilSmfClock* const clock, const double time_s)
{
  DilScorePosition position = {0U, 0U, 0.0, 0U, 0U};
  if (clock->n_meters) {
    const double known_s = fmin(fmax(time_s, 0.0), DIL_SCORE_MAX_S);
    const double tick = tick_at(clock, known_s) + ROUNDING_TICKS;
    const DilSmfMeter* const meter = meter_at(clock, tick);
    const double beats = (tick - (double)meter->tick) / meter->beat_ticks;
    const double bars = floor(beats / meter->n_beats);
    const double beat = beats - bars * meter->n_beats;

    position.bar = (uint32_t)fmin(meter->bars + bars + 1.0, UINT32_MAX);
    position.beat = (uint32_t)beat + 1U;
    position.fraction = beat - floor(beat);
    position.n_beats = meter->n_beats;
    position.beat_unit = meter->beat_unit;
  }

  return position;
}
