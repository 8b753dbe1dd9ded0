// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/channels.h"

#include "controls.h"

#include "elementary.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

/// Those that notes listen to, but for the pedals: nobody's foot is known to be
/// on one when a session begins
static const uint8_t kept[DIL_N_CONTROLLERS] = {DIL_CC_MODULATION,
                                                DIL_CC_GLIDE_TIME,
                                                DIL_CC_VOLUME,
                                                DIL_CC_PAN,
                                                DIL_CC_EXPRESSION,
                                                DIL_CC_GLIDE,
                                                DIL_CC_BRIGHTNESS,
                                                DIL_CC_REVERB};

#define LOWER_MASTER 0U
#define UPPER_MASTER 15U
#define NOT_SET      (-1.0f)
#define MAX_RANGE    96.0f ///< Semitones of bend

uint32_t
dil_channel_number(const uint32_t controller)
{
  return controller < DIL_N_CONTROLLERS ? kept[controller] : 0U;
}

DilChannels
dil_channels_defaults(void)
{
  DilChannels channels = {.n_lower = 0U};
  for (size_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    DilChannelValues* const values = &channels.channels[c];
    for (size_t i = 0U; i < DIL_N_CONTROLLERS; ++i) {
      values->controllers[i] = dil_controls_start_value(kept[i]);
    }
    values->bend_range = NOT_SET;
    values->program = -1;
  }

  return channels;
}

static void
tell_channel(const DilChannel* const channel, DilChannelValues* const values)
{
  for (size_t i = 0U; i < DIL_N_CONTROLLERS; ++i) {
    values->controllers[i] = channel->values[kept[i]];
  }

  values->pressure = channel->pressure;
  values->bend = channel->bend;
  values->bend_range = channel->has_range ? channel->bend_range : NOT_SET;
  values->coarse = channel->coarse;
  values->fine = channel->fine;
  values->program = channel->has_program ? (int32_t)channel->program : -1;
}

void
dil_controls_channels(const DilControls* const controls,
                      DilChannels* const channels)
{
  channels->n_lower = 0U;
  channels->n_upper = 0U;
  for (uint32_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    const uint32_t master = controls->channels[c].master;
    tell_channel(&controls->channels[c], &channels->channels[c]);
    channels->n_lower += master == LOWER_MASTER && c != LOWER_MASTER;
    channels->n_upper += master == UPPER_MASTER && c != UPPER_MASTER;
  }
}

/// A value in its range, or what it is at rest
static float
limited(const float value, const float low, const float high, const float rest)
{
  return isnan(value) ? rest : dil_limit(value, low, high);
}

static void
set_channel(DilChannel* const channel,
            const DilChannelValues* const values,
            const DilControls* const controls)
{
  for (size_t i = 0U; i < DIL_N_CONTROLLERS; ++i) {
    channel->values[kept[i]] = limited(
      values->controllers[i], 0.0f, 127.0f, dil_controls_start_value(kept[i]));
  }

  const float instrument = controls->parameters[DIL_PARAMETER_INSTRUMENT];
  const bool has_program = values->program >= 0 && values->program <= 127;
  channel->pressure = limited(values->pressure, 0.0f, 127.0f, 0.0f);
  channel->bend = limited(values->bend, -1.0f, 1.0f, 0.0f);
  channel->coarse = limited(values->coarse, -64.0f, 63.0f, 0.0f);
  channel->fine = limited(values->fine, -100.0f, 100.0f, 0.0f);
  channel->has_program = has_program;
  channel->program = (uint8_t)(has_program ? values->program : (int)instrument);
  channel->has_rpn = false;
}

void
dil_controls_set_channels(DilControls* const controls,
                          const DilChannels* const channels)
{
  for (uint8_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    DilChannel* const channel = &controls->channels[c];
    set_channel(channel, &channels->channels[c], controls);
    channel->master = c;
    channel->has_range = false;
    channel->bend_range = controls->parameters[DIL_PARAMETER_BEND_RANGE];
  }

  dil_controls_set_zone(controls, LOWER_MASTER, channels->n_lower);
  dil_controls_set_zone(controls, UPPER_MASTER, channels->n_upper);
  for (size_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    const float range = channels->channels[c].bend_range;
    if (range >= 0.0f) {
      controls->channels[c].bend_range = dil_limit(range, 0.0f, MAX_RANGE);
      controls->channels[c].has_range = true;
    }
  }
}
