// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "segment.h"

#include "blends.h"
#include "condition.h"
#include "elementary.h"
#include "mulaw.h"
#include "network.h"
#include "predictor.h"
#include "rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Steps for which the noisy loop runs before a window
#define N_SETTLE 2048U

/// Partials of a deviation, and the highest harmonic that they are
#define N_PARTIALS 3U
static const double largest_harmonic = 24.0;

/// Steps over which the level of a tone is measured for them
#define N_LEVEL 1024U

/// Share of a deviation that a target takes back.  It does so every period, so
/// the way back takes some ten.  All of it at once cannot be predicted: it cost
/// 7 bits a sample and undid what was learned
static const float way_back = 0.15f;

/// Silence that is learned after a release, in seconds
static const double silence_s = 0.03;

DilStatus
dil_example_new(const DilShape* const shape,
                const size_t n_context,
                const size_t n_targets,
                DilExample* const out)
{
  const size_t n_steps = n_context + n_targets;
  DilExample example = {
    n_steps,
    0U,
    (uint8_t*)calloc(n_steps, 1U),
    (uint8_t*)calloc(n_targets, 1U),
    (float*)calloc(n_steps, DIL_N_INPUTS * sizeof(float)),
    (float*)calloc(n_steps / DIL_FRAME_STEPS + 1U,
                   dil_shape_n_conditions(shape) * sizeof(float))};

  if (!example.classes || !example.targets || !example.inputs ||
      !example.conditions) {
    dil_example_clear(&example);
    return DIL_NO_MEMORY;
  }

  *out = example;
  return DIL_OK;
}

void
dil_example_clear(DilExample* const example)
{
  free(example->conditions);
  free(example->inputs);
  free(example->targets);
  free(example->classes);
  memset(example, 0, sizeof(*example));
}

static size_t
release_length(const DilPerformance* const performance, const uint32_t rate)
{
  return (size_t)((double)performance->tone->release_s * (double)rate);
}

size_t
dil_performance_length(const DilPerformance* const performance,
                       const uint32_t rate)
{
  return performance->n_held + release_length(performance, rate) +
         (size_t)(silence_s * (double)rate);
}

DilPerformance
dil_performance_of(const DilTone* const tone,
                   const uint32_t rate,
                   const double seconds)
{
  const double release = (double)tone->release_s * (double)rate;
  const double longest =
    fmax((double)tone->n_samples - release, 0.1 * (double)rate);
  const DilPerformance performance = {
    tone,
    floorf(0.5f * (tone->lo_velocity + tone->hi_velocity)),
    (size_t)fmin(longest, seconds * (double)rate)};
  return performance;
}

float
dil_performance_sample(const DilPerformance* const performance,
                       const uint32_t rate,
                       const size_t t)
{
  const DilTone* const tone = performance->tone;
  if (t >= tone->n_samples) {
    return 0.0f;
  }
  if (t < performance->n_held) {
    return tone->samples[t];
  }

  const size_t n_release = release_length(performance, rate);
  const size_t age = t - performance->n_held;
  if (age >= n_release) {
    return 0.0f;
  }

  const float fade =
    dil_sin_turns(0.25f - 0.25f * (float)age / (float)n_release);
  return tone->samples[t] * fade * fade;
}

static void
make_conditions(const DilShape* const shape,
                const DilPerformance* const performance,
                const uint32_t rate,
                const DilWindow* const window,
                DilExample* const example)
{
  const size_t n_conditions = dil_shape_n_conditions(shape);
  const size_t n_frames = example->n_steps / DIL_FRAME_STEPS;
  float mixture[64];
  dil_tone_mixture(performance->tone, shape->n_instruments, mixture);

  for (size_t frame = 0U; frame < n_frames; ++frame) {
    // Frames before the onset do not count, whatever they hold
    const size_t step = window->start + frame * DIL_FRAME_STEPS;
    const size_t age = step < window->n_context ? 0U : step - window->n_context;
    const DilCondition condition = {performance->tone->key,
                                    performance->velocity,
                                    window->noise,
                                    (uint32_t)age,
                                    age < performance->n_held
                                      ? DIL_HELD
                                      : (uint32_t)(age - performance->n_held),
                                    (float)rate,
                                    mixture};

    dil_condition_vector(
      shape, &condition, example->conditions + frame * n_conditions);
  }
}

static uint32_t
add_noise(const uint32_t class, const double noise)
{
  const double noisy = (double)class + floor(noise + 0.5);
  return (uint32_t)fmin(fmax(noisy, 1.0), (double)(DIL_N_CLASSES - 1U));
}

/// Partials that do not belong to the tone
typedef struct {
  float amplitudes[N_PARTIALS]; ///< 0 where there is none
  float harmonics[N_PARTIALS];  ///< Multiples of the fundamental
  float phases[N_PARTIALS];     ///< In turns
} Deviation;

