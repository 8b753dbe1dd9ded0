// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "controls.h"

#include "elementary.h"
#include "precise.h"

#include <math.h>
#include <string.h>

#define PEDAL_THRESHOLD 64.0f
#define UNITY_VOLUME    100.0f ///< General MIDI's default, here 0 dB
#define UNITY_REVERB    40.0f ///< General MIDI 2's default, here all of `space`
#define CENTRE_KEY      64.0f
#define KEYS_TO_SIDE    36.0f ///< From there, at a width of 1
#define MEMBER_RANGE    48.0f ///< Of a member of an MPE zone
#define MAX_BEND_RANGE  96.0f
#define MAX_GLIDE_S     5.0f ///< At the greatest portamento time
#define RPN_BEND_RANGE  0U
#define RPN_FINE_TUNING 1U
#define RPN_COARSE      2U
#define RPN_MPE         6U
#define RPN_NONE        0x3FFFU
#define N_CONTROLLERS   128U

static uint32_t
registered(const DilChannel* const channel)
{
  return (uint32_t)channel->values[DIL_CC_RPN] * 128U +
         (uint32_t)channel->values[DIL_CC_RPN_FINE];
}

/// A registered parameter has a new value, in data entry
static void
set_registered(DilControls* const controls, const uint8_t channel_number)
{
  DilChannel* const channel = &controls->channels[channel_number];
  const float coarse = channel->values[DIL_CC_DATA];
  const float fine = channel->values[DIL_CC_DATA_FINE];
  switch (channel->has_rpn ? registered(channel) : RPN_NONE) {
  case RPN_BEND_RANGE:
    channel->bend_range = dil_min(coarse + 0.01f * fine, MAX_BEND_RANGE);
    channel->has_range = true;
    break;
  case RPN_FINE_TUNING:
    channel->fine = (coarse * 128.0f + fine - 8192.0f) * (100.0f / 8192.0f);
    break;
  case RPN_COARSE:
    channel->coarse = coarse - 64.0f;
    break;
  case RPN_MPE:
    if (channel_number == 0U || channel_number == 15U) {
      dil_controls_set_zone(controls, channel_number, (uint32_t)coarse);
    }
    break;
  default:
    break;
  }
}

static void
select_registered(DilControls* const controls, const uint8_t channel_number)
{
  DilChannel* const channel = &controls->channels[channel_number];
  channel->has_rpn = registered(channel) != RPN_NONE;
  channel->values[DIL_CC_DATA_FINE] = 0.0f;
}

static void
select_other(DilControls* const controls, const uint8_t channel_number)
{
  controls->channels[channel_number].has_rpn = false;
}

static void
reset_channel(DilControls* controls, uint8_t channel_number);

/// A controller by MIDI number; one without a row is kept and not listened to
typedef struct {
  float start;
  bool is_reset; ///< Reset All Controllers gives it `start` again
  bool is_own;   ///< Members of a zone do not follow their master's

  /// What a channel does when it is set, or NULL
  void (*apply)(DilControls* controls, uint8_t channel_number);
} Controller;

// Source: MIDI Manufacturers Association, RP-015 (1999), for what is reset;
// brightness is the sum of a member's and its master's
static const Controller controllers[N_CONTROLLERS] = {
  [DIL_CC_MODULATION] = {0.0f, true, false, NULL},
  [DIL_CC_GLIDE_TIME] = {0.0f, false, false, NULL},
  [DIL_CC_DATA] = {0.0f, false, true, set_registered},
  [DIL_CC_VOLUME] = {UNITY_VOLUME, false, false, NULL},
  [DIL_CC_PAN] = {64.0f, false, false, NULL},
  [DIL_CC_EXPRESSION] = {127.0f, true, false, NULL},
  [DIL_CC_DATA_FINE] = {0.0f, false, true, set_registered},
  [DIL_CC_SUSTAIN] = {0.0f, true, false, NULL},
  [DIL_CC_GLIDE] = {0.0f, true, false, NULL},
  [DIL_CC_SOSTENUTO] = {0.0f, true, false, NULL},
  [DIL_CC_SOFT] = {0.0f, true, false, NULL},
  [DIL_CC_BRIGHTNESS] = {64.0f, true, true, NULL},
  [DIL_CC_REVERB] = {UNITY_REVERB, false, false, NULL},
  [DIL_CC_NRPN_FINE] = {0.0f, false, true, select_other},
  [DIL_CC_NRPN] = {0.0f, false, true, select_other},
  [DIL_CC_RPN_FINE] = {127.0f, true, true, select_registered},
  [DIL_CC_RPN] = {127.0f, true, true, select_registered},
  [DIL_CC_RESET] = {0.0f, false, false, reset_channel}};

