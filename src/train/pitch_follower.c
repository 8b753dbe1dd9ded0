// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "pitch_follower.h"

#include "sort.h"

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const double two_pi = 6.283185307179586;
static const double step_s = 1.0 / (double)DIL_HARMONICS_RATE;

/// Times that smoothing looks to either side, twice: half of the power is left
/// at 8 Hz, and after three passes nearly all of it has been followed
#define SMOOTH_HALF 20U

/// Passes that follow the frequency, and those that follow what is left of the
/// phase
#define N_FREQUENCY_PASSES 3U
#define N_PHASE_PASSES     3U

/// What a loop that follows the phase gives way of an error in a time, and what
/// it remembers of a harmonic: 0.2 and 1.5 s
static const double loop_gain = 0.005;
static const double memory_share = 1.0 / 1500.0;

/// Deviation that is followed: 1.2 semitones
static const double most_deviation = 0.0718;

/// Power below the loud moments where harmonics can be followed
static const double least_power = 0.01;

/// What `room` is for
typedef enum {
  RE,      ///< Of a harmonic, smoothed
  IM,      ///< The same
  POWER,   ///< Of a harmonic, smoothed
  SUM,     ///< Of the harmonics' opinions
  WEIGHT,  ///< Of all of these
  GATE,    ///< 1 where there is sound
  SCRATCH, ///< Of smoothing
  N_ROWS
} Row;

static double*
row(const DilPitchFollower* const f, const Row index)
{
  return f->room + (size_t)index * f->map.n_times;
}

/// Sum over SMOOTH_HALF values to either side, twice
static void
smooth(const DilPitchFollower* const f, double* const values)
{
  const size_t n = f->harmonics.n_times;
  double* const sums = row(f, SCRATCH);
  for (int pass = 0; pass < 2; ++pass) {
    double sum = 0.0;
    for (size_t i = 0U; i < n; ++i) {
      sum += values[i];
      sums[i] = sum;
    }
    for (size_t i = 0U; i < n; ++i) {
      const size_t last = i + SMOOTH_HALF < n ? i + SMOOTH_HALF : n - 1U;
      const double before = i > SMOOTH_HALF ? sums[i - SMOOTH_HALF - 1U] : 0.0;
      values[i] = (sums[last] - before) / (2.0 * (double)SMOOTH_HALF + 1.0);
    }
  }
}

/// Find where there is sound to be followed
static void
find_sound(DilPitchFollower* const f)
{
  const DilHarmonics* const y = &f->harmonics;
  double* const gate = row(f, GATE);
  double* const sorted = row(f, SCRATCH);
  for (size_t i = 0U; i < y->n_times; ++i) {
    gate[i] = 0.0;
    for (uint32_t h = 0U; h < y->n; ++h) {
      gate[i] += dil_harmonics_power(y, h, i);
    }
    sorted[i] = gate[i];
  }

  dil_sort(sorted, y->n_times);
  const double loud = sorted[(y->n_times - 1U) * 95U / 100U];
  f->first = y->n_times;
  f->end = 0U;
  for (size_t i = 0U; i < y->n_times; ++i) {
    const double share = loud > 1e-14 ? gate[i] / (least_power * loud) : 0.0;
    gate[i] = fmin(share * share, 1.0);
    if (share >= 1.0) {
      f->first = i < f->first ? i : f->first;
      f->end = i + 1U;
    }
  }
}

/// Warp the recording by the map as it is, and measure its harmonics
static DilStatus
look(DilPitchFollower* const f)
{
  const double duration_s = (double)f->map.n_times * step_s;
  const size_t n_warped = (size_t)(duration_s * f->rate);
  float* const warped = (float*)calloc(n_warped + 1U, sizeof(*warped));
  DilStatus status = warped ? DIL_OK : DIL_NO_MEMORY;
  dil_harmonics_free(&f->harmonics);
  if (!status) {
    status = dil_time_map_read(
      &f->map, 0.0, f->samples, f->n_samples, f->rate, warped, n_warped);
  }
  if (!status) {
    status = dil_harmonics_measure(
      warped, n_warped, f->rate, f->frequency, &f->harmonics);
  }

  free(warped);
  free(f->room);
  f->room = (double*)calloc((size_t)N_ROWS * f->map.n_times, sizeof(*f->room));
  if (!status && !f->room) {
    status = DIL_NO_MEMORY;
  }
  if (!status) {
    find_sound(f);
  }
  return status;
}

