// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PREDICTOR_H
#define DIL_MODEL_PREDICTOR_H

#include "coefficients.h"
#include "elementary.h"
#include "mulaw.h"
#include "network.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/// Steps of the past that the long-term predictor can reach, a power of two
#define DIL_HISTORY_STEPS 4096U

/// Longest pitch period in steps: two of them and the interpolator fit
#define DIL_MAX_PERIOD 2000.0

/// Shortest lag of the long-term predictor in steps
#define DIL_MIN_LAG 5.0

/// Share of a periodic memory that stays when a period is added to it
#define DIL_FAST_MEMORY 0.7f
#define DIL_SLOW_MEMORY 0.9f

/// Highest frequency in cycles a step of which the network is told the phase
#define DIL_HIGHEST_OCTAVE 0.45

/// A delay between samples: four taps around a whole number of steps
typedef struct {
  uint32_t steps; ///< Delay of taps[1]
  float taps[4];  ///< For delays steps - 1 to steps + 2
} DilDelay;

/**
   The fixed predictor of a voice, from which the network has its inputs.

   With u_t = x_t - a x_{t-1} and T the smallest multiple of the pitch period P
   that is at least DIL_MIN_LAG steps:

       p_t = a x_{t-1} + b u[t - T]
       x_t = p_t + e_t, limited to -1..1

   Two periodic memories hold the wave averaged over the last periods, which is
   what is periodic in it without the noise of the last draws:

       c_t = g c[t - T] + (1 - g) u_t        for g = 0.7 and 0.9

   All that is of an emphasised wave x.  From it, and back to it, the sound y:

       x_t = g (y_t - c y_{t-1})        y_t = x_t / g + c y_{t-1}

   What a network draws is noisy, and its noise white in x.  In y it falls
   towards high frequencies as the spectra of instruments do.

   Source: Atal and Schroeder, "Adaptive Predictive Coding of Speech Signals",
   Bell System Technical Journal 49 (1970), for the pair of predictors; Valin
   and Skoglund, "LPCNet", arXiv:1810.11846, section 3.3, for the emphasis.
*/
typedef struct {
  float u[DIL_HISTORY_STEPS];    ///< Ring of u, what a leaves of x
  float e[DIL_HISTORY_STEPS];    ///< Ring of residuals
  float fast[DIL_HISTORY_STEPS]; ///< Ring of the memory with g = 0.7
  float slow[DIL_HISTORY_STEPS]; ///< Ring of the memory with g = 0.9
  DilDelay lag;                  ///< T
  DilDelay next_lag;             ///< T + P
  double phase;                  ///< Of the fundamental, in turns, in [0, 1)
  double phase_step;             ///< Turns a step, 1 / P
  float a;                       ///< Short-term coefficient
  float b;                       ///< Long-term coefficient
  float emphasis;                ///< c
  float gain;                    ///< g
  float inverse_gain;            ///< 1 / g
  float previous;                ///< x_{t-1}
  float sound;                   ///< y_{t-1}
  float prediction;              ///< p_t, from dil_predictor_inputs()
  float lagged_fast;             ///< The fast memory at t - T, likewise
  float lagged_slow;             ///< The slow memory at t - T, likewise
  uint32_t head;                 ///< Place of step t in the rings
} DilPredictor;

/// Four-point Lagrange interpolation at `delay` steps, at least 2
static inline DilDelay
dil_delay(const double delay)
{
  const double whole = floor(delay);
  const double f = delay - whole;
  const DilDelay result = {(uint32_t)whole,
                           {(float)(-f * (f - 1.0) * (f - 2.0) / 6.0),
                            (float)((f + 1.0) * (f - 1.0) * (f - 2.0) / 2.0),
                            (float)(-(f + 1.0) * f * (f - 2.0) / 2.0),
                            (float)((f + 1.0) * f * (f - 1.0) / 6.0)}};
  return result;
}

/// The value of `ring` at a delay before step `head`
static inline float
dil_delay_read(const DilDelay* const delay,
               const float* const ring,
               const uint32_t head)
{
  const uint32_t mask = DIL_HISTORY_STEPS - 1U;
  const uint32_t newest = head - delay->steps + 1U;
  float sum = delay->taps[0] * ring[newest & mask];
  sum = fmaf(delay->taps[1], ring[(newest - 1U) & mask], sum);
  sum = fmaf(delay->taps[2], ring[(newest - 2U) & mask], sum);
  return fmaf(delay->taps[3], ring[(newest - 3U) & mask], sum);
}

/// Set the pitch period in steps from the next step on; limited to what fits
static inline void
dil_predictor_set_period(DilPredictor* const predictor, const double period)
{
  const double p = fmin(fmax(period, 2.0), DIL_MAX_PERIOD);
  const double lag = p * ceil(DIL_MIN_LAG / p);
  predictor->lag = dil_delay(lag);
  predictor->next_lag = dil_delay(lag + p);
  predictor->phase_step = 1.0 / p;
}