static void
leave_zone(DilControls* const controls, const uint8_t channel_number)
{
  DilChannel* const channel = &controls->channels[channel_number];
  channel->master = channel_number;
  channel->bend_range = controls->parameters[DIL_PARAMETER_BEND_RANGE];
  channel->has_range = false;
}

void
dil_controls_set_zone(DilControls* const controls,
                      const uint8_t master,
                      const uint32_t n_members)
{
  if (n_members && controls->channels[master].master != master) {
    leave_zone(controls, master);
  }

  for (uint8_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    DilChannel* const channel = &controls->channels[c];
    const uint32_t distance = (master == 0U) ? c : 15U - (uint32_t)c;
    const bool is_member = distance >= 1U && distance <= n_members;
    if (is_member) {
      channel->master = master;
      channel->bend_range = MEMBER_RANGE;
      channel->has_range = false;
    } else if (channel->master == master && c != master) {
      leave_zone(controls, c);
    }
  }
}

float
dil_controls_start_value(const uint32_t cc)
{
  return controllers[cc].start;
}

static uint8_t
start_program(const DilControls* const controls)
{
  return (uint8_t)controls->parameters[DIL_PARAMETER_INSTRUMENT];
}

static void
set_gain(DilControls* const controls)
{
  const float gain_db = controls->parameters[DIL_PARAMETER_GAIN];
  controls->gain = (float)dil_gain((double)gain_db);
}

void
dil_controls_start(DilControls* const controls,
                   const DilEngineSettings* const settings)
{
  controls->sampling = settings->sampling;
  controls->seed = settings->seed;
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    controls->parameters[i] = dil_parameter_limit(i, settings->parameters[i]);
  }

  set_gain(controls);
  dil_tuning_equal(&controls->tuning);
  dil_controls_reset(controls);
}

/// Give controllers their starts: all, or what Reset All Controllers resets
static void
start_values(DilChannel* const channel, const bool is_reset)
{
  for (size_t cc = 0U; cc < N_CONTROLLERS; ++cc) {
    if (!is_reset || controllers[cc].is_reset) {
      channel->values[cc] = controllers[cc].start;
    }
  }
}

void
dil_controls_reset(DilControls* const controls)
{
  memset(controls->channels, 0, sizeof(controls->channels));
  for (uint8_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    start_values(&controls->channels[c], false);
    controls->channels[c].bend_range =
      controls->parameters[DIL_PARAMETER_BEND_RANGE];
    controls->channels[c].master = c;
    controls->channels[c].program = start_program(controls);
  }
}

static void
reset_channel(DilControls* const controls, const uint8_t channel_number)
{
  DilChannel* const channel = &controls->channels[channel_number];
  start_values(channel, true);
  channel->has_rpn = false;
  channel->pressure = 0.0f;
  channel->bend = 0.0f;
}

static void
set_controller(DilControls* const controls,
               const uint8_t channel_number,
               const uint8_t number,
               const float value)
{
  controls->channels[channel_number].values[number] = value;
  if (controllers[number].apply) {
    controllers[number].apply(controls, channel_number);
  }
}

static void
control(DilControls* const controls, const DilEvent* const event)
{
  set_controller(controls, event->channel, event->number, event->value);
  for (uint8_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    if (c != event->channel && controls->channels[c].master == event->channel &&
        !controllers[event->number].is_own) {
      set_controller(controls, c, event->number, event->value);
    }
  }
}

/// The range of all channels but members of zones and those with their own
static void
set_bend_range(DilControls* const controls)
{
  for (uint8_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    DilChannel* const channel = &controls->channels[c];
    if (channel->master == c && !channel->has_range) {
      channel->bend_range = controls->parameters[DIL_PARAMETER_BEND_RANGE];
    }
  }
}

static void
set_parameter(DilControls* const controls,
              const uint32_t parameter,
              const float value)
{
  controls->parameters[parameter] = dil_parameter_limit(parameter, value);
  if (parameter == DIL_PARAMETER_GAIN) {
    set_gain(controls);
  } else if (parameter == DIL_PARAMETER_BEND_RANGE) {
    set_bend_range(controls);
  } else if (parameter == DIL_PARAMETER_INSTRUMENT) {
    for (uint32_t c = 0U; c < DIL_N_CHANNELS; ++c) {
      controls->channels[c].program = start_program(controls);
      controls->channels[c].has_program = false;
    }
  }
}

