// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_file.h"

#include "support/file.h"
#include "support/test.h"

#include <string.h>

static void
put(MidiFile* const file, const void* const bytes, const size_t n)
{
  assert_true(file->n + n <= MIDI_FILE_SIZE);
  memcpy(file->bytes + file->n, bytes, n);
  file->n += n;
}

/// The time since the last event, seven bits to a byte
static void
put_time(MidiFile* const file)
{
  for (uint32_t shift = 21U; shift; shift -= 7U) {
    if (file->n_ticks >> shift) {
      const uint8_t byte = 0x80U | ((file->n_ticks >> shift) & 0x7FU);
      put(file, &byte, 1U);
    }
  }
  const uint8_t last = file->n_ticks & 0x7FU;
  put(file, &last, 1U);
  file->n_ticks = 0U;
}

void
midi_file_start(MidiFile* const file)
{
  static const uint8_t header[] = {
    'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, 1, 0, 0, 0, MIDI_FILE_TICKS / 2U};

  memset(file, 0, sizeof(*file));
  put(file, header, sizeof(header));
}

static void
end_track(MidiFile* const file)
{
  static const uint8_t end[] = {0xFF, 0x2F, 0};

  if (file->track) {
    put_time(file);
    put(file, end, sizeof(end));
    const size_t length = file->n - file->track - 4U;
    for (size_t i = 0U; i < 4U; ++i) {
      file->bytes[file->track + i] = (uint8_t)(length >> (24U - 8U * i));
    }
  }
}

void
midi_file_track(MidiFile* const file)
{
  static const uint8_t header[] = {'M', 'T', 'r', 'k', 0, 0, 0, 0};
  enum { N_TRACKS = 11 }; // Place of the low byte of their number

  end_track(file);
  put(file, header, sizeof(header));
  file->track = file->n - 4U;
  ++file->bytes[N_TRACKS];
}

void
midi_file_wait(MidiFile* const file, const uint32_t n_ticks)
{
  file->n_ticks += n_ticks;
}

void
midi_file_add(MidiFile* const file,
              const uint8_t status,
              const uint8_t first,
              const uint8_t second)
{
  const uint8_t message[] = {status, first, second};
  put_time(file);
  put(file, message, sizeof(message));
}

void
midi_file_name(MidiFile* const file, const char* const name)
{
  const size_t n = strlen(name);
  const uint8_t head[] = {0xFF, 3U, (uint8_t)n};
  assert_true(n < 128U);
  put_time(file);
  put(file, head, sizeof(head));
  put(file, name, n);
}

void
midi_file_save(MidiFile* const file, const char* const path)
{
  end_track(file);
  file->track = 0U;
  file_write(path, file->bytes, file->n);
}
