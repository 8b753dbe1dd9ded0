// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "condition.h"

#include "affine.h"
#include "elementary.h"

#include <string.h>

static const uint32_t decay_times_ms[DIL_N_DECAYS] =
  {5U, 20U, 80U, 320U, 1280U, 5120U, 20480U};

/// Classes of noise that count 1 in the vector
static const float noise_unit = 3.0f;

uint32_t
dil_condition_decay_ms(const uint32_t index)
{
  return decay_times_ms[index];
}

static void
set_keys(const double key, float* const keys)
{
  const double limited = fmin(fmax(key, 0.0), (double)(DIL_N_KEYS - 1U));
  const double whole = floor(limited);
  const float fraction = (float)(limited - whole);
  const uint32_t lower = (uint32_t)whole;

  memset(keys, 0, DIL_N_KEYS * sizeof(*keys));
  keys[lower] = 1.0f - fraction;
  if (lower + 1U < DIL_N_KEYS) {
    keys[lower + 1U] = fraction;
  }
}

static void
set_decays(const float time_ms, float* const decays)
{
  for (uint32_t i = 0U; i < DIL_N_DECAYS; ++i) {
    decays[i] = dil_exp(-time_ms / (float)decay_times_ms[i]);
  }
}

void
dil_condition_vector(const DilShape* const shape,
                     const DilCondition* const condition,
                     float* const vector)
{
  const float ms = 1000.0f / condition->rate;
  float* const keys = vector + DIL_CONDITION_KEYS;
  float* const onset = vector + DIL_CONDITION_DECAYS;
  float* const release = onset + DIL_N_DECAYS;
  float* const instruments = vector + DIL_CONDITION_INSTRUMENTS;
  const int is_held = condition->release_age == DIL_HELD;

  vector[0] = ((float)condition->key - 64.0f) / 24.0f;
  vector[1] = (condition->velocity - 80.0f) / 40.0f;
  vector[2] = is_held ? 1.0f : 0.0f;
  vector[3] = condition->noise / noise_unit;
  set_keys(condition->key, keys);
  set_decays((float)condition->age * ms, onset);
  memset(release, 0, DIL_N_DECAYS * sizeof(*release));
  if (!is_held) {
    set_decays((float)condition->release_age * ms, release);
  }

  memcpy(instruments,
         condition->mixture,
         shape->n_instruments * sizeof(*instruments));
}

static void
tanh_all(const size_t n, float* const values)
{
  for (size_t i = 0U; i < n; ++i) {
    values[i] = dil_tanh(values[i]);
  }
}

void
dil_condition_biases(const DilNetwork* const network,
                     const float* const vector,
                     float* const biases)
{
  const DilShape* const shape = &network->shape;
  float first[DIL_N_HIDDEN];
  float second[DIL_N_HIDDEN];

  dil_map(network, DIL_CONDITION_0, 0U, vector, first);
  tanh_all(DIL_N_HIDDEN, first);
  dil_map(network, DIL_CONDITION_1, 0U, first, second);
  tanh_all(DIL_N_HIDDEN, second);
  for (uint32_t l = 0U; l < shape->n_layers; ++l) {
    dil_map(network,
            DIL_CONDITION_2,
            l,
            second,
            biases + l * 2U * (size_t)shape->n_residual);
  }
}
