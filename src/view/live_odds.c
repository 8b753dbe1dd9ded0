// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_view.h"

#include <math.h>
#include <string.h>

/// Parts of a sum that do not wait for each other
#define N_PARTS 8U

/// Sum the parts two by two
static float
add_parts(float parts[N_PARTS])
{
  for (size_t n = N_PARTS / 2U; n; n /= 2U) {
    for (size_t i = 0U; i < n; ++i) {
      parts[i] += parts[i + n];
    }
  }
  return parts[0];
}

void
live_odds(const Live* const live, const DilStep* const step, float* const odds)
{
  float parts[N_PARTS] = {0.0f};
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    odds[c] = live->power[step->odds[c]];
  }
  for (size_t c = 0U; c < DIL_N_ODDS; c += N_PARTS) {
    for (size_t i = 0U; i < N_PARTS; ++i) {
      parts[i] += odds[c + i];
    }
  }

  // Not by 0, even odds of 0 are something
  const float factor = 1.0f / add_parts(parts);
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    odds[c] *= factor;
  }
}

float
live_nats(const Live* const live,
          const DilStep* const step,
          const float* const odds)
{
  float parts[N_PARTS] = {0.0f};
  for (size_t c = 0U; c < DIL_N_ODDS; c += N_PARTS) {
    for (size_t i = 0U; i < N_PARTS; ++i) {
      parts[i] += odds[c + i] * (255.0f - (float)step->odds[c + i]);
    }
  }

  const float sum = live->power[step->odds[0]] / odds[0];
  return logf(sum) + add_parts(parts) / (float)DIL_ODDS_A_NAT;
}

/// Classes in the order of their odds, the likeliest first
static void
sort_classes(const DilStep* const step, uint8_t order[DIL_N_ODDS])
{
  size_t starts[DIL_N_ODDS + 1U] = {0U};
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    ++starts[256U - step->odds[c]];
  }
  for (size_t i = 1U; i <= DIL_N_ODDS; ++i) {
    starts[i] += starts[i - 1U];
  }
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    order[starts[255U - step->odds[c]]++] = (uint8_t)c;
  }
}

void
live_kept(const Live* const live, const DilStep* const step, bool* const kept)
{
  uint8_t order[DIL_N_ODDS];
  float odds[DIL_N_ODDS];
  const size_t n_choices =
    step->top_k && step->top_k < DIL_N_ODDS ? step->top_k : DIL_N_ODDS;
  float total = 0.0f;
  float sum = 0.0f;
  sort_classes(step, order);
  live_odds(live, step, odds);
  for (size_t i = 0U; i < n_choices; ++i) {
    total += odds[order[i]];
  }

  memset(kept, 0, DIL_N_ODDS * sizeof(*kept));
  for (size_t i = 0U; i < n_choices; ++i) {
    kept[order[i]] = step->top_p >= 1.0f || sum < step->top_p * total;
    sum += odds[order[i]];
  }
  kept[step->code] = true; // Odds are rounded, and it was drawn
}

double
live_bits(const float* const odds)
{
  double bits = 0.0;
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    if (odds[c] > 0.0f) {
      bits -= (double)odds[c] * log2((double)odds[c]);
    }
  }

  return bits;
}

bool
live_mean(const Live* const live, float* const odds)
{
  float weight = 0.0f;
  memset(odds, 0, DIL_N_ODDS * sizeof(*odds));
  for (size_t i = 0U; i < SCOPE_COLUMNS; ++i) {
    weight += live->weight[i];
    for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
      odds[c] += live->scope[i * DIL_N_ODDS + c];
    }
  }
  for (size_t c = 0U; c < DIL_N_ODDS && weight > 0.0f; ++c) {
    odds[c] /= weight;
  }

  return weight > 0.0f;
}