/// Smooth a harmonic, and its power
static void
smooth_harmonic(const DilPitchFollower* const f, const uint32_t h)
{
  const DilHarmonics* const y = &f->harmonics;
  const size_t n_bytes = y->n_times * sizeof(double);
  memcpy(row(f, RE), y->re + h * y->n_times, n_bytes);
  memcpy(row(f, IM), y->im + h * y->n_times, n_bytes);
  for (size_t i = 0U; i < y->n_times; ++i) {
    row(f, POWER)[i] = dil_harmonics_power(y, h, i);
  }

  smooth(f, row(f, RE));
  smooth(f, row(f, IM));
  smooth(f, row(f, POWER));
}

/// How far a harmonic that has been smoothed is to be believed, 0 to 1: what
/// smoothing leaves of it against what it takes away
static double
clarity(const DilPitchFollower* const f, const size_t i)
{
  const double re = row(f, RE)[i];
  const double im = row(f, IM)[i];
  const double steady = re * re + im * im;
  const double power = row(f, POWER)[i] + 1e-30;
  return fmin(fmax(2.0 * steady / power - 1.0, 0.0), 1.0);
}

static void
add_opinion(const DilPitchFollower* const f,
            const size_t i,
            const uint32_t h,
            const double weight,
            const double angle)
{
  const double order = (double)(h + 1U);
  row(f, SUM)[i] += weight * angle;
  row(f, WEIGHT)[i] += order * weight;
}

/// What a harmonic says of the frequency: its angle from each time to the next
static void
ask_frequency(const DilPitchFollower* const f,
              const uint32_t h,
              const bool is_first)
{
  const DilHarmonics* const y = &f->harmonics;
  const double* const re = y->re + h * y->n_times;
  const double* const im = y->im + h * y->n_times;
  for (size_t i = 1U; i < y->n_times; ++i) {
    const double dot = re[i] * re[i - 1U] + im[i] * im[i - 1U];
    const double cross = im[i] * re[i - 1U] - re[i] * im[i - 1U];
    const double power = dil_harmonics_power(y, h, i);
    const double weight = is_first ? power : power * clarity(f, i);
    add_opinion(f, i, h, weight, atan2(cross, dot));
  }
}

/// Turn (re, im) back by an angle
static void
turn_back(const double angle, double* const re, double* const im)
{
  const double cosine = cos(angle);
  const double sine = sin(angle);
  const double turned = *re * cosine + *im * sine;
  *im = *im * cosine - *re * sine;
  *re = turned;
}

/**
   Follow the fundamental's phase from one end to the other, by a loop.

   Each harmonic is held against what it has been of late, so that one that
   changes its phase for good, as rooms make them do, is forgiven; and by the
   sine of the difference, so that one that is lost says nothing.

   @param memory [2 n] of what harmonics have been, kept from run to run.
   @param weights [n][n_times].
   @param phases [n_times] result.
*/
static void
run_loop(const DilPitchFollower* const f,
         const bool is_backward,
         const double* const weights,
         double* const memory,
         double* const phases)
{
  const DilHarmonics* const y = &f->harmonics;
  const size_t n = f->end - f->first;
  double phase = is_backward ? phases[f->end - 1U] : 0.0;
  for (size_t k = 0U; k < n; ++k) {
    const size_t i = is_backward ? f->end - 1U - k : f->first + k;
    double sum = 0.0;
    double weight = 1e-30;
    for (uint32_t h = 0U; h < y->n; ++h) {
      const size_t place = h * y->n_times + i;
      const double order = (double)(h + 1U);
      double re = y->re[place];
      double im = y->im[place];
      turn_back(order * phase, &re, &im);
      double* const old = memory + 2U * h;
      const double size =
        sqrt((re * re + im * im) * (old[0] * old[0] + old[1] * old[1])) + 1e-30;
      const double sine = (im * old[0] - re * old[1]) / size;
      sum += weights[place] * sine;
      weight += order * weights[place];
      old[0] += memory_share * (re - old[0]);
      old[1] += memory_share * (im - old[1]);
    }
    phase += loop_gain * sum / weight;
    phases[i] = phase;
  }
}

/// Beyond the sound, SUM is what it is at its ends
static void
hold_ends(const DilPitchFollower* const f)
{
  double* const sum = row(f, SUM);
  for (size_t i = 0U; i < f->first; ++i) {
    sum[i] = sum[f->first];
  }
  for (size_t i = f->end; i < f->harmonics.n_times; ++i) {
    sum[i] = sum[f->end - 1U];
  }
}

