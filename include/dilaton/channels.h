// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_CHANNELS_H
#define DILATON_CHANNELS_H

/// @file
/// What MIDI has set, from one session to the next

#include "dilaton/attributes.h"
#include "dilaton/engine.h"

#include <stdint.h>

DIL_BEGIN_DECLS

#define DIL_N_CHANNELS    16U ///< Of MIDI
#define DIL_N_CONTROLLERS 8U  ///< That are kept

/**
   What MIDI has set on one channel, but for what ends with the session: notes,
   pedals and half-said registered parameters.
*/
typedef struct {
  float controllers[DIL_N_CONTROLLERS]; ///< 0 to 127, see dil_channel_number()
  float pressure;                       ///< 0 to 127
  float bend;                           ///< -1 to 1
  float bend_range; ///< By RPN 0, in semitones, 0 to 96; below 0: not set
  float coarse;     ///< Tuning by RPN 2, in semitones, -64 to 63
  float fine;       ///< Tuning by RPN 1, in cents, -100 to 100
  int32_t program;  ///< By program change, 0 to 127; below 0: not set, it is
                    ///< that of DIL_PARAMETER_INSTRUMENT
} DilChannelValues;

/// All channels, and the MPE zones among them
typedef struct {
  DilChannelValues channels[DIL_N_CHANNELS]; ///< By number
  uint32_t n_lower; ///< Members of the zone from channel 0 up, 0 for none
  uint32_t n_upper; ///< Members of the zone from channel 15 down, 0 for none
} DilChannels;

/// MIDI number of a controller that is kept, 0 beyond the last; any thread
DIL_API uint32_t
dil_channel_number(uint32_t controller);

/// Channels on which nothing has been set; any thread
DIL_API DilChannels
dil_channels_defaults(void);

/// Tell what MIDI has set on an engine by now; for its audio thread
DIL_REALTIME DIL_API void
dil_engine_channels(const DilEngine* engine, DilChannels* channels);

/**
   Set all that MIDI can set, before the next frame, for sounding notes too; for
   its audio thread.

   Pedals and notes stay as they are.

   @param channels Limited if need be; of zones that overlap the upper one is
   whole.
*/
DIL_REALTIME DIL_API void
dil_engine_set_channels(DilEngine* engine, const DilChannels* channels);

DIL_END_DECLS

#endif // DILATON_CHANNELS_H
