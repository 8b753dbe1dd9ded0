// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_HARMONICS_H
#define DIL_TRAIN_HARMONICS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Times a second at which harmonics are looked at
#define DIL_HARMONICS_RATE 1000U

/// Harmonics that are looked at, at most
#define DIL_MAX_HARMONICS 12U

/// Complex amplitudes of a tone's harmonics, against steady ones in phase 0 at
/// time 0
typedef struct {
  double* re;      ///< [n][n_times]
  double* im;      ///< [n][n_times]
  size_t n_times;  ///< A 1 / DIL_HARMONICS_RATE s apart, from time 0 on
  uint32_t n;      ///< Harmonics, the fundamental first
  double window_s; ///< Length of what one amplitude is made of
} DilHarmonics;

/**
   Measure the harmonics of a tone, each seen through a window as long as four
   periods or 12 ms, whatever is longer.

   y_h(c) = sum_t w(t - c) x(t) exp(-j 2 pi h f t / rate), w a Hann window.

   @param samples [n_samples].
   @param rate In Hz, a multiple of DIL_HARMONICS_RATE.
   @param frequency In Hz; harmonics above 0.4 of the rate are left out.
   @param out To be freed with dil_harmonics_free(); no harmonics if the
   fundamental is too high.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_harmonics_measure(const float* samples,
                      size_t n_samples,
                      double rate,
                      double frequency,
                      DilHarmonics* out);

/// Power of harmonic `h`, from 0 on, at time `i`
double
dil_harmonics_power(const DilHarmonics* harmonics, uint32_t h, size_t i);

/**
   Share of the harmonics that is steady, 0 to 1: squared sums of their
   amplitudes over squared sums of their magnitudes, of the first eight, in
   stretches of eight windows.

   @param first First time.
   @param end The time after the last one.
*/
double
dil_harmonics_coherence(const DilHarmonics* harmonics,
                        size_t first,
                        size_t end);

/// Mean phase of the fundamental from time `first` to before `end`, in radians
/// against a cosine
double
dil_harmonics_phase(const DilHarmonics* harmonics, size_t first, size_t end);

/// Free harmonics; all zero is fine
void
dil_harmonics_free(DilHarmonics* harmonics);

#endif // DIL_TRAIN_HARMONICS_H
