// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_plugin.h"

#include <math.h>

#define NO_MESSAGE 0.75 ///< Between two values that MIDI has

double
dil_vst3_rest(const uint32_t controller)
{
  // Source: General MIDI System Level 1 and MMA RP-015 for volume and
  // expression, General MIDI 2 for reverb; registered parameters are at rest
  // when none is chosen
  switch (controller) {
  case 7U:
    return 100.0 / 127.0;
  case 10U:
  case 74U:
    return 64.0 / 127.0;
  case 11U:
  case 100U:
  case 101U:
    return 1.0;
  case 91U:
    return 40.0 / 127.0;
  case DIL_VST3_BEND:
    return 0.5;
  default:
    return dil_vst3_is_message(controller) ? NO_MESSAGE : 0.0;
  }
}

/// Normalised place of a pitch wheel, of -1..1
static double
wheel(const double bend)
{
  const double position = 8192.0 * (1.0 + bend);
  return bend == 0.0 ? 0.5 : fmin(position / 16383.0, 1.0);
}

/// Say where a controller of a channel is now
static void
see(DilVst3* const self,
    const uint32_t channel,
    const uint32_t controller,
    const double value)
{
  atomic_store_explicit(
    &self->midi[channel * DIL_VST3_N_CONTROLLERS + controller],
    (float)value,
    memory_order_relaxed);
}

static void
see_channel(DilVst3* const self,
            const uint32_t channel,
            const DilChannelValues* const values)
{
  const int32_t program = values->program >= 0 ? values->program : 0;
  for (uint32_t i = 0U; i < DIL_VST3_N_CONTROLLERS; ++i) {
    see(self, channel, i, dil_vst3_rest(i));
  }
  for (uint32_t i = 0U; i < DIL_N_CONTROLLERS; ++i) {
    see(self,
        channel,
        dil_channel_number(i),
        (double)values->controllers[i] / 127.0);
  }

  see(self, channel, DIL_VST3_PRESSURE, (double)values->pressure / 127.0);
  see(self, channel, DIL_VST3_BEND, wheel((double)values->bend));
  see(self, channel, DIL_VST3_PROGRAM_CHANGE, (double)program / 127.0);
  atomic_store_explicit(
    &self->heard[channel], (uint8_t)program, memory_order_relaxed);
}

void
dil_vst3_see_midi(DilVst3* const self)
{
  DilChannels channels;
  dil_channel_keep_now(dil_bridge_channels(self->bridge), &channels);
  for (uint32_t c = 0U; c < DIL_VST3_N_CHANNELS; ++c) {
    see_channel(self, c, &channels.channels[c]);
  }
}
