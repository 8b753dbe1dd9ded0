// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_HIGHPASS_H
#define DIL_MODEL_HIGHPASS_H

#include "dilaton/attributes.h"

/// Its usual cutoff as a share of a note's fundamental
#define DIL_HIGHPASS_SHARE 0.45

/**
   Butterworth high-pass of the second order.

   At 0.45 of a note's fundamental it takes the rumble that networks make below
   it down to the breath of an alto saxophone (the fourth order took 10 dB more
   than that), and 0.17 dB from the fundamental.  Where breath is louder, as a
   flute's, presets have a lower cutoff, and a higher one where the network
   makes more rumble than the instrument has breath, as the erhu's.  The cutoff
   may move while it runs.

   Source: Zavalishin, "The Art of VA Filter Design" 2.1.2 (2018), section 4.2,
   the state-variable filter.
*/
typedef struct {
  float a1;      ///< 1 / (1 + g (g + k))
  float a2;      ///< g a1
  float a3;      ///< g a2
  float k;       ///< Damping, 1 / Q
  float state_1; ///< Of the first integrator
  float state_2; ///< Of the second
} DilHighpass;

/// Set the cutoff, a share of the sample rate in (0, 0.25), keeping the state
DIL_REALTIME void
dil_highpass_set(DilHighpass* highpass, double cutoff);

/// Cutoff, a share of the sample rate, from one that is a share of a note's
/// fundamental in Hz
double
dil_highpass_cutoff(double share, double fundamental_hz, double rate_hz);

/// Filter one sample
static inline float
dil_highpass_run(DilHighpass* const s, const float x)
{
  const float v3 = x - s->state_2;
  const float v1 = s->a1 * s->state_1 + s->a2 * v3;
  const float v2 = s->state_2 + s->a2 * s->state_1 + s->a3 * v3;
  s->state_1 = 2.0f * v1 - s->state_1;
  s->state_2 = 2.0f * v2 - s->state_2;
  return x - s->k * v1 - v2;
}

#endif // DIL_MODEL_HIGHPASS_H
