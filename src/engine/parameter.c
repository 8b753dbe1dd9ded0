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
  {"Temperature", "temperature", "", 0.1f, 2.0f, 1.0f, false, NULL, false},
  {"Variety", "top_p", "", 0.05f, 1.0f, 1.0f, false, NULL, false},
  {"Choices", "top_k", "", 1.0f, 256.0f, 256.0f, true, NULL, false},
  {"Seed", "seed", "", 0.0f, 65535.0f, 0.0f, true, NULL, false},
  {"Attack", "attack", "s", 0.0f, 5.0f, 0.0f, false, NULL, false},
  {"Release", "release", "", 0.05f, 4.0f, 1.0f, false, NULL, false},
  {"Brightness", "brightness", "", -1.0f, 1.0f, 0.0f, false, NULL, false},
  {"Vibrato depth",
   "vibrato_depth",
   "ct",
   -1.0f,
   200.0f,
   -1.0f,
   false,
   NULL,
   true},
  {"Vibrato rate",
   "vibrato_rate",
   "Hz",
   -1.0f,
   12.0f,
   -1.0f,
   false,
   NULL,
   true},
  {"Vibrato delay",
   "vibrato_delay",
   "s",
   -1.0f,
   5.0f,
   -1.0f,
   false,
   NULL,
   true},
  {"Glide", "glide", "s", 0.0f, 5.0f, 0.0f, false, NULL, false},
  {"Voices", "voices", "", 1.0f, 32.0f, 16.0f, true, NULL, false},
  {"Tuning", "tuning", "Hz", 400.0f, 480.0f, 440.0f, false, NULL, false},
  {"Gain", "gain", "dB", -60.0f, 24.0f, 0.0f, false, NULL, false},
  {"Instrument", "instrument", "", 0.0f, 127.0f, 0.0f, true, NULL, false},
  {"Morph", "morph", "", 0.0f, 1.0f, 0.0f, false, NULL, false},
  {"Outside notes", "outside", "", 0.0f, 3.0f, 0.0f, true, outsides, false},
  {"Width", "width", "", 0.0f, 1.0f, 0.0f, false, NULL, false},
  {"Space", "space", "", 0.0f, 1.0f, 0.0f, false, NULL, false},
  {"Room size", "room_size", "", 0.0f, 1.0f, 0.5f, false, NULL, false},
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
