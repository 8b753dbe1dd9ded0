// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/parameter.h"

#include "elementary.h"

#include <math.h>
#include <stddef.h>

static const char* const outsides[] = {"stretch",
                                       "fold",
                                       "drop",
                                       "guess",
                                       NULL};

static const DilParameterInfo parameters[DIL_N_PARAMETERS] = {
  {"Temperature", "temperature", "", 0.1f, 2.0f, 1.0f, false, NULL},
  {"Variety", "top_p", "", 0.05f, 1.0f, 1.0f, false, NULL},
  {"Choices", "top_k", "", 1.0f, 256.0f, 256.0f, true, NULL},
  {"Seed", "seed", "", 0.0f, 65535.0f, 0.0f, true, NULL},
  {"Attack", "attack", "s", 0.0f, 5.0f, 0.0f, false, NULL},
  {"Release", "release", "", 0.05f, 4.0f, 1.0f, false, NULL},
  {"Brightness", "brightness", "", -1.0f, 1.0f, 0.0f, false, NULL},
  {"Vibrato depth", "vibrato_depth", "ct", 0.0f, 200.0f, 0.0f, false, NULL},
  {"Vibrato rate", "vibrato_rate", "Hz", 0.1f, 12.0f, 5.5f, false, NULL},
  {"Vibrato delay", "vibrato_delay", "s", 0.0f, 5.0f, 0.3f, false, NULL},
  {"Glide", "glide", "s", 0.0f, 5.0f, 0.0f, false, NULL},
  {"Voices", "voices", "", 1.0f, 32.0f, 16.0f, true, NULL},
  {"Tuning", "tuning", "Hz", 400.0f, 480.0f, 440.0f, false, NULL},
  {"Gain", "gain", "dB", -60.0f, 24.0f, 0.0f, false, NULL},
  {"Instrument", "instrument", "", 0.0f, 127.0f, 0.0f, true, NULL},
  {"Morph", "morph", "", 0.0f, 1.0f, 0.0f, false, NULL},
  {"Outside notes", "outside", "", 0.0f, 3.0f, 0.0f, true, outsides},
  {"Width", "width", "", 0.0f, 1.0f, 0.0f, false, NULL},
  {"Space", "space", "", 0.0f, 1.0f, 0.0f, false, NULL},
  {"Room size", "room_size", "", 0.0f, 1.0f, 0.5f, false, NULL},
};

const DilParameterInfo*
dil_parameter_info(const uint32_t parameter)
{
  return parameter < DIL_N_PARAMETERS ? &parameters[parameter] : NULL;
}

float
dil_parameter_limit(const uint32_t parameter, const float value)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (!info) {
    return 0.0f;
  }
  if (isnan(value)) {
    return info->value;
  }

  const float limited = dil_limit(value, info->low, info->high);
  return info->is_integer ? floorf(limited + 0.5f) : limited;
}
