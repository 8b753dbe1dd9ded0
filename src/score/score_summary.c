// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score_private.h"

#include "message.h"
#include "smf.h"

#include <assert.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { n_channels = 16 };

static bool
is_note_on(const DilSmfEvent* const event)
{
  return event->status >> 4U == 0x9U && event->data[1];
}

static bool
is_meta(const DilSmfEvent* const event, const uint8_t type)
{
  return event->status == DIL_SMF_META && event->data[0] == type;
}

// Where the part of an event is in a table of all that there could be
static size_t
place_of(const DilSmfEvent* const event)
{
  return (size_t)event->track * n_channels + (event->status & 0xFU);
}

// Make the parts that have notes, in the order of tracks and channels, and put
// their numbers from 1 into the table [n_places]
static bool
make_parts(DilScore* const score,
           uint32_t* const numbers,
           const size_t n_places)
{
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    if (is_note_on(&events[i])) {
      numbers[place_of(&events[i])] = 1U;
    }
  }

  uint32_t n = 0U;
  for (size_t i = 0U; i < n_places; ++i) {
    n += numbers[i];
    numbers[i] = numbers[i] ? n : 0U;
  }

  score->n_parts = n;
  score->parts = (DilScorePart*)calloc((size_t)n + 1U, sizeof(DilScorePart));
  return score->parts;
}

static void
count_note(DilScorePart* const part,
           const DilSmfEvent* const event,
           const int program)
{
  const uint8_t key = event->data[0];
  part->track = event->track;
  part->channel = event->status & 0xFU;
  part->lo_key = (part->n_notes && part->lo_key < key) ? part->lo_key : key;
  part->hi_key = (part->n_notes && part->hi_key > key) ? part->hi_key : key;
  ++part->n_notes;
  if (program >= 0) {
    part->programs[program / 8] |= (uint8_t)(1U << (unsigned)program % 8U);
  }
}

// The first name of a track is that of all its parts
static void
name_parts(DilScore* const score,
           const uint32_t* const numbers,
           const DilSmfEvent* const event)
{
  for (size_t i = 0U; i < n_channels; ++i) {
    const uint32_t number = numbers[(size_t)event->track * n_channels + i];
    if (number && !*score->parts[number - 1U].name) {
      dil_score_copy_text(score->parts[number - 1U].name,
                          sizeof(score->parts->name),
                          dil_smf_payload(score->smf, event),
                          event->size);
    }
  }
}

static void
hear_tempo(DilScoreTempo* const tempo,
           const DilSmfEvent* const event,
           const uint8_t* const data)
{
  const uint32_t quarter_us =
    (uint32_t)data[0] << 16U | (uint32_t)data[1] << 8U | data[2];
  const double bpm = 60e6 / (double)(quarter_us ? quarter_us : 1U);
  if (!quarter_us) {
    return;
  }

  if (!event->tick) {
    tempo->first = tempo->lowest = tempo->highest = bpm;
  }

  tempo->lowest = (bpm < tempo->lowest) ? bpm : tempo->lowest;
  tempo->highest = (bpm > tempo->highest) ? bpm : tempo->highest;
}

static void
fill_parts(DilScore* const score, const uint32_t* const numbers)
{
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  int programs[n_channels];
  memset(programs, 0xFF, sizeof(programs));
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    const DilSmfEvent* const event = &events[i];
    if (is_note_on(event)) {
      count_note(&score->parts[numbers[place_of(event)] - 1U],
                 event,
                 programs[event->status & 0xFU]);
    } else if (event->status >> 4U == 0xCU) {
      programs[event->status & 0xFU] = event->data[0];
    } else if (is_meta(event, DIL_SMF_TRACK_NAME)) {
      name_parts(score, numbers, event);
    } else if (is_meta(event, DIL_SMF_TEMPO) && event->size >= 3U) {
      hear_tempo(&score->tempo, event, dil_smf_payload(score->smf, event));
    }
  }
}

DilStatus
dil_score_take_parts(DilScore* const score, DilMessage* const message)
{
  static const DilScoreTempo standard = {120.0, 120.0, 120.0};
  static const DilScoreTempo none = {0.0, 0.0, 0.0};

  const size_t n_places = (size_t)dil_smf_n_tracks(score->smf) * n_channels;
  uint32_t* const numbers = (uint32_t*)calloc(n_places, sizeof(*numbers));
  const bool is_made = numbers && make_parts(score, numbers, n_places);
  if (is_made) {
    score->tempo = standard;
    fill_parts(score, numbers);
    score->tempo = dil_score_position(score, 0.0).bar ? score->tempo : none;
  }

  free(numbers);
  return is_made ? DIL_OK : dil_fail_memory(message);
}

DilStatus
dil_score_take_lone_part(DilScore* const score, DilMessage* const message)
{
  score->parts = (DilScorePart*)calloc(1U, sizeof(DilScorePart));
  if (!score->parts) {
    return dil_fail_memory(message);
  }

  DilScorePart* const part = score->parts;
  score->n_parts = score->n_notes ? 1U : 0U;
  part->lo_key = 127U;
  part->n_notes = score->n_notes;
  for (size_t i = 0U; i < score->n_notes; ++i) {
    const uint8_t key = score->notes[i].key;
    part->lo_key = (key < part->lo_key) ? key : part->lo_key;
    part->hi_key = (key > part->hi_key) ? key : part->hi_key;
  }

  return DIL_OK;
}

void
dil_score_name_parts(const DilScore* const score,
                     char* const text,
                     const size_t size)
{
  enum { most = 8 };

  size_t n = 0U;
  *text = '\0';
  for (size_t i = 0U; i < score->n_parts && i < most && n < size; ++i) {
    const DilScorePart* const part = &score->parts[i];
    const bool is_drums = part->channel == DIL_DRUM_CHANNEL;
    const int length = snprintf(text + n,
                                size - n,
                                "%strack %u on channel %u%s%.24s%s",
                                i ? ", " : "; notes are in ",
                                (unsigned)part->track,
                                part->channel + 1U,
                                is_drums      ? " (drums"
                                : *part->name ? " ("
                                              : "",
                                is_drums ? "" : part->name,
                                is_drums || *part->name ? ")" : "");
    n += (size_t)length;
  }

  if (score->n_parts > most && n < size) {
    snprintf(text + n, size - n, " and %zu more", score->n_parts - most);
  }
}

size_t
dil_score_n_parts(const DilScore* const score)
{
  return score->n_parts;
}

const DilScorePart*
dil_score_parts(const DilScore* const score)
{
  return score->parts;
}

DilScoreTempo
dil_score_tempo(const DilScore* const score)
{
  return score->tempo;
}
