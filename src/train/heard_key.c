// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard_key.h"

#include "heard_recording.h"
#include "sort.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

/// Aperiodicity of an instant that has a pitch, at most
#define MOST_APERIODIC 0.25f

/// Below the loudest instant, what is loud, in dB
#define LOUD_DB 25.0f

/// Semitones about a pitch that are still the same
static const double one_pitch = 0.6;

/// Longest stretch that is listened to, and shortest that can be sure, in
/// seconds
static const double longest_s = 3.0;
static const double shortest_s = 0.06;

/// Share of what is loud that makes a pitch, and one that is sure
static const double some_share = 0.3;
static const double sure_share = 0.6;

/// Harmonics that are looked at, and the window for them in seconds
#define N_HARMONICS 24
static const double window_s = 0.25;

/// Against the strongest harmonic: the first three of a single note have more
static const double chord_db = -45.0;

/// The harmonics of a lower note alone, against all: missing, and there
static const double missing_db = -40.0;
static const double there_db = -20.0;

/// Against the strongest, a harmonic that stands out
static const double clear_db = -30.0;

static double
key_of(const double hz)
{
  return 69.0 + 12.0 * log2(hz / 440.0);
}

static double
hz_of(const double key)
{
  return 440.0 * exp2((key - 69.0) / 12.0);
}

/// Instants that are loud and have a pitch
typedef struct {
  double* keys;   ///< [n]
  size_t* places; ///< [n] index of the instant
  size_t n;
  size_t n_loud; ///< Instants that are loud, with a pitch or without
} Instants;

static void
choose_instants(const DilHeardRecording* const heard, Instants* const instants)
{
  float loudest = -200.0f;
  for (size_t i = 0U; i < heard->n_frames; ++i) {
    loudest = fmaxf(loudest, heard->tones[i].level_db);
  }

  for (size_t i = 0U; i < heard->n_frames; ++i) {
    const DilHeardTone* const tone = &heard->tones[i];
    if (tone->level_db > loudest - LOUD_DB && loudest > -100.0f) {
      ++instants->n_loud;
      if (tone->aperiodicity < MOST_APERIODIC) {
        instants->places[instants->n] = i;
        instants->keys[instants->n++] = (double)tone->pitch;
      }
    }
  }
}

/// The key that most instants are within one_pitch of; how many that are
static size_t
find_commonest(const Instants* const instants, double* const key)
{
  size_t n_best = 0U;
  for (size_t i = 0U; i < instants->n; ++i) {
    size_t n = 0U;
    for (size_t k = 0U; k < instants->n; ++k) {
      n += fabs(instants->keys[k] - instants->keys[i]) < one_pitch;
    }
    if (n > n_best) {
      n_best = n;
      *key = instants->keys[i];
    }
  }

  return n_best;
}

/// Sum of squared differences of a stretch and the same `lag` samples later
static double
difference_at(const float* const x, const size_t n, const size_t lag)
{
  double sum = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double d = (double)x[i] - (double)x[i + lag];
    sum += d * d;
  }

  return sum;
}

/// The lag near `lag` at which a stretch comes nearest to itself, in samples
static double
find_lag(const float* const x,
         const size_t n,
         const double lag,
         const double reach)
{
  const size_t low = (size_t)fmax(lag - reach, 2.0);
  const size_t high = (size_t)(lag + reach) + 1U;
  double best = (double)INFINITY;
  size_t place = low;
  for (size_t i = low; i <= high; ++i) {
    const double d = difference_at(x, n, i);
    place = d < best ? i : place;
    best = d < best ? d : best;
  }

  const double left = difference_at(x, n, place - 1U);
  const double right = difference_at(x, n, place + 1U);
  const double bend = left - 2.0 * best + right;
  const double offset = bend > 0.0 ? 0.5 * (left - right) / bend : 0.0;
  return (double)place + fmin(fmax(offset, -0.5), 0.5);
}

