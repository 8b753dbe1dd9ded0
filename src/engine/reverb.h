// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_REVERB_H
#define DIL_ENGINE_REVERB_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/**
   A room, left and right: a network of eight delay lines.

       s_i = lowpass_i(line_i[t - length_i])
       line_i[t] = s_i - 2/8 sum(s) + in          (a Householder reflection)
       out = sum of every other s_i

   The lowpass of each line has the gain that lets all of them die away alike,
   treble faster.  Two all-passes before it make the echoes dense.  What comes
   in on the left is heard first on the left.

   Source: Jot and Chaigne, "Digital delay networks for designing artificial
   reverberators", 90th AES Convention (1991), preprint 3030; gains and poles as
   in J. O. Smith, "Physical Audio Signal Processing", section "Delay-Line
   Damping Filter Design".
*/
typedef struct DilReverb DilReverb;

/// Make a silent one for a host rate; DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_reverb_new(uint32_t rate, DilReverb** out);

/// Free it; NULL is fine
void
dil_reverb_free(DilReverb* reverb);

/// Be silent
DIL_REALTIME void
dil_reverb_reset(DilReverb* reverb);

/// Set the room's size, 0 to 1, from the next frame on
DIL_REALTIME void
dil_reverb_set_size(DilReverb* reverb, float size);

/// Time in s in which a room of a size falls silent, by 60 dB
DIL_REALTIME float
dil_reverb_tail_s(float size);

/**
   Add what the room makes of some frames.

   @param in [2][n_frames] what is sent to it.
   @param out [2][n_frames] about as loud as `in`, added; no aliasing.
*/
DIL_REALTIME void
dil_reverb_add(DilReverb* reverb,
               const float* const* in,
               float* const* out,
               size_t n_frames);

#endif // DIL_ENGINE_REVERB_H