void
dil_controls_apply(DilControls* const controls, const DilEvent* const event)
{
  DilChannel* const channel = &controls->channels[event->channel];
  switch (event->type) {
  case DIL_EVENT_CONTROL:
    control(controls, event);
    break;
  case DIL_EVENT_PROGRAM:
    channel->program = event->number;
    channel->has_program = true;
    break;
  case DIL_EVENT_CHANNEL_PRESSURE:
    channel->pressure = event->value;
    break;
  case DIL_EVENT_PITCH_BEND:
    channel->bend = event->value;
    break;
  case DIL_EVENT_PARAMETER:
    set_parameter(controls, event->number, event->value);
    break;
  default:
    break;
  }
}

bool
dil_controls_pedal(const DilControls* const controls,
                   const uint32_t channel,
                   const uint32_t cc)
{
  return controls->channels[channel].values[cc] >= PEDAL_THRESHOLD;
}

static double
channel_bend(const DilChannel* const channel)
{
  return (double)channel->bend * (double)channel->bend_range +
         (double)channel->coarse + (double)channel->fine / 100.0;
}

double
dil_controls_bend(const DilControls* const controls, const uint32_t channel)
{
  const DilChannel* const own = &controls->channels[channel];
  const double bend = channel_bend(own);
  return own->master == channel
           ? bend
           : bend + channel_bend(&controls->channels[own->master]);
}

float
dil_controls_pressure(const DilControls* const controls, const uint32_t channel)
{
  const DilChannel* const own = &controls->channels[channel];
  const float master = controls->channels[own->master].pressure;
  return dil_max(own->pressure, master) / 127.0f;
}

float
dil_controls_brightness(const DilControls* const controls,
                        const uint32_t channel)
{
  const DilChannel* const own = &controls->channels[channel];
  const DilChannel* const master = &controls->channels[own->master];
  const float passed =
    (master == own) ? 0.0f : master->values[DIL_CC_BRIGHTNESS] - 64.0f;
  const float offset = own->values[DIL_CC_BRIGHTNESS] - 64.0f + passed;
  return dil_limit(controls->parameters[DIL_PARAMETER_BRIGHTNESS] +
                     offset / 64.0f,
                   -1.0f,
                   1.0f);
}

float
dil_controls_level(const DilControls* const controls, const uint32_t channel)
{
  // Both squared: General MIDI's 40 log10() dB
  const DilChannel* const own = &controls->channels[channel];
  const float volume = own->values[DIL_CC_VOLUME] / UNITY_VOLUME;
  const float expression = own->values[DIL_CC_EXPRESSION] / 127.0f;
  const float product = volume * expression;
  return controls->gain * product * product;
}

void
dil_controls_pan(const DilControls* const controls,
                 const uint32_t channel,
                 const uint32_t key,
                 float gains[2])
{
  const float value = controls->channels[channel].values[DIL_CC_PAN];
  const float place =
    dil_limit(((float)key - CENTRE_KEY) / KEYS_TO_SIDE, -1.0f, 1.0f);
  const float position =
    dil_limit(dil_max(value - 1.0f, 0.0f) / 126.0f +
                0.5f * controls->parameters[DIL_PARAMETER_WIDTH] * place +
                0.5f * controls->parameters[DIL_PARAMETER_PAN],
              0.0f,
              1.0f);
  gains[0] = sqrtf(2.0f * (1.0f - position));
  gains[1] = sqrtf(2.0f * position);
}

float
dil_controls_send(const DilControls* const controls, const uint32_t channel)
{
  return controls->parameters[DIL_PARAMETER_SPACE] *
         controls->channels[channel].values[DIL_CC_REVERB] / UNITY_REVERB;
}

float
dil_controls_glide_s(const DilControls* const controls, const uint32_t channel)
{
  const DilChannel* const own = &controls->channels[channel];
  const float wanted = controls->parameters[DIL_PARAMETER_GLIDE];
  if (own->values[DIL_CC_GLIDE] < PEDAL_THRESHOLD) {
    return wanted;
  }

  const float time = own->values[DIL_CC_GLIDE_TIME] / 127.0f;
  return dil_max(wanted, MAX_GLIDE_S * time * time * time);
}
