// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sampling_choice.h"

#include "coded_note.h"
#include "draw.h"
#include "elementary.h"
#include "free_run.h"
#include "kernel.h"
#include "mel.h"
#include "segment.h"
#include "weights.h"
#include "yin.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Notes that are played, at most; at most DIL_MAX_LANES
#define N_NOTES 16U

static const float noises[] = {0.0f, 1.0f, 2.0f, 3.0f, 4.5f, 6.0f};
static const float temperatures[] = {1.0f, 0.95f};

#define N_NOISES       (sizeof(noises) / sizeof(noises[0]))
#define N_TEMPERATURES (sizeof(temperatures) / sizeof(temperatures[0]))
#define N_TRIALS       (N_NOISES * N_TEMPERATURES)

/// How long every other note is held at most, in seconds: melodies have short
/// ones and long ones
static const double held_s[2] = {1.2, 0.3};

/// More aperiodic than this, a recording's frame has no pitch
static const float noisy = 0.2f;

/// How far off a pitch may be, in octaves
static const double off_octaves = 0.05;

/// How much more often than the best a choice may be off pitch
static const double off_tolerance = 0.01;

static const double a4_hz = 440.0;

/// A note to play, and what its recording sounds like
typedef struct {
  DilPerformance performance;
  size_t n_steps;    ///< With its release
  float* power;      ///< [n_frames][DIL_N_MEL_BANDS]
  DilPitch* pitches; ///< [n_pitches]
  size_t n_frames;   ///< Of the power
  size_t n_pitches;  ///< Frames of the pitch
} Note;

/// A choice under way
typedef struct {
  const DilFreeRunner* runner;
  uint32_t n_threads;
  DilWeights* weights;
  DilMel* mel;
  Note notes[N_NOTES];
  size_t n_notes;
  size_t n_longest; ///< Steps of the longest note
  DilSampling sampling;
  DilFreeRunScore scores[N_TRIALS];
  DilStatus status[N_TRIALS];
} Choice;

static DilSampling
sampling_of(const Choice* const c, const size_t trial)
{
  DilSampling sampling = c->sampling;
  sampling.noise = noises[trial % N_NOISES];
  sampling.temperature = temperatures[trial / N_NOISES];
  return sampling;
}

static size_t
count_pitches(const DilYinFrames frames, const size_t n)
{
  const size_t reach = frames.window + frames.max_lag;
  return n < reach ? 0U : (n - reach) / frames.hop + 1U;
}

/// Power and pitches of a sound of the note's length
static DilStatus
hear(const Choice* const c,
     const Note* const note,
     const float* const samples,
     float* const power,
     DilPitch* const pitches)
{
  const double rate = (double)c->runner->corpus->rate;
  return dil_yin_track(samples, note->n_pitches, rate, pitches)
           ? dil_mel_power(c->mel, samples, note->n_steps, power)
           : DIL_NO_MEMORY;
}

/// Fill a note from its recording
static DilStatus
prepare_note(Choice* const c, const DilTone* const tone, Note* const note)
{
  const uint32_t rate = c->runner->corpus->rate;
  note->performance =
    dil_performance_of(tone, rate, held_s[(size_t)(note - c->notes) % 2U]);
  note->n_steps = dil_performance_length(&note->performance, rate);
  note->n_frames = dil_mel_n_frames(c->mel, note->n_steps);
  note->n_pitches = count_pitches(dil_yin_frames((double)rate), note->n_steps);
  note->power =
    (float*)calloc(note->n_frames * DIL_N_MEL_BANDS + 1U, sizeof(float));
  note->pitches =
    (DilPitch*)calloc(note->n_pitches + 1U, sizeof(*note->pitches));
  float* const samples = (float*)calloc(note->n_steps, sizeof(float));
  DilStatus status = DIL_NO_MEMORY;
  if (note->power && note->pitches && samples) {
    for (size_t t = 0U; t < note->n_steps; ++t) {
      samples[t] = dil_performance_sample(&note->performance, rate, t);
    }
    status = hear(c, note, samples, note->power, note->pitches);
  }

  c->n_longest = note->n_steps > c->n_longest ? note->n_steps : c->n_longest;
  free(samples);
  return status;
}

/// Add up to `n` recordings, evenly spread over those of one kind
static DilStatus
add_notes(Choice* const c, const bool is_held_out, const size_t n)
{
  DilTones tones;
  DilStatus status =
    dil_tones_new(c->runner->corpus, is_held_out, false, &tones);
  if (status) {
    return status;
  }

  const size_t n_wanted = tones.n_tones < n ? tones.n_tones : n;
  for (size_t i = 0U; i < n_wanted && !status; ++i) {
    const size_t place = (2U * i + 1U) * tones.n_tones / (2U * n_wanted);
    status = dil_free_run_is_wanted(c->runner)
               ? prepare_note(c, tones.tones[place], &c->notes[c->n_notes++])
               : DIL_CANCELLED;
  }

  dil_tones_clear(&tones);
  return status;
}

static size_t
count_off(const Note* const note,
          const DilPitch* const heard,
          size_t* const n_pitched)
{
  const double wanted = dil_frequency(note->performance.tone->key, a4_hz);
  size_t n = 0U;
  for (size_t i = 0U; i < note->n_pitches; ++i) {
    const DilPitch* const own = &note->pitches[i];
    const bool is_pitched =
      own->aperiodicity < noisy && own->frequency > 0.0f &&
      fabs(log2((double)own->frequency / wanted)) < off_octaves;
    const bool is_off =
      !(heard[i].frequency > 0.0f) ||
      fabs(log2((double)heard[i].frequency / wanted)) > off_octaves;
    *n_pitched += is_pitched ? 1U : 0U;
    n += (is_pitched && is_off) ? 1U : 0U;
  }

  return n;
}