/// Make one opinion of all: smooth, and beyond the sound what it was there
static void
agree(const DilPitchFollower* const f, const double most)
{
  const size_t n = f->harmonics.n_times;
  double* const sum = row(f, SUM);
  double* const weight = row(f, WEIGHT);
  const double* const gate = row(f, GATE);
  for (size_t i = 0U; i < n; ++i) {
    const double opinion = sum[i] / fmax(weight[i], 1e-30);
    const double trust = fabs(opinion) > most ? 1e-4 * gate[i] : gate[i];
    weight[i] *= trust;
    sum[i] = weight[i] * fmin(fmax(opinion, -most), most);
  }

  smooth(f, sum);
  smooth(f, weight);
  for (size_t i = 0U; i < n; ++i) {
    sum[i] /= fmax(weight[i], 1e-30);
  }
  hold_ends(f);
}

/// Move moments by the angles of the fundamental that SUM holds
static DilStatus
move(DilPitchFollower* const f)
{
  const size_t n = f->harmonics.n_times;
  double* const sum = row(f, SUM);
  for (size_t i = 0U; i < f->map.n_times; ++i) {
    sum[i] = sum[i < n ? i : n - 1U] / (two_pi * f->frequency);
  }

  const DilStatus status = dil_time_map_shift(&f->map, sum);
  return status ? status : look(f);
}

/// Before the sound, the frequency that it has in its first third of a second
static void
begin_evenly(const DilPitchFollower* const f)
{
  double* const sum = row(f, SUM);
  const size_t n_wanted = DIL_HARMONICS_RATE / 3U;
  const size_t n_there = f->end - f->first;
  const size_t n = n_wanted < n_there ? n_wanted : n_there;
  double* const sorted = row(f, SCRATCH);
  memcpy(sorted, sum + f->first, n * sizeof(*sorted));
  dil_sort(sorted, n);
  for (size_t i = 0U; i < f->first; ++i) {
    sum[i] = sorted[n / 2U];
  }
}

static DilStatus
follow_frequency(DilPitchFollower* const f, const bool is_first)
{
  const double most =
    two_pi * f->frequency * most_deviation / (double)DIL_HARMONICS_RATE;
  for (uint32_t h = 0U; h < f->harmonics.n; ++h) {
    smooth_harmonic(f, h);
    ask_frequency(f, h, is_first);
  }

  agree(f, most);
  begin_evenly(f);
  double* const sum = row(f, SUM);
  for (size_t i = 1U; i < f->harmonics.n_times; ++i) {
    sum[i] += sum[i - 1U];
  }

  return move(f);
}

static DilStatus
follow_phase(DilPitchFollower* const f)
{
  const DilHarmonics* const y = &f->harmonics;
  double memory[2U * DIL_MAX_HARMONICS] = {0.0};
  double* const weights = (double*)calloc(y->n * y->n_times, sizeof(*weights));
  if (!weights) {
    return DIL_NO_MEMORY;
  }

  for (uint32_t h = 0U; h < y->n; ++h) {
    smooth_harmonic(f, h);
    for (size_t i = f->first; i < f->end; ++i) {
      weights[h * y->n_times + i] =
        dil_harmonics_power(y, h, i) * clarity(f, i);
    }
  }

  double* const phases = row(f, SUM);
  run_loop(f, false, weights, memory, phases);
  run_loop(f, true, weights, memory, phases);
  free(weights);
  hold_ends(f);
  return move(f);
}

DilStatus
dil_pitch_follower_begin(DilPitchFollower* const f, bool* const is_heard)
{
  const double duration_s = (double)f->n_samples / f->rate;
  DilStatus status = dil_time_map_new(duration_s, step_s, &f->map);
  if (!status) {
    status = look(f);
  }

  *is_heard = !status && f->first < f->end;
  return status;
}

DilStatus
dil_pitch_follower_run(DilPitchFollower* const f)
{
  DilStatus status = DIL_OK;
  for (uint32_t i = 0U; i < N_FREQUENCY_PASSES && !status; ++i) {
    status = follow_frequency(f, i == 0U);
  }
  for (uint32_t i = 0U; i < N_PHASE_PASSES && !status; ++i) {
    status = follow_phase(f);
  }

  return status;
}

void
dil_pitch_follower_free(DilPitchFollower* const f)
{
  dil_time_map_free(&f->map);
  dil_harmonics_free(&f->harmonics);
  free(f->room);
  memset(f, 0, sizeof(*f));
}
