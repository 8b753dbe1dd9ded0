// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sampling_choice.h"

#include "draw.h"
#include "filter_choice.h"
#include "free_run.h"
#include "kernel.h"
#include "mel.h"
#include "segment.h"
#include "trial_note.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Notes are of every instrument
#define ALL UINT32_MAX

/// Notes that are played at a time, at most; at most DIL_MAX_LANES
#define N_NOTES 16U

/// Trials that are heard again, with other notes: the best ones differ by less
/// than one choice of notes does from the next
#define N_AGAIN 4U

static const float noises[] = {0.0f, 1.0f, 2.0f, 3.0f, 4.5f, 6.0f};
static const float temperatures[] = {1.0f, 0.95f};

#define N_NOISES       (sizeof(noises) / sizeof(noises[0]))
#define N_TEMPERATURES (sizeof(temperatures) / sizeof(temperatures[0]))
#define N_TRIALS       (N_NOISES * N_TEMPERATURES)

/// How long every other note is held at most, in seconds: melodies have short
/// ones and long ones
static const double held_s[2] = {1.2, 0.3};

/// How much more often than the best a choice may be off pitch
static const double off_tolerance = 0.01;

/// Distances in dB that a good preset has at most, in shares of which trials
/// are judged
static const double good_distance_db = 6.0;
static const double good_colour_db = 2.0;

/// A choice under way
typedef struct {
  const DilFreeRunner* runner;
  uint32_t n_threads;
  DilWeights* weights;
  DilMel* mel;
  DilTrialNote notes[N_NOTES];
  size_t n_notes;
  size_t n_longest;    ///< Steps of the longest note
  size_t round;        ///< 0, or 1 when trials are heard again
  uint32_t instrument; ///< Whose notes are played, or ALL
  DilSampling sampling;
  bool is_wanted[N_TRIALS];   ///< In this round
  DilTrialSum sums[N_TRIALS]; ///< Of all rounds
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

/// Fill the next note from its recording
static DilStatus
add_note(Choice* const c, const DilTone* const tone)
{
  const size_t i = c->n_notes++;
  const DilStatus status = dil_trial_note_set(c->mel,
                                              tone,
                                              c->runner->corpus->rate,
                                              held_s[(i + c->round) % 2U],
                                              &c->notes[i]);
  const size_t n_steps = c->notes[i].n_steps;
  c->n_longest = n_steps > c->n_longest ? n_steps : c->n_longest;
  return status;
}

/// Leave none but those of the instrument that is asked for
static void
keep_wanted(const Choice* const c, DilTones* const tones)
{
  size_t n_kept = 0U;
  for (size_t i = 0U; i < tones->n_tones; ++i) {
    if (c->instrument == ALL || tones->tones[i]->instrument == c->instrument) {
      tones->tones[n_kept++] = tones->tones[i];
    }
  }
  tones->n_tones = n_kept;
}

/// Add up to `n` recordings, evenly spread over those of one kind, and in each
/// round others if there are enough
static DilStatus
add_notes(Choice* const c, const bool is_held_out, const size_t n)
{
  DilTones tones;
  DilStatus status =
    dil_tones_new(c->runner->corpus, is_held_out, DIL_TONE_RECORDED, &tones);
  if (status) {
    return status;
  }

  keep_wanted(c, &tones);
  const size_t n_wanted = tones.n_tones < n ? tones.n_tones : n;
  for (size_t i = 0U; i < n_wanted && !status; ++i) {
    const size_t place =
      (4U * i + 1U + 2U * c->round) * tones.n_tones / (4U * n_wanted);
    status = dil_free_run_is_wanted(c->runner) ? add_note(c, tones.tones[place])
                                               : DIL_CANCELLED;
  }

  dil_tones_clear(&tones);
  return status;
}

static DilFreeRunScore
score_of(const DilTrialSum* const sum)
{
  const DilFreeRunScore score = {
    sum->distance_db / (double)(sum->n_notes ? sum->n_notes : 1U),
    dil_colour_distance(sum->powers[0], sum->powers[1]),
    sum->n_pitched ? (double)sum->n_off / (double)sum->n_pitched : 0.0};
  return score;
}

/// Add all notes as the network makes them
static DilStatus
judge(const Choice* const c, const float* const out, DilTrialSum* const sum)
{
  for (size_t i = 0U; i < c->n_notes; ++i) {
    const DilStatus status =
      dil_free_run_is_wanted(c->runner)
        ? dil_trial_note_hear(&c->notes[i], c->mel, out + i * c->n_longest, sum)
        : DIL_CANCELLED;
    if (status) {
      return status;
    }
  }

  return DIL_OK;
}

/// Play all notes; `out` is owned by the caller whatever the result
static DilStatus
play(const Choice* const c, const DilSampling* const sampling, float** out)
{
  DilPerformance performances[N_NOTES];
  for (size_t i = 0U; i < c->n_notes; ++i) {
    performances[i] = c->notes[i].performance;
  }

  *out = (float*)calloc(c->n_notes * c->n_longest, sizeof(**out));
  return *out ? dil_free_run(c->runner,
                             c->weights,
                             performances,
                             c->n_notes,
                             sampling,
                             c->n_longest,
                             *out)
              : DIL_NO_MEMORY;
}

static DilStatus
try_sampling(const Choice* const c, const size_t trial, DilTrialSum* const sum)
{
  const DilSampling sampling = sampling_of(c, trial);
  float* out = NULL;
  DilStatus status = play(c, &sampling, &out);
  status = status ? status : judge(c, out, sum);
  free(out);
  return status;
}

static void
try_some(void* const context, const uint32_t thread)
{
  Choice* const c = (Choice*)context;
  DilStatus status = DIL_OK;
  for (size_t i = thread; i < N_TRIALS && !status; i += c->n_threads) {
    if (c->is_wanted[i]) {
      status = try_sampling(c, i, &c->sums[i]);
      c->status[i] = status;
    }
  }
}

static double
whole_distance(const DilTrialSum* const sum)
{
  const DilFreeRunScore score = score_of(sum);
  return score.distance_db / good_distance_db +
         score.colour_db / good_colour_db;
}

/// Distance of a trial, less dependent on its draws by those of more and less
/// noise
static double
smooth_distance(const Choice* const c, const size_t trial)
{
  const DilTrialSum* const sum = &c->sums[trial];
  const size_t noise = trial % N_NOISES;
  const DilTrialSum* const below = noise ? sum - 1 : sum;
  const DilTrialSum* const above = noise + 1U < N_NOISES ? sum + 1 : sum;
  return 0.5 * whole_distance(sum) +
         0.25 * (whole_distance(below) + whole_distance(above));
}

/// Distance of a trial: smoothed while its neighbours have been heard as often
static double
trial_distance(const Choice* const c, const size_t trial)
{
  return c->round ? whole_distance(&c->sums[trial]) : smooth_distance(c, trial);
}

/// The trial nearest to the recordings of those that are wanted, of which there
/// is one at least, and in tune
static size_t
best_trial(const Choice* const c)
{
  double least_off = 1.0;
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    if (c->is_wanted[i]) {
      least_off = fmin(least_off, score_of(&c->sums[i]).off_pitch);
    }
  }

  size_t best = N_TRIALS;
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    if (c->is_wanted[i] &&
        score_of(&c->sums[i]).off_pitch <= least_off + off_tolerance &&
        (best == N_TRIALS || trial_distance(c, i) < trial_distance(c, best))) {
      best = i;
    }
  }

  return best;
}

