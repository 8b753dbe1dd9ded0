// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_RESAMPLE_H
#define DIL_ENGINE_RESAMPLE_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/**
   Two channels from one rate to another.

   A polyphase filter: a sinc of 96 taps, more when the rate falls, under a
   Kaiser window.  Pass band to 0.45 of the lower rate, stop band from 0.517 on
   at -100 dB.  Every sample out is one sum in one order over samples in, so how
   a stream is divided into blocks cannot be heard in it.  With equal rates it
   copies.

   Source: Kaiser, "Nonrecursive Digital Filter Design Using the I0-sinh Window
   Function", IEEE International Symposium on Circuits and Systems 1974.
*/
typedef struct DilResampler DilResampler;

/// Least latency of a conversion in frames out, 0 between equal rates
uint32_t
dil_resampler_latency(uint32_t rate_in, uint32_t rate_out);

/// Steps in that come before frame out `frame`, ceil(frame rate_in / rate_out)
DIL_REALTIME uint64_t
dil_steps_before(uint64_t frame, uint32_t rate_in, uint32_t rate_out);

/**
   Make a resampler.

   @param latency Frames by which step 0 comes after frame 0, exactly; at least
   dil_resampler_latency().
   @param max_steps Most steps in a call of dil_resampler_run().
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_resampler_new(uint32_t rate_in,
                  uint32_t rate_out,
                  uint32_t latency,
                  size_t max_steps,
                  DilResampler** out);

/// Free a resampler; NULL is fine
void
dil_resampler_free(DilResampler* resampler);

/// Begin again from silence, at a frame
DIL_REALTIME void
dil_resampler_reset(DilResampler* resampler, uint64_t frame);

/**
   Convert the next frames.

   @param in [2][n_steps], which may be the same; n_steps must be what makes the
   steps so far dil_steps_before() of the frames so far.
   @param out [2][n_frames]; no aliasing.
*/
DIL_REALTIME void
dil_resampler_run(DilResampler* resampler,
                  const float* const* in,
                  size_t n_steps,
                  float* const* out,
                  size_t n_frames);

#endif // DIL_ENGINE_RESAMPLE_H