/// Begin from silence at phase 0
static inline void
dil_predictor_start(DilPredictor* const predictor,
                    const DilCoefficients* const coefficients,
                    const double period)
{
  memset(predictor, 0, sizeof(*predictor));
  predictor->a = coefficients->a;
  predictor->b = coefficients->b;
  predictor->emphasis = coefficients->emphasis;
  predictor->gain = coefficients->gain;
  predictor->inverse_gain = 1.0f / coefficients->gain;
  dil_predictor_set_period(predictor, period);
}

/// Sine and cosine of the phase and of its octaves; 0 for those that the rate
/// cannot hold
static inline void
dil_predictor_phases(const DilPredictor* const predictor, float* const inputs)
{
  const float turns = (float)predictor->phase;
  float sine = dil_sin_turns(turns);
  float cosine = dil_sin_turns(turns + 0.25f);
  double step = predictor->phase_step;
  inputs[DIL_INPUT_SINE] = sine;
  inputs[DIL_INPUT_COSINE] = cosine;

  for (uint32_t i = 0U; i < DIL_N_OCTAVES; ++i) {
    const float twice = sine + sine;
    const float next = fmaf(-twice, sine, 1.0f);
    sine = twice * cosine;
    cosine = next;
    step += step;

    const bool is_heard = step < DIL_HIGHEST_OCTAVE;
    float* const octave = inputs + DIL_INPUT_OCTAVES + (size_t)2U * i;
    octave[0] = is_heard ? sine : 0.0f;
    octave[1] = is_heard ? cosine : 0.0f;
  }
}

/**
   Predict step t and give the network's inputs for it.

   @param inputs [DIL_N_INPUTS] as DilInput names them.
*/
static inline void
dil_predictor_inputs(DilPredictor* const predictor, float* const inputs)
{
  const DilDelay* const lag = &predictor->lag;
  const float* const u = predictor->u;
  const float* const slow = predictor->slow;
  const uint32_t head = predictor->head;
  const uint32_t mask = DIL_HISTORY_STEPS - 1U;
  const float lagged = dil_delay_read(lag, u, head);
  const float rest = 1.0f - predictor->b;

  predictor->prediction =
    fmaf(predictor->b, lagged, predictor->a * predictor->previous);
  predictor->lagged_fast = dil_delay_read(lag, predictor->fast, head);
  predictor->lagged_slow = dil_delay_read(lag, slow, head);

  inputs[DIL_INPUT_SAMPLE] = predictor->previous;
  inputs[DIL_INPUT_PREDICTION] = predictor->prediction;
  inputs[DIL_INPUT_LAGGED] = rest * lagged;
  inputs[DIL_INPUT_NEXT_LAGGED] =
    rest * dil_delay_read(&predictor->next_lag, u, head);
  inputs[DIL_INPUT_LAGGED_RESIDUAL] = dil_delay_read(lag, predictor->e, head);
  inputs[DIL_INPUT_RESIDUAL] = predictor->e[(head - 2U) & mask];
  inputs[DIL_INPUT_AHEAD_1] = rest * dil_delay_read(lag, u, head + 1U);
  inputs[DIL_INPUT_AHEAD_2] = rest * dil_delay_read(lag, u, head + 2U);
  inputs[DIL_INPUT_FAST_MEMORY] = rest * predictor->lagged_fast;
  inputs[DIL_INPUT_SLOW_MEMORY] = rest * predictor->lagged_slow;
  inputs[DIL_INPUT_SLOW_AHEAD_1] = rest * dil_delay_read(lag, slow, head + 1U);
  inputs[DIL_INPUT_SLOW_AHEAD_2] = rest * dil_delay_read(lag, slow, head + 2U);

  // First, while what will be compressed by vectors is stored one by one
  dil_predictor_phases(predictor, inputs);
  for (uint32_t i = DIL_INPUT_SAMPLE; i < DIL_INPUT_OCTAVES; ++i) {
    inputs[i] = dil_mulaw_compress(inputs[i]);
  }
}

/// The emphasised wave x_t where the sound is y_t after y_{t-1}
static inline float
dil_predictor_emphasise(const DilPredictor* const predictor,
                        const float sound,
                        const float before)
{
  return predictor->gain * fmaf(-predictor->emphasis, before, sound);
}

/// Complete step t with residual e_t; returns y_t
static inline float
dil_predictor_push(DilPredictor* const predictor, const float e)
{
  const uint32_t place = predictor->head & (DIL_HISTORY_STEPS - 1U);
  const float x = dil_limit(predictor->prediction + e, -1.0f, 1.0f);
  const double phase = predictor->phase + predictor->phase_step;

  const float u = fmaf(-predictor->a, predictor->previous, x);

  predictor->u[place] = u;
  predictor->e[place] = e;
  predictor->fast[place] = fmaf(DIL_FAST_MEMORY, predictor->lagged_fast - u, u);
  predictor->slow[place] = fmaf(DIL_SLOW_MEMORY, predictor->lagged_slow - u, u);
  predictor->previous = x;
  predictor->head += 1U;
  predictor->phase = (phase >= 1.0) ? phase - 1.0 : phase;
  predictor->sound =
    fmaf(predictor->emphasis, predictor->sound, x * predictor->inverse_gain);
  return predictor->sound;
}

#endif // DIL_MODEL_PREDICTOR_H