/// The key at an instant, from lags of 1, 2, 4, ... periods
static double
refine(const DilAudio* const audio, const double time_s, const double key)
{
  const double rate = (double)audio->rate;
  double period = rate / hz_of(key);
  const size_t n = (size_t)(fmax(2.0 * period, 0.01 * rate));
  const double most = fmax(0.03 * rate, period);
  const size_t from = (size_t)(time_s * rate);
  double step = 0.04 * period + 1.5;
  for (double count = 1.0; count * period <= most * 1.001; count *= 2.0) {
    if (from + n + (size_t)(count * period + step) + 3U > audio->n_frames) {
      break;
    }
    period = find_lag(audio->samples + from, n, count * period, step) / count;
    step = 2.0;
  }

  return key_of(rate / period);
}

/// Power of a windowed stretch at a frequency
static double
power_at(const DilAudio* const audio,
         const size_t from,
         const size_t n,
         const double hz)
{
  static const double pi = 3.141592653589793;
  const double turn = 2.0 * pi * hz / (double)audio->rate;
  double re = 0.0;
  double im = 0.0;
  for (size_t i = 0U; i < n; ++i) {
    const double window = 0.5 - 0.5 * cos(2.0 * pi * (double)i / (double)n);
    const double x = window * (double)audio->samples[from + i];
    re += x * cos(turn * (double)i);
    im += x * sin(turn * (double)i);
  }

  return (re * re + im * im) / (double)(n * n);
}

/// Powers of the harmonics of a key from the loudest stretch on
static void
measure_harmonics(const DilAudio* const audio,
                  const double key,
                  double powers[N_HARMONICS])
{
  const double f = hz_of(key);
  const size_t wanted = (size_t)(window_s * (double)audio->rate);
  const size_t n = wanted < audio->n_frames ? wanted : audio->n_frames;
  const size_t spare = audio->n_frames - n;
  const size_t skip = (size_t)(0.05 * (double)audio->rate);
  for (int h = 0; h < N_HARMONICS; ++h) {
    const double hz = f * (double)(h + 1);
    powers[h] = hz < 0.45 * (double)audio->rate
                  ? power_at(audio, spare < skip ? spare : skip, n, hz)
                  : 0.0;
  }
}

static bool
is_chord(const DilAudio* const audio, const double key)
{
  double powers[N_HARMONICS];
  double most = 0.0;
  measure_harmonics(audio, key, powers);
  for (int h = 0; h < N_HARMONICS; ++h) {
    most = fmax(most, powers[h]);
  }

  const double low = fmax(powers[0], fmax(powers[1], powers[2]));
  return low < most * pow(10.0, chord_db / 10.0);
}

/// What there is of a note that a note `factor` times as high has not
typedef struct {
  double share_db; ///< Its own harmonics against all
  bool has_first;  ///< Its fundamental stands out
  int n_clear;     ///< Of the first four of its own, those that do
} OwnHarmonics;

static OwnHarmonics
own_harmonics(const DilAudio* const audio, const double key, const int factor)
{
  double powers[N_HARMONICS];
  double own = 1e-14;
  double all = 1e-14;
  double most = 1e-14;
  int n_looked_at = 0;
  OwnHarmonics result = {0.0, false, 0};
  measure_harmonics(audio, key, powers);
  for (int h = 0; h < N_HARMONICS; ++h) {
    own += (h + 1) % factor ? powers[h] : 0.0;
    all += powers[h];
    most = fmax(most, powers[h]);
  }
  for (int h = 0; h < N_HARMONICS && n_looked_at < 4; ++h) {
    if ((h + 1) % factor) {
      result.n_clear += powers[h] > most * pow(10.0, clear_db / 10.0);
      ++n_looked_at;
    }
  }

  result.has_first = powers[0] > most * pow(10.0, clear_db / 10.0);
  result.share_db = 10.0 * log10(own / all);
  return result;
}

