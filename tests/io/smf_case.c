// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "io/smf_case.h"

#include "support/test.h"

SmfRead
smf_read_bytes(const uint8_t* const bytes, const size_t n)
{
  SmfRead read = {0};
  DilMessage message = {""};
  const DilStatus status =
    dil_smf_read("name", bytes, n, &read.warnings, &read.smf, &message);
  if (status) {
    fail_msg("%s", message.text);
  }

  read.events = dil_smf_events(read.smf);
  read.n_events = dil_smf_n_events(read.smf);
  return read;
}

SmfRead
smf_read_midi(const MidiBytes* const midi)
{
  return smf_read_bytes(midi->bytes, midi->n);
}

void
smf_assert_event(const DilSmfEvent* const event,
                 const uint64_t tick,
                 const uint8_t status,
                 const uint8_t first,
                 const uint8_t second)
{
  assert_int_equal(event->tick, tick);
  assert_int_equal(event->status, status);
  assert_int_equal(event->data[0], first);
  assert_int_equal(event->data[1], second);
}

MidiBytes
smf_rich_file(void)
{
  MidiBytes midi = {.n = 0U};
  midi_header(&midi, 1U, 2U, 96U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0xFF, 0x03, 4, 'T', 'u', 'n', 'e');
  MIDI_PUT(&midi, 0, 0xFF, 0x58, 4, 3, 2, 24, 8);
  midi_tempo(&midi, 0U, 600000U);
  MIDI_PUT(&midi, 0, 0xF0, 3, 0x7E, 0x7F, 0xF7);
  midi_tempo(&midi, 200U, 400000U);
  midi_end_track(&midi, 100U);
  midi_begin_track(&midi);
  MIDI_PUT(&midi, 0, 0xC1, 40, 0, 0xB1, 7, 90, 0, 64, 127);
  MIDI_PUT(&midi, 10, 0x91, 60, 100, 48, 60, 0, 0x81, 0x00, 64, 80);
  MIDI_PUT(&midi, 20, 0xE1, 0x12, 0x34, 5, 0xD1, 70, 5, 0xA1, 64, 33);
  MIDI_PUT(&midi, 20, 0x81, 64, 50);
  midi_end_track(&midi, 0U);
  return midi;
}
