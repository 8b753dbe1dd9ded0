// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_MEL_H
#define DIL_TRAIN_MEL_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/// Mel bands from 60 Hz to 7500 Hz, as far as the rate holds them
#define DIL_N_MEL_BANDS 48U

/// Third octaves from 100 Hz to 6400 Hz, as far as the rate holds them
#define DIL_N_THIRD_OCTAVES 19U

/// All bands, those of mel before third octaves
#define DIL_N_BANDS (DIL_N_MEL_BANDS + DIL_N_THIRD_OCTAVES)

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
   Power in triangular bands, equally wide on the mel scale, and in third
   octaves, 0 in those that the rate does not hold.

   Source: Davis and Mermelstein, "Comparison of parametric representations for
   monosyllabic word recognition", IEEE Trans. ASSP 28 (1980), section II.

   @param samples [n_samples].
   @param power [dil_mel_n_frames()][DIL_N_BANDS] result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_mel_power(const DilMel* mel,
              const float* samples,
              size_t n_samples,
              float* power);

/**
   Distance of two sounds in dB: the root mean square over the mel bands of
   the difference of their levels, averaged over the frames in which the first
   sounds.  What lies 75 dB below its loudest band counts as silence.

   @param recorded [n_frames][DIL_N_BANDS] the first, not all 0.
   @param heard [n_frames][DIL_N_BANDS] the second.
*/
double
dil_mel_distance(const float* recorded, const float* heard, size_t n_frames);

/**
   Distance in colour of two long sounds in dB: the mean over third octaves of
   the difference of their levels, silence as above.

   Below a high note there are more mel bands than the ear tells apart, and with
   them what sounds there would count too much.

   @param recorded [DIL_N_BANDS] power of the first, added over its frames.
   @param heard [DIL_N_BANDS] the same of the second.
*/
double
dil_colour_distance(const double* recorded, const double* heard);

#endif // DIL_TRAIN_MEL_H
