// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"
#include "message.h"
#include "midi_event.h"
#include "output_file.h"
#include "score_private.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// 120 quarter notes of 960 ticks a minute: about half a millisecond a tick
#define TICKS_PER_S 1920.0
#define DIVISION    960U

/// Header of a file of one track, and that of the track
enum { header_size = 14, track_header_size = 8 };

/// Time (5 bytes), status, length (5) and what surrounds it, or a message
enum { largest_event = 12 };

/// A file that is being made
typedef struct {
  uint8_t* bytes; ///< [capacity]
  size_t size;    ///< Written of them
  uint64_t tick;  ///< Of the last event
} MidiFile;

static void
put_bytes(MidiFile* const file, const void* const bytes, const size_t n)
{
  memcpy(file->bytes + file->size, bytes, n);
  file->size += n;
}

static void
put_number(MidiFile* const file, const uint32_t value, const unsigned n_bytes)
{
  for (unsigned i = n_bytes; i > 0U; --i) {
    file->bytes[file->size++] = (uint8_t)(value >> (8U * (i - 1U)));
  }
}

// Seven bits a byte, the last without the eighth
static void
put_variable(MidiFile* const file, const uint32_t value)
{
  for (unsigned shift = 28U; shift > 0U; shift -= 7U) {
    if (value >> shift) {
      file->bytes[file->size++] = (uint8_t)(0x80U | (value >> shift));
    }
  }

  file->bytes[file->size++] = (uint8_t)(value & 0x7FU);
}

static void
put_time(MidiFile* const file, const double time_s)
{
  const uint64_t tick = (uint64_t)llround(fmax(time_s, 0.0) * TICKS_PER_S);
  put_variable(file, (uint32_t)(tick > file->tick ? tick - file->tick : 0U));
  file->tick = tick > file->tick ? tick : file->tick;
}

static void
put_event(MidiFile* const file, const DilScoreEvent* const event)
{
  uint8_t bytes[3];
  const size_t n_bytes = dil_midi_bytes(&event->event, bytes);
  if (n_bytes) {
    put_time(file, event->time_s);
    put_bytes(file, bytes, n_bytes);
  }
}

// The first byte is the status, the length is that of what follows
static void
put_sysex(MidiFile* const file, const DilScoreSysex* const sysex)
{
  put_time(file, sysex->time_s);
  put_bytes(file, sysex->data, 1U);
  put_variable(file, (uint32_t)(sysex->size - 1U));
  put_bytes(file, sysex->data + 1, sysex->size - 1U);
}

static void
put_meta(MidiFile* const file,
         const uint8_t type,
         const void* const bytes,
         const size_t n)
{
  put_number(file, 0xFF00U | type, 3U);
  put_variable(file, (uint32_t)n);
  put_bytes(file, bytes, n);
}

// Messages of the same instant come first, as a tuning has to
static void
put_track(MidiFile* const file, const DilScore* const score)
{
  static const uint8_t tempo[] = {0x07U, 0xA1U, 0x20U}; // 500,000 us
  put_meta(file, 0x51U, tempo, sizeof(tempo));
  if (score->title[0]) {
    put_meta(file, 0x03U, score->title, strlen(score->title));
  }

  size_t n_sysex = 0U;
  for (size_t i = 0U; i < score->n_events; ++i) {
    const DilScoreEvent* const event = &score->events[i];
    for (; n_sysex < score->n_sysex &&
           score->sysex[n_sysex].time_s <= event->time_s;
         ++n_sysex) {
      put_sysex(file, &score->sysex[n_sysex]);
    }

    put_event(file, event);
  }

  put_number(file, 0x00FF2F00U, 4U);
}

static size_t
find_capacity(const DilScore* const score)
{
  size_t capacity = header_size + track_header_size + 4U * largest_event +
                    sizeof(score->title) + largest_event * score->n_events;
  for (size_t i = 0U; i < score->n_sysex; ++i) {
    capacity += largest_event + score->sysex[i].size;
  }

  return capacity;
}

static void
put_file(MidiFile* const file, const DilScore* const score)
{
  put_bytes(file, "MThd", 4U);
  put_number(file, 6U, 4U);
  put_number(file, 0U, 2U);
  put_number(file, 1U, 2U);
  put_number(file, DIVISION, 2U);

  put_bytes(file, "MTrk", 4U);
  put_number(file, 0U, 4U);
  put_track(file, score);

  MidiFile length = {file->bytes, header_size + 4U, 0U};
  put_number(
    &length, (uint32_t)(file->size - header_size - track_header_size), 4U);
}

DilStatus
dil_score_save(const DilScore* const score,
               const char* const path,
               DilMessage* const message)
{
  MidiFile file = {(uint8_t*)malloc(find_capacity(score)), 0U, 0U};
  if (!file.bytes) {
    return dil_fail_memory(message);
  }

  put_file(&file, score);
  const DilStatus status =
    dil_output_save(path, file.bytes, file.size, message);
  free(file.bytes);
  return status;
}
