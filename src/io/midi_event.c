// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_event.h"

#include <math.h>

/// Event types by the high half of the status byte, from 8
static const uint8_t types[] = {DIL_EVENT_NOTE_OFF,
                                DIL_EVENT_NOTE_ON,
                                DIL_EVENT_KEY_PRESSURE,
                                DIL_EVENT_CONTROL,
                                DIL_EVENT_PROGRAM,
                                DIL_EVENT_CHANNEL_PRESSURE,
                                DIL_EVENT_PITCH_BEND};

size_t
dil_midi_size(const uint8_t status)
{
  const uint8_t kind = status & 0xF0U;
  return (kind == 0xC0U || kind == 0xD0U) ? 2U : 3U;
}

float
dil_midi_bend(const double wheel)
{
  return (float)((wheel - 8192.0) / 8192.0);
}

bool
dil_midi_event(const uint8_t* const bytes,
               const size_t size,
               DilEvent* const event)
{
  if (!size || bytes[0] < 0x80U || bytes[0] >= 0xF0U) {
    return false;
  }

  const size_t n_bytes = dil_midi_size(bytes[0]);
  if (size < n_bytes || bytes[1] > 127U || bytes[n_bytes - 1U] > 127U) {
    return false;
  }

  const DilEvent result = {.type = types[(bytes[0] >> 4U) - 8U],
                           .channel = bytes[0] & 0x0FU,
                           .number = bytes[1],
                           .note_id = DIL_ANY_NOTE,
                           .value = n_bytes == 3U ? (float)bytes[2] : 0.0f};
  *event = result;
  if (event->type == DIL_EVENT_CHANNEL_PRESSURE) {
    event->number = 0U;
    event->value = (float)bytes[1];
  } else if (event->type == DIL_EVENT_PITCH_BEND) {
    event->number = 0U;
    event->value = dil_midi_bend(bytes[1] + 128 * bytes[2]);
  } else if (event->type == DIL_EVENT_NOTE_ON && !bytes[2]) {
    event->type = DIL_EVENT_NOTE_OFF;
    event->value = DIL_RELEASE_VELOCITY;
  }

  return true;
}

static uint8_t
to_seven_bits(const float value, const float lowest)
{
  return (uint8_t)lrintf(fminf(fmaxf(value, lowest), 127.0f));
}

size_t
dil_midi_bytes(const DilEvent* const event, uint8_t bytes[3])
{
  unsigned kind = 0U;
  while (kind < sizeof(types) && types[kind] != event->type) {
    kind += 1U;
  }

  if (kind == sizeof(types)) {
    return 0U;
  }

  const bool is_on = event->type == DIL_EVENT_NOTE_ON;
  bytes[0] = (uint8_t)(((kind + 8U) << 4U) | (event->channel & 0x0FU));
  bytes[1] = event->number & 0x7FU;
  bytes[2] = to_seven_bits(event->value, is_on ? 1.0f : 0.0f);
  if (event->type == DIL_EVENT_CHANNEL_PRESSURE) {
    bytes[1] = bytes[2];
  } else if (event->type == DIL_EVENT_PITCH_BEND) {
    const float wheel = 8192.0f + 8192.0f * event->value;
    const long place = lrintf(fminf(fmaxf(wheel, 0.0f), 16383.0f));
    bytes[1] = (uint8_t)(place & 0x7F);
    bytes[2] = (uint8_t)(place >> 7);
  }

  return dil_midi_size(bytes[0]);
}