static DilStatus
judge(const Choice* const c,
      const float* const out,
      DilFreeRunScore* const score)
{
  size_t n_pitched = 0U;
  size_t n_off = 0U;
  DilStatus status = DIL_OK;
  score->distance_db = 0.0;
  score->colour_db = 0.0;
  for (size_t i = 0U; i < c->n_notes && !status; ++i) {
    const Note* const note = &c->notes[i];
    float* const power =
      (float*)calloc(note->n_frames * DIL_N_MEL_BANDS + 1U, sizeof(*power));
    DilPitch* const pitches =
      (DilPitch*)calloc(note->n_pitches + 1U, sizeof(*pitches));
    status = !dil_free_run_is_wanted(c->runner) ? DIL_CANCELLED
             : (power && pitches)
               ? hear(c, note, out + i * c->n_longest, power, pitches)
               : DIL_NO_MEMORY;
    if (!status) {
      n_off += count_off(note, pitches, &n_pitched);
      score->distance_db +=
        dil_mel_distance(note->power, power, note->n_frames) /
        (double)c->n_notes;
      score->colour_db +=
        dil_mel_colour_distance(note->power, power, note->n_frames) /
        (double)c->n_notes;
    }
    free(pitches);
    free(power);
  }

  score->off_pitch = n_pitched ? (double)n_off / (double)n_pitched : 0.0;
  return status;
}

static DilStatus
try_sampling(const Choice* const c, const size_t trial, DilFreeRunScore* score)
{
  DilPerformance performances[N_NOTES];
  for (size_t i = 0U; i < c->n_notes; ++i) {
    performances[i] = c->notes[i].performance;
  }

  const DilSampling sampling = sampling_of(c, trial);
  float* const out = (float*)calloc(c->n_notes * c->n_longest, sizeof(*out));
  DilStatus status = out ? dil_free_run(c->runner,
                                        c->weights,
                                        performances,
                                        c->n_notes,
                                        &sampling,
                                        c->n_longest,
                                        out)
                         : DIL_NO_MEMORY;
  status = status ? status : judge(c, out, score);
  free(out);
  return status;
}

static void
try_some(void* const context, const uint32_t thread)
{
  Choice* const c = (Choice*)context;
  DilStatus status = DIL_OK;
  for (size_t i = thread; i < N_TRIALS && !status; i += c->n_threads) {
    status = try_sampling(c, i, &c->scores[i]);
    c->status[i] = status;
  }
}

static double
whole_distance(const DilFreeRunScore* const score)
{
  return score->distance_db + score->colour_db;
}

/// Distance of a trial, less dependent on its draws by those of more and less
/// noise
static double
smooth_distance(const Choice* const c, const size_t trial)
{
  const DilFreeRunScore* const score = &c->scores[trial];
  const size_t noise = trial % N_NOISES;
  const DilFreeRunScore* const below = noise ? score - 1 : score;
  const DilFreeRunScore* const above =
    noise + 1U < N_NOISES ? score + 1 : score;
  return 0.5 * whole_distance(score) +
         0.25 * (whole_distance(below) + whole_distance(above));
}

/// The trial nearest to the recordings of those that are in tune
static size_t
best_trial(const Choice* const c)
{
  double least_off = 1.0;
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    least_off = fmin(least_off, c->scores[i].off_pitch);
  }

  size_t best = N_TRIALS;
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    if (c->scores[i].off_pitch <= least_off + off_tolerance &&
        (best == N_TRIALS ||
         smooth_distance(c, i) < smooth_distance(c, best))) {
      best = i;
    }
  }

  return best;
}

static DilStatus
run_trials(Choice* const c, DilPool* const pool)
{
  c->n_threads = dil_pool_n_threads(pool);
  dil_pool_run(pool, try_some, c);
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    status = status ? status : c->status[i];
  }
  return status;
}

DilStatus
dil_sampling_choose(const DilFreeRunner* const runner,
                    DilPool* const pool,
                    DilSampling* const sampling,
                    DilFreeRunScore* const score)
{
  Choice c = {.runner = runner, .sampling = *sampling};
  const DilWeightFormat format = dil_network_has_units(runner->network)
                                   ? DIL_WEIGHTS_INT8
                                   : DIL_WEIGHTS_BF16;
  c.mel = dil_mel_new((double)runner->corpus->rate);
  DilStatus status =
    c.mel ? dil_weights_new(
              runner->network, format, dil_kernel_pick(NULL), &c.weights)
          : DIL_NO_MEMORY;
  status = status ? status : add_notes(&c, true, N_NOTES / 2U);
  status = status ? status : add_notes(&c, false, N_NOTES - c.n_notes);
  if (!status && c.n_notes) {
    status = run_trials(&c, pool);
    if (!status) {
      const size_t best = best_trial(&c);
      *sampling = sampling_of(&c, best);
      if (score) {
        *score = c.scores[best];
      }
    }
  }

  for (size_t i = 0U; i < N_NOTES; ++i) {
    free(c.notes[i].pitches);
    free(c.notes[i].power);
  }
  dil_weights_free(c.weights);
  dil_mel_free(c.mel);
  return status;
}
