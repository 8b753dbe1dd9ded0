// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "io/midi_bytes.h"

#include "support/test.h"

#include <string.h>

void
midi_put(MidiBytes* const midi, const uint8_t* const bytes, const size_t n)
{
  assert_true(n <= sizeof(midi->bytes) - midi->n);
  memcpy(midi->bytes + midi->n, bytes, n);
  midi->n += n;
}

void
midi_header(MidiBytes* const midi,
            const unsigned format,
            const unsigned n_tracks,
            const unsigned division)
{
  MIDI_PUT(midi, 'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, (uint8_t)format);
  MIDI_PUT(midi, (uint8_t)(n_tracks >> 8U), (uint8_t)n_tracks);
  MIDI_PUT(midi, (uint8_t)(division >> 8U), (uint8_t)division);
}

void
midi_begin_track(MidiBytes* const midi)
{
  MIDI_PUT(midi, 'M', 'T', 'r', 'k', 0, 0, 0, 0);
  midi->track = midi->n;
}

void
midi_end_track(MidiBytes* const midi, const uint32_t delta)
{
  midi_number(midi, delta);
  MIDI_PUT(midi, 0xFF, 0x2F, 0);

  const size_t length = midi->n - midi->track;
  midi->bytes[midi->track - 2U] = (uint8_t)(length >> 8U);
  midi->bytes[midi->track - 1U] = (uint8_t)length;
}

void
midi_number(MidiBytes* const midi, const uint32_t number)
{
  for (unsigned shift = 21U; shift; shift -= 7U) {
    if (number >> shift) {
      MIDI_PUT(midi, (uint8_t)(0x80U | (number >> shift & 0x7FU)));
    }
  }

  MIDI_PUT(midi, (uint8_t)(number & 0x7FU));
}

void
midi_tempo(MidiBytes* const midi,
           const uint32_t delta,
           const uint32_t quarter_us)
{
  midi_number(midi, delta);
  MIDI_PUT(midi,
           0xFF,
           0x51,
           3,
           (uint8_t)(quarter_us >> 16U),
           (uint8_t)(quarter_us >> 8U),
           (uint8_t)quarter_us);
}