static float
level_at(const DilPerformance* const performance,
         const uint32_t rate,
         const size_t start)
{
  double sum = 0.0;
  for (size_t t = start; t < start + N_LEVEL; ++t) {
    const double x = (double)dil_performance_sample(performance, rate, t);
    sum += x * x;
  }

  return (float)sqrt(sum / (double)N_LEVEL);
}

static Deviation
draw_deviation(const DilPerformance* const performance,
               const uint32_t rate,
               const DilWindow* const window,
               const double phase_step)
{
  const DilRng rng = dil_rng_stream(window->seed, 1U);
  const double highest = fmin(floor(0.45 / phase_step), largest_harmonic);
  const float level = level_at(performance, rate, window->start);
  Deviation result = {{0.0f}, {0.0f}, {0.0f}};
  for (uint32_t i = 0U; i < N_PARTIALS && window->deviation > 0.0f; ++i) {
    const double u = (double)dil_rng_uniform(rng, 3U * i);
    const double drop_db =
      8.0 + 32.0 * (double)dil_rng_uniform(rng, 3U * i + 1U);
    result.harmonics[i] = (float)(1.0 + floor(u * highest));
    result.phases[i] = dil_rng_uniform(rng, 3U * i + 2U);
    result.amplitudes[i] =
      window->deviation * level * (float)pow(10.0, -drop_db / 20.0);
  }

  return result;
}

/// What the partials add at a phase of the fundamental, in turns
static float
deviate(const Deviation* const deviation, const double phase)
{
  float sum = 0.0f;
  for (uint32_t i = 0U; i < N_PARTIALS && deviation->amplitudes[i] > 0.0f;
       ++i) {
    const double turns =
      (double)deviation->harmonics[i] * phase + (double)deviation->phases[i];
    sum = fmaf(deviation->amplitudes[i],
               dil_sin_turns((float)(turns - floor(turns))),
               sum);
  }

  return sum;
}

/// The noisy loop over steps `begin` to `end` of a performance
static void
run_loop(const DilPerformance* const performance,
         const uint32_t rate,
         const DilWindow* const window,
         DilPredictor* const predictor,
         DilExample* const example,
         const size_t begin,
         const size_t end)
{
  const DilRng rng = dil_rng_stream(window->seed, 0U);
  float table[DIL_N_CLASSES];
  dil_mulaw_table(table);
  dil_predictor_start(predictor,
                      &window->coefficients,
                      (double)rate /
                        dil_frequency(performance->tone->key, DIL_TONE_A4_HZ));
  const double turns = (double)begin * predictor->phase_step;
  predictor->phase = turns - floor(turns);

  const Deviation deviation =
    draw_deviation(performance, rate, window, predictor->phase_step);
  uint32_t fed_back = DIL_SILENT_CLASS;
  float before =
    begin ? dil_performance_sample(performance, rate, begin - 1U) : 0.0f;
  for (size_t t = begin; t < end; ++t) {
    float inputs[DIL_N_INPUTS];
    dil_predictor_inputs(predictor, inputs);
    const float sound = dil_performance_sample(performance, rate, t);
    const float clean = dil_predictor_emphasise(predictor, sound, before);
    const float error = deviate(&deviation, predictor->phase);
    const float reached = clean + error;
    const float wanted = clean + (1.0f - way_back) * error;
    const uint32_t target = dil_mulaw_encode(wanted - predictor->prediction);

    if (t + window->n_context >= window->start) {
      const size_t place = t + window->n_context - window->start;
      memcpy(example->inputs + place * DIL_N_INPUTS, inputs, sizeof(inputs));
      example->classes[place] = (uint8_t)fed_back;
      if (place >= window->n_context) {
        example->targets[place - window->n_context] = (uint8_t)target;
      }
    }

    const double noise = (double)window->noise * dil_rng_normal(rng, t);
    fed_back =
      add_noise(dil_mulaw_encode(reached - predictor->prediction), noise);
    (void)dil_predictor_push(predictor, table[fed_back]);
    before = sound;
  }
}

void
dil_example_make(const DilShape* const shape,
                 const DilPerformance* const performance,
                 const uint32_t rate,
                 const DilWindow* const window,
                 DilExample* const example)
{
  const size_t reach = window->n_context + N_SETTLE;
  const size_t begin = window->start > reach ? window->start - reach : 0U;
  const size_t end = window->start + window->n_targets;
  DilPredictor predictor;

  example->n_before =
    window->start < window->n_context ? window->n_context - window->start : 0U;
  memset(example->inputs,
         0,
         example->n_before * DIL_N_INPUTS * sizeof(*example->inputs));
  memset(example->classes, (int)DIL_SILENT_CLASS, example->n_before);
  make_conditions(shape, performance, rate, window, example);
  run_loop(performance, rate, window, &predictor, example, begin, end);
}
