// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_stream.h"

#include "midi_event.h"

static void
append_sysex(DilMidiStream* const stream, const uint8_t byte)
{
  if (stream->n_sysex < DIL_MIDI_SYSEX_SIZE) {
    stream->sysex[stream->n_sysex] = byte;
  }
  if (stream->n_sysex <= DIL_MIDI_SYSEX_SIZE) {
    ++stream->n_sysex;
  }
}

static DilMidiResult
push_status(DilMidiStream* const stream, const uint8_t byte)
{
  const bool was_in_sysex = stream->is_in_sysex;
  stream->is_in_sysex = false;
  stream->n_data = 0U;
  if (byte == 0xF7U && was_in_sysex) {
    append_sysex(stream, byte);
    return stream->n_sysex <= DIL_MIDI_SYSEX_SIZE ? DIL_MIDI_SYSEX
                                                  : DIL_MIDI_NOTHING;
  }

  // System common messages end the running status, and their data are ignored
  stream->bytes[0] = byte < 0xF0U ? byte : 0U;
  if (byte == 0xF0U) {
    stream->is_in_sysex = true;
    stream->n_sysex = 0U;
    append_sysex(stream, byte);
  }
  return DIL_MIDI_NOTHING;
}

DilMidiResult
dil_midi_stream_push(DilMidiStream* const stream,
                     const uint8_t byte,
                     DilEvent* const event)
{
  if (byte >= 0xF8U) {
    return DIL_MIDI_NOTHING; // Real time: clock, active sensing and the like
  }

  if (byte >= 0x80U) {
    return push_status(stream, byte);
  }

  if (stream->is_in_sysex) {
    append_sysex(stream, byte);
    return DIL_MIDI_NOTHING;
  }

  if (!stream->bytes[0]) {
    return DIL_MIDI_NOTHING;
  }

  stream->bytes[++stream->n_data] = byte;
  if (!dil_midi_event(stream->bytes, stream->n_data + 1U, event)) {
    return DIL_MIDI_NOTHING;
  }

  stream->n_data = 0U;
  return DIL_MIDI_EVENT;
}
