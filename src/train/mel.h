// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MEL_H
#define DIL_TRAIN_MEL_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Bands from 60 Hz to 7500 Hz, as far as the rate holds them
#define DIL_N_MEL_BANDS 48U

/// A bank of bands for sounds of one rate; immutable, for any thread
typedef struct DilMelImpl DilMel;

/// Make a bank for `rate` in Hz, 4000 or more; NULL when there is no memory
DIL_NODISCARD DilMel*
dil_mel_new(double rate);

/// Free a bank; NULL is fine
void
dil_mel_free(DilMel* mel);

/// Frames of a sound of `n_samples`: of some 43 ms, half of that apart
size_t
dil_mel_n_frames(const DilMel* mel, size_t n_samples);

/**
   Power in triangular bands, equally wide on the mel scale.

   Source: Davis and Mermelstein, "Comparison of parametric representations for
   monosyllabic word recognition", IEEE Trans. ASSP 28 (1980), section II.

   @param samples [n_samples].
   @param power [dil_mel_n_frames()][DIL_N_MEL_BANDS] result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_mel_power(const DilMel* mel,
              const float* samples,
              size_t n_samples,
              float* power);

/**
   Distance of two sounds in dB: the root mean square over the bands of the
   difference of their levels, averaged over the frames in which the first
   sounds.  What lies 75 dB below its loudest band counts as silence.

   @param recorded [n_frames][DIL_N_MEL_BANDS] the first, not all 0.
   @param heard [n_frames][DIL_N_MEL_BANDS] the second.
*/
double
dil_mel_distance(const float* recorded, const float* heard, size_t n_frames);

/// dil_mel_distance() of the mean spectra of two sounds, whatever their order
/// in time
double
dil_mel_colour_distance(const float* recorded,
                        const float* heard,
                        size_t n_frames);

#endif // DIL_TRAIN_MEL_H
