// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_event.h"

/// Event types by the high half of the status byte, from 8
static const uint8_t types[] = {DIL_EVENT_NOTE_OFF,
                                DIL_EVENT_NOTE_ON,
                                DIL_EVENT_KEY_PRESSURE,
                                DIL_EVENT_CONTROL,
                                DIL_EVENT_PROGRAM,
                                DIL_EVENT_CHANNEL_PRESSURE,
                                DIL_EVENT_PITCH_BEND};

bool
dil_midi_event(const uint8_t* const bytes,
               const size_t size,
               DilEvent* const event)
{
  if (size < 2U || bytes[0] < 0x80U || bytes[0] >= 0xF0U || bytes[1] > 127U) {
    return false;
  }

  const uint8_t type = types[(bytes[0] >> 4U) - 8U];
  const bool is_short =
    type == DIL_EVENT_PROGRAM || type == DIL_EVENT_CHANNEL_PRESSURE;
  if (!is_short && (size < 3U || bytes[2] > 127U)) {
    return false;
  }

  const DilEvent result = {
    0U, type, bytes[0] & 0x0FU, bytes[1], 0U, DIL_ANY_NOTE, 0.0f};
  *event = result;
  if (type == DIL_EVENT_CHANNEL_PRESSURE) {
    event->number = 0U;
    event->value = (float)bytes[1];
  } else if (type == DIL_EVENT_PITCH_BEND) {
    event->number = 0U;
    event->value = (float)(bytes[1] + 128 * bytes[2] - 8192) / 8192.0f;
  } else if (!is_short) {
    event->value = (float)bytes[2];
  }

  if (type == DIL_EVENT_NOTE_ON && !bytes[2]) {
    event->type = DIL_EVENT_NOTE_OFF;
    event->value = 64.0f;
  }

  return true;
}
