// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "reverb.h"

#include "arena.h"
#include "elementary.h"
#include "precise.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_LINES      8U
#define N_SIDES      2U
#define N_PASSES     2U    ///< All-passes on each side
#define N_DELAYS     14U   ///< Lines, then for each side delay and all-passes
#define PASS_GAIN    0.6f  ///< Of the all-passes
#define SHORTEST_S   0.35  ///< Time to fall by 60 dB in the smallest room
#define OCTAVES      3.5   ///< From there to the largest
#define TREBLE_SHARE 0.35  ///< Of that time at half the sample rate
#define MAX_POLE     0.5   ///< Of the lowpass; beyond, small rooms are dull
#define PRE_DELAY_S  0.012 ///< Before the room answers

/// Of all delays, in s: lengths without common factors, so that echoes do not
/// fall together
static const double lengths_s[N_DELAYS] = {0.0231,
                                           0.0277,
                                           0.0313,
                                           0.0359,
                                           0.0403,
                                           0.0449,
                                           0.0503,
                                           0.0571,
                                           PRE_DELAY_S,
                                           0.0048,
                                           0.0073,
                                           PRE_DELAY_S + 0.0009,
                                           0.0051,
                                           0.0069};

/// A delay of a fixed length
typedef struct {
  float* values; ///< [length], a ring
  uint32_t length;
  uint32_t place; ///< Of the oldest value
} Delay;

struct DilReverb {
  uint32_t rate;
  Delay delays[N_DELAYS];
  float gains[N_LINES];  ///< Of the lowpass, its input's share
  float poles[N_LINES];  ///< Of the lowpass
  float states[N_LINES]; ///< Of the lowpass
  float level;           ///< Of what comes out
};

static bool
is_prime(const uint32_t n)
{
  for (uint32_t i = 2U; i * i <= n; ++i) {
    if (n % i == 0U) {
      return false;
    }
  }

  return true;
}

static uint32_t
prime_from(uint32_t n)
{
  while (!is_prime(n)) {
    ++n;
  }

  return n;
}

DilStatus
dil_reverb_new(const uint32_t rate, DilReverb** const out)
{
  DilReverb* const reverb = (DilReverb*)calloc(1U, sizeof(*reverb));
  if (!reverb) {
    return DIL_NO_MEMORY;
  }

  reverb->rate = rate;
  for (size_t i = 0U; i < N_DELAYS; ++i) {
    Delay* const delay = &reverb->delays[i];
    delay->length = prime_from((uint32_t)(lengths_s[i] * (double)rate) + 2U);
    delay->values = (float*)dil_allocate(delay->length * sizeof(float));
    if (!delay->values) {
      dil_reverb_free(reverb);
      return DIL_NO_MEMORY;
    }
  }

  dil_reverb_set_size(reverb, 0.5f);
  *out = reverb;
  return DIL_OK;
}

void
dil_reverb_free(DilReverb* const reverb)
{
  if (reverb) {
    for (size_t i = 0U; i < N_DELAYS; ++i) {
      free(reverb->delays[i].values);
    }
    free(reverb);
  }
}

void
dil_reverb_reset(DilReverb* const reverb)
{
  memset(reverb->states, 0, sizeof(reverb->states));
  for (size_t i = 0U; i < N_DELAYS; ++i) {
    Delay* const delay = &reverb->delays[i];
    memset(delay->values, 0, delay->length * sizeof(float));
    delay->place = 0U;
  }
}

float
dil_reverb_tail_s(const float size)
{
  return (float)(SHORTEST_S * dil_exp2(OCTAVES * (double)size));
}

void
dil_reverb_set_size(DilReverb* const reverb, const float size)
{
  const double time = (double)dil_reverb_tail_s(size) * (double)reverb->rate;
  const double share = 1.0 - 1.0 / (TREBLE_SHARE * TREBLE_SHARE);
  double lost = 0.0;
  for (size_t i = 0U; i < N_LINES; ++i) {
    // log10 of the gain is -3 length / time; the pole is
    // ln(10) / 4 log10(gain) (1 - 1 / share^2)
    const double exponent = -3.0 * (double)reverb->delays[i].length / time;
    const double gain = dil_gain(20.0 * exponent);
    const double pole = fmin(0.57564627324851148 * exponent * share, MAX_POLE);
    reverb->poles[i] = (float)pole;
    reverb->gains[i] = (float)(gain * (1.0 - pole));
    lost += (1.0 - gain * gain) / (double)N_LINES;
  }

  reverb->level = (float)(0.5 * sqrt(lost));
}

static inline float
oldest(const Delay* const delay)
{
  return delay->values[delay->place];
}

/// Put a value in the oldest one's place
static inline void
put(Delay* const delay, const float value)
{
  delay->values[delay->place] = value;
  delay->place = (delay->place + 1U == delay->length) ? 0U : delay->place + 1U;
}

/// One value through delay and all-passes of a side
static inline float
enter(DilReverb* const reverb, const size_t side, const float value)
{
  Delay* const delays = &reverb->delays[N_LINES + side * (1U + N_PASSES)];
  float x = oldest(&delays[0]);
  put(&delays[0], value);
  for (size_t i = 1U; i <= N_PASSES; ++i) {
    const float late = oldest(&delays[i]);
    const float fed = x + PASS_GAIN * late;
    put(&delays[i], fed);
    x = late - PASS_GAIN * fed;
  }

  return x;
}

/// One frame around the network; `in` and `out` are [N_SIDES]
static inline void
go_round(DilReverb* const reverb, const float* const in, float* const out)
{
  float sum = 0.0f;
  for (size_t i = 0U; i < N_LINES; ++i) {
    reverb->states[i] = reverb->gains[i] * oldest(&reverb->delays[i]) +
                        reverb->poles[i] * reverb->states[i];
    sum += reverb->states[i];
  }

  const float reflected = sum * (2.0f / (float)N_LINES);
  for (size_t i = 0U; i < N_LINES; ++i) {
    // Signs in turns, so that the lines' echoes do not add up in the middle
    const float sign = (i & 2U) ? -1.0f : 1.0f;
    put(&reverb->delays[i], reverb->states[i] - reflected + in[i % N_SIDES]);
    out[i % N_SIDES] += sign * reverb->states[i];
  }
}

void
dil_reverb_add(DilReverb* const reverb,
               const float* const* const in,
               float* const* const out,
               const size_t n_frames)
{
  for (size_t frame = 0U; frame < n_frames; ++frame) {
    float wet[N_SIDES] = {0.0f, 0.0f};
    const float entering[N_SIDES] = {enter(reverb, 0U, in[0][frame]),
                                     enter(reverb, 1U, in[1][frame])};
    go_round(reverb, entering, wet);
    out[0][frame] += reverb->level * wet[0];
    out[1][frame] += reverb->level * wet[1];
  }
}
