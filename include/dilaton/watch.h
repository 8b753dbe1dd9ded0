// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_WATCH_H
#define DILATON_WATCH_H

/// @file
/// What a playing network thinks

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

#define DIL_N_ODDS 256U ///< Classes of which the network draws one each step

/// Steps of DilStep.odds in a natural logarithm
#define DIL_ODDS_A_NAT 20U

/**
   One step of a voice that is watched: what the network expected, what was
   drawn, and the sample that this became.

   The probability of class c is exp((odds[c] - 255) / DIL_ODDS_A_NAT) over the
   sum of these, as the voice's temperature makes it and before top_k and top_p
   cut it.  The likeliest class has 255; 0 is that or less.
*/
typedef struct {
  uint64_t note;            ///< Number of the note since the engine began
  uint32_t age;             ///< Steps before it in the note; a gap is a loss
  float sample;             ///< What the class became, in -1..1
  float key;                ///< Fractional MIDI key that sounds, at 440 Hz
  float rate;               ///< Steps a second
  float temperature;        ///< That the odds are made with
  float top_p;              ///< That the class was drawn with
  uint16_t top_k;           ///< That the class was drawn with
  uint8_t code;             ///< Class that was drawn; 128 is no change
  uint8_t reserved;         ///< 0
  uint8_t odds[DIL_N_ODDS]; ///< Of all classes
} DilStep;

/**
   Watch the note that began last, or no more; from the control thread.

   The next dil_engine_render() obeys.  Watching changes nothing of the sound.

   @return DIL_OK, or DIL_NO_MEMORY the first time.
*/
DIL_API DIL_NODISCARD DilStatus
dil_engine_watch(DilEngine* engine, bool is_watching);

/**
   Take the oldest steps that wait; from the control thread.

   Some thousands wait at most, and what is made beyond them is lost.

   @param steps [n_steps] result.
   @return How many there were.
*/
DIL_API size_t
dil_engine_read_steps(DilEngine* engine, DilStep* steps, size_t n_steps);

/// Magnitude beyond which the output is limited, -1 dB
#define DIL_PEAK_LIMITED 0.891f

/**
   Take the greatest magnitude of each output since this was last called; from
   one thread.

   @param peaks [DIL_N_OUTPUTS] result.
*/
DIL_API void
dil_engine_take_peaks(DilEngine* engine, float* peaks);

DIL_END_DECLS

#endif // DILATON_WATCH_H
