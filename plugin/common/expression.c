// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "expression.h"

#include "midi_value.h"

#include <math.h>

enum {
  cc_vibrato = 1,
  cc_volume = 7,
  cc_pan = 10,
  cc_expression = 11,
  cc_brightness = 74
};

/// Limits of a note's tuning in semitones
#define MAX_TUNING 120.0

static void
set_controller(DilEvent* const event, const uint8_t number, const double value)
{
  event->type = DIL_EVENT_CONTROL;
  event->number = number;
  event->value = (float)fmin(fmax(value, 0.0), 127.0);
}

bool
dil_express(const int32_t expression, const double value, DilEvent* const event)
{
  const double midi = (double)dil_midi_value(fmin(fmax(value, 0.0), 1.0));
  switch (isnan(value) ? -1 : expression) {
  case DIL_EXPRESSION_VOLUME:
    // The engine squares the controller, of which 100 is 0 dB
    set_controller(event, cc_volume, 100.0 * sqrt(fmax(value, 0.0)));
    return true;
  case DIL_EXPRESSION_PAN:
    set_controller(event, cc_pan, 1.0 + 126.0 * value);
    return true;
  case DIL_EXPRESSION_TUNING:
    event->type = DIL_EVENT_NOTE_TUNING;
    event->value = (float)fmin(fmax(value, -MAX_TUNING), MAX_TUNING);
    return true;
  case DIL_EXPRESSION_VIBRATO:
    set_controller(event, cc_vibrato, midi);
    return true;
  case DIL_EXPRESSION_EXPRESSION:
    set_controller(event, cc_expression, midi);
    return true;
  case DIL_EXPRESSION_BRIGHTNESS:
    set_controller(event, cc_brightness, 128.0 * value);
    return true;
  case DIL_EXPRESSION_PRESSURE:
    event->type = DIL_EVENT_KEY_PRESSURE;
    event->value = (float)midi;
    return true;
  default:
    return false;
  }
}