/// Measure the instants of a pitch again and take their middle
static void
measure_pitch(const DilAudio* const audio,
              const DilHeardRecording* const heard,
              const Instants* const instants,
              double* const room,
              DilHeardKey* const out)
{
  // Some 60 of them are enough, and the attack is not asked if others can be
  const double about = out->key;
  const size_t attack = (size_t)(0.06 / heard->hop_s);
  const size_t first = instants->n > 4U * attack ? attack : 0U;
  const size_t step = instants->n / 60U + 1U;
  size_t n = 0U;
  for (size_t i = first; i < instants->n; i += step) {
    if (fabs(instants->keys[i] - about) < one_pitch) {
      room[n++] = refine(
        audio, (double)instants->places[i] * heard->hop_s, instants->keys[i]);
    }
  }

  if (n) {
    dil_sort(room, n);
    out->key = room[n / 2U];
    out->spread = 0.5 * (room[3U * n / 4U] - room[n / 4U]);
  }
}

static void
listen(const DilAudio* const audio,
       const DilHeardRecording* const heard,
       Instants* const instants,
       DilHeardKey* const out)
{
  double key = (double)NAN;
  choose_instants(heard, instants);
  const size_t n = find_commonest(instants, &key);
  out->share = instants->n_loud ? (double)n / (double)instants->n_loud : 0.0;
  out->length = (double)n * heard->hop_s;
  if (out->share < some_share || !n) {
    return;
  }

  out->key = key;
  measure_pitch(audio, heard, instants, instants->keys + heard->n_frames, out);
  out->is_chord = is_chord(audio, out->key);
}

DilStatus
dil_heard_key(const DilAudio* const audio, DilHeardKey* const out)
{
  const DilHeardKey none = {(double)NAN, 0.0, 0.0, 0.0, false};
  DilAudio part = *audio;
  DilHeardRecording heard = {.samples = NULL};
  *out = none;
  if (audio->rate < DIL_LEAST_HEARD_RATE) {
    return DIL_UNSUPPORTED;
  }

  const size_t most = (size_t)(longest_s * (double)audio->rate);
  part.n_frames = part.n_frames < most ? part.n_frames : most;
  if (!dil_recording_hear(&part, &heard)) {
    return DIL_NO_MEMORY;
  }

  Instants instants = {0};
  instants.keys = (double*)calloc(2U * heard.n_frames, sizeof(double));
  instants.places = (size_t*)calloc(heard.n_frames, sizeof(size_t));
  const bool is_done = instants.keys && instants.places;
  if (is_done) {
    listen(&part, &heard, &instants, out);
  }

  free(instants.places);
  free(instants.keys);
  dil_heard_recording_clear(&heard);
  return is_done ? DIL_OK : DIL_NO_MEMORY;
}

/// How many times as high the higher of two notes at a distance is, if it is
/// one of the first harmonics of the other; else 0
static int
harmonic_at(const double semitones)
{
  for (int h = 2; h <= 8; ++h) {
    if (fabs(semitones - 12.0 * log2((double)h)) < DIL_KEY_TOLERANCE) {
      return h;
    }
  }

  return 0;
}

DilKeyVerdict
dil_judge_key(const DilAudio* const audio,
              const DilHeardKey* const heard,
              const double told)
{
  const double distance = heard->key - told;
  if (isnan(heard->key)) {
    return DIL_KEY_UNSURE;
  }
  if (fabs(distance) < DIL_KEY_TOLERANCE) {
    return DIL_KEY_RIGHT;
  }
  if (heard->share < sure_share || heard->length < shortest_s) {
    return DIL_KEY_UNSURE;
  }

  const int factor = harmonic_at(fabs(distance));
  if (!factor) {
    return DIL_KEY_WRONG;
  }

  const double lower =
    distance > 0.0 ? heard->key - 12.0 * log2((double)factor) : heard->key;
  const OwnHarmonics own = own_harmonics(audio, lower, factor);
  const bool is_wrong = distance > 0.0 ? own.share_db < missing_db
                                       : own.share_db > there_db &&
                                           (own.has_first || own.n_clear > 2);
  return is_wrong ? DIL_KEY_WRONG : DIL_KEY_UNSURE;
}
