// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_stream.h"

/// Velocity of a note off that is sent as a note on
static const float usual_off_velocity = 64.0f;

size_t
midi_message_size(const uint8_t status)
{
  const uint8_t kind = status & 0xF0U;
  return (kind == 0xC0U || kind == 0xD0U) ? 2U : 3U;
}

/// Make an event of a complete channel message
static void
make_event(const uint8_t status, const uint8_t data[2], DilEvent* const event)
{
  const DilEvent empty = {.channel = status & 0xFU, .note_id = DIL_ANY_NOTE};
  *event = empty;
  event->number = data[0];
  event->value = (float)data[1];
  switch (status >> 4U) {
  case 0x8:
    event->type = DIL_EVENT_NOTE_OFF;
    break;
  case 0x9:
    event->type = data[1] ? DIL_EVENT_NOTE_ON : DIL_EVENT_NOTE_OFF;
    event->value = data[1] ? event->value : usual_off_velocity;
    break;
  case 0xA:
    event->type = DIL_EVENT_KEY_PRESSURE;
    break;
  case 0xB:
    event->type = DIL_EVENT_CONTROL;
    break;
  case 0xC:
    event->type = DIL_EVENT_PROGRAM;
    event->value = 0.0f;
    break;
  case 0xD:
    event->type = DIL_EVENT_CHANNEL_PRESSURE;
    event->number = 0U;
    event->value = (float)data[0];
    break;
  default:
    event->type = DIL_EVENT_PITCH_BEND;
    event->number = 0U;
    event->value = (float)(data[0] + 128 * data[1] - 8192) / 8192.0f;
  }
}

static void
append_sysex(MidiStream* const stream, const uint8_t byte)
{
  if (stream->n_sysex < MIDI_SYSEX_SIZE) {
    stream->sysex[stream->n_sysex] = byte;
  }
  if (stream->n_sysex <= MIDI_SYSEX_SIZE) {
    ++stream->n_sysex;
  }
}

static MidiResult
push_status(MidiStream* const stream, const uint8_t byte)
{
  const bool was_in_sysex = stream->is_in_sysex;
  stream->is_in_sysex = false;
  stream->n_data = 0U;
  if (byte == 0xF7U && was_in_sysex) {
    append_sysex(stream, byte);
    return stream->n_sysex <= MIDI_SYSEX_SIZE ? MIDI_SYSEX : MIDI_NOTHING;
  }

  // System common messages end the running status, and their data are ignored
  stream->status = byte < 0xF0U ? byte : 0U;
  if (byte == 0xF0U) {
    stream->is_in_sysex = true;
    stream->n_sysex = 0U;
    append_sysex(stream, byte);
  }
  return MIDI_NOTHING;
}

MidiResult
midi_stream_push(MidiStream* const stream,
                 const uint8_t byte,
                 DilEvent* const event)
{
  if (byte >= 0xF8U) {
    return MIDI_NOTHING; // Real time: clock, active sensing and the like
  }

  if (byte >= 0x80U) {
    return push_status(stream, byte);
  }

  if (stream->is_in_sysex) {
    append_sysex(stream, byte);
    return MIDI_NOTHING;
  }

  if (!stream->status) {
    return MIDI_NOTHING;
  }

  stream->data[stream->n_data++] = byte;
  if (stream->n_data + 1U < midi_message_size(stream->status)) {
    return MIDI_NOTHING;
  }

  make_event(stream->status, stream->data, event);
  stream->n_data = 0U;
  return MIDI_EVENT;
}