/// Make the best trials the only ones that are wanted
static void
keep_best(Choice* const c)
{
  bool is_kept[N_TRIALS] = {false};
  for (size_t i = 0U; i < N_AGAIN; ++i) {
    const size_t best = best_trial(c);
    is_kept[best] = true;
    c->is_wanted[best] = false;
  }

  memcpy(c->is_wanted, is_kept, sizeof(is_kept));
}

/// Try all that are wanted with the notes of the round
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

static void
drop_notes(Choice* const c)
{
  for (size_t i = 0U; i < c->n_notes; ++i) {
    dil_trial_note_clear(&c->notes[i]);
  }
  memset(c->notes, 0, sizeof(c->notes));
  c->n_notes = 0U;
  c->n_longest = 0U;
}

/// Find the notes of a round
static DilStatus
find_notes(Choice* const c, const size_t round)
{
  drop_notes(c);
  c->round = round;
  const DilStatus status = add_notes(c, true, N_NOTES / 2U);
  return status ? status : add_notes(c, false, N_NOTES - c->n_notes);
}

/// Choose the filters of an instrument by notes of the chosen sampling
static DilStatus
choose_filters(Choice* const c,
               const DilSampling* const sampling,
               const uint32_t instrument,
               DilInstrument* const filtered)
{
  c->instrument = instrument;
  float* out = NULL;
  DilStatus status = find_notes(c, 1U);
  status = status || !c->n_notes ? status : play(c, sampling, &out);
  if (!status) {
    const DilPlayedNotes played = {
      c->runner, c->mel, c->notes, c->n_notes, out, c->n_longest};
    status = dil_filters_choose(&played, filtered);
  }

  free(out);
  return status;
}

/// Choose all from the notes that were found, and others
static DilStatus
choose(Choice* const c,
       DilPool* const pool,
       DilSampling* const sampling,
       DilInstrument* const instruments,
       DilFreeRunScore* const score)
{
  for (size_t i = 0U; i < N_TRIALS; ++i) {
    c->is_wanted[i] = true;
  }

  DilStatus status = run_trials(c, pool);
  if (!status) {
    keep_best(c);
    status = find_notes(c, 1U);
  }
  status = status ? status : run_trials(c, pool);
  if (status) {
    return status;
  }

  const size_t best = best_trial(c);
  *sampling = sampling_of(c, best);
  *score = score_of(&c->sums[best]);
  const uint32_t n = c->runner->network->shape.n_instruments;
  for (uint32_t k = 0U; k < n && !status; ++k) {
    status = choose_filters(c, sampling, k, &instruments[k]);
  }

  return status;
}

DilStatus
dil_sampling_choose(const DilFreeRunner* const runner,
                    DilPool* const pool,
                    DilSampling* const sampling,
                    DilInstrument* const instruments,
                    DilFreeRunScore* const score)
{
  Choice c = {.runner = runner, .instrument = ALL, .sampling = *sampling};
  const DilWeightFormat format = dil_network_has_units(runner->network)
                                   ? DIL_WEIGHTS_INT8
                                   : DIL_WEIGHTS_BF16;
  c.mel = dil_mel_new((double)runner->corpus->rate);
  DilStatus status =
    c.mel ? dil_weights_new(
              runner->network, format, dil_kernel_pick(NULL), &c.weights)
          : DIL_NO_MEMORY;
  status = status ? status : find_notes(&c, 0U);
  if (!status && c.n_notes) {
    status = choose(&c, pool, sampling, instruments, score);
  }

  drop_notes(&c);
  dil_weights_free(c.weights);
  dil_mel_free(c.mel);
  return status;
}
