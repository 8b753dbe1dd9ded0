// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"
#include "midi_event.h"
#include "score_private.h"
#include "smf.h"

#include <math.h>
#include <stdlib.h>

/// How long a note sounds that ends as it begins: for its attack
static const double brief_s = 0.05;

enum { n_channels = 16, n_keys = 128 };

/// A key of a channel
typedef struct {
  int32_t note;     ///< Index of the note that sounds, or -1
  uint16_t track;   ///< Of the note that begins at this instant
  uint8_t velocity; ///< Of the note that begins at this instant, or 0 for none
  bool is_listed;   ///< Stands in Scribe.begun
  bool is_brief;    ///< The note that begins at this instant ends at it too
  bool is_owed_off; ///< What it replaced may still be released at this instant
} Key;

/**
   Writes notes and events down as it hears them.

   The notes of one instant (a tick) begin when all else of that instant has
   been heard, so that everything comes out in order and nothing is sorted.
*/
typedef struct {
  DilScore* score;                     ///< Has room for all
  const DilScoreOptions* options;      ///< Valid
  double now_s;                        ///< The instant
  uint64_t tick;                       ///< The instant
  size_t n_ended;                      ///< No note before is brief and sounds
  size_t n_unplayable;                 ///< Notes transposed beyond all keys
  size_t n_begun;                      ///< Keys listed at this instant
  uint16_t begun[n_channels * n_keys]; ///< The keys, in the order of the file
  Key keys[n_channels * n_keys];       ///< By channel, then key
} Scribe;

static void
write_event(Scribe* const scribe, const DilEvent event)
{
  DilScore* const score = scribe->score;
  DilScoreEvent* const place = &score->events[score->n_events++];
  place->time_s = scribe->now_s;
  place->event = event;
}

static Key*
key_of(Scribe* const scribe, const DilNote* const note)
{
  return &scribe->keys[(size_t)note->channel * n_keys + note->key];
}

static void
end_note(Scribe* const scribe, Key* const key, const float velocity)
{
  DilNote* const note = &scribe->score->notes[key->note];
  const DilEvent event = {.type = DIL_EVENT_NOTE_OFF,
                          .channel = note->channel,
                          .number = note->key,
                          .note_id = key->note,
                          .value = velocity};

  note->length_s = scribe->now_s - note->onset_s;
  scribe->score->duration_s = scribe->now_s;
  write_event(scribe, event);
  key->note = -1;
}

static void
begin_note(Scribe* const scribe, const uint16_t index)
{
  DilScore* const score = scribe->score;
  Key* const key = &scribe->keys[index];
  const DilNote note = {.onset_s = scribe->now_s,
                        .track = key->track,
                        .channel = (uint8_t)(index / n_keys),
                        .key = (uint8_t)(index % n_keys),
                        .velocity = key->velocity,
                        .length_s = key->is_brief ? brief_s : 0.0};
  const DilEvent event = {.type = DIL_EVENT_NOTE_ON,
                          .channel = note.channel,
                          .number = note.key,
                          .note_id = (int32_t)score->n_notes,
                          .value = note.velocity};

  key->note = event.note_id;
  score->notes[score->n_notes++] = note;
  write_event(scribe, event);
}

// End the brief notes whose time is over by then.  All notes have a length once
// they have ended, but of those that sound only the brief have one.
static void
end_brief_notes(Scribe* const scribe, const double until_s)
{
  const DilScore* const score = scribe->score;
  for (; scribe->n_ended < score->n_notes; ++scribe->n_ended) {
    const DilNote* const note = &score->notes[scribe->n_ended];
    Key* const key = key_of(scribe, note);
    if (key->note == (int32_t)scribe->n_ended && note->length_s > 0.0) {
      const double end_s = note->onset_s + brief_s;
      if (end_s > until_s) {
        break;
      }

      scribe->now_s = end_s;
      end_note(scribe, key, DIL_RELEASE_VELOCITY);
    }
  }
}

static void
end_instant(Scribe* const scribe)
{
  for (size_t i = 0U; i < scribe->n_begun; ++i) {
    Key* const key = &scribe->keys[scribe->begun[i]];
    const bool is_late = scribe->now_s + brief_s > DIL_SCORE_MAX_S;
    if (key->velocity && !(key->is_brief && is_late)) {
      begin_note(scribe, scribe->begun[i]);
    }

    key->velocity = 0U;
    key->is_listed = false;
    key->is_brief = false;
    key->is_owed_off = false;
  }

  scribe->n_begun = 0U;
}

static void
hear_note_on(Scribe* const scribe,
             const size_t index,
             const uint16_t track,
             const uint8_t velocity)
{
  Key* const key = &scribe->keys[index];
  if (key->note >= 0) {
    end_note(scribe, key, DIL_RELEASE_VELOCITY);
    key->is_owed_off = true;
  } else if (key->velocity) {
    key->is_owed_off = !key->is_brief;
  }

  key->is_brief = false;
  key->velocity = velocity;
  key->track = track;
  if (!key->is_listed) {
    key->is_listed = true;
    scribe->begun[scribe->n_begun++] = (uint16_t)index;
  }
}

// Some files write the release of a repeated note after its next stroke at the
// same instant.  Otherwise a note that ends as it begins is brief, and has had
// its release.
static void
hear_note_off(Scribe* const scribe, const size_t index, const float velocity)
{
  Key* const key = &scribe->keys[index];
  if (key->is_owed_off) {
    key->is_owed_off = false;
  } else if (key->velocity) {
    key->is_brief = true;
  } else if (key->note >= 0 &&
             !(scribe->score->notes[key->note].length_s > 0.0)) {
    end_note(scribe, key, velocity);
  }
}

static void
hear_key(Scribe* const scribe, DilEvent heard, const uint16_t track)
{
  const int number = heard.number + scribe->options->transpose;
  if (number < 0 || number >= n_keys) {
    scribe->n_unplayable += heard.type == DIL_EVENT_NOTE_ON;
    return;
  }

  heard.number = (uint8_t)number;
  const size_t index = (size_t)heard.channel * n_keys + heard.number;
  if (heard.type == DIL_EVENT_NOTE_ON) {
    hear_note_on(scribe, index, track, (uint8_t)heard.value);
  } else if (heard.type == DIL_EVENT_NOTE_OFF) {
    hear_note_off(scribe, index, heard.value);
  } else {
    write_event(scribe, heard);
  }
}

// Take a channel message as an event, if it is one that was asked for
static bool
select_event(const DilScoreOptions* const options,
             const DilSmfEvent* const heard,
             DilEvent* const event)
{
  const uint8_t bytes[] = {heard->status, heard->data[0], heard->data[1]};
  return dil_midi_event(bytes, sizeof(bytes), event) &&
         dil_score_plays(options, heard->track, event->channel);
}

static void
hear(Scribe* const scribe, const DilSmfEvent* const heard)
{
  if (heard->tick != scribe->tick) {
    end_instant(scribe);
    end_brief_notes(scribe, heard->time_s);
    scribe->tick = heard->tick;
    scribe->now_s = heard->time_s;
  }

  DilEvent event;
  if (select_event(scribe->options, heard, &event)) {
    if (event.type <= DIL_EVENT_KEY_PRESSURE) {
      hear_key(scribe, event, heard->track);
    } else {
      write_event(scribe, event);
    }
  }
}

// What begins with the last event of all is brief; the rest ends with it
static void
end_score(Scribe* const scribe)
{
  for (size_t i = 0U; i < n_channels * n_keys; ++i) {
    Key* const key = &scribe->keys[i];
    key->is_brief = key->velocity > 0U;
    if (key->note >= 0 && !(scribe->score->notes[key->note].length_s > 0.0)) {
      end_note(scribe, key, DIL_RELEASE_VELOCITY);
    }
  }

  end_instant(scribe);
  end_brief_notes(scribe, (double)INFINITY);
}

// Room for every note to be ended once
static bool
make_room(DilScore* const score, const DilScoreOptions* const options)
{
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  size_t n_notes = 0U;
  size_t n_others = 0U;
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    DilEvent event;
    if (select_event(options, &events[i], &event)) {
      const bool is_note = event.type == DIL_EVENT_NOTE_ON;
      n_notes += is_note;
      n_others += !is_note;
    }
  }

  // One more of each, as 0 bytes are allowed to be NULL
  score->notes = (DilNote*)calloc(n_notes + 1U, sizeof(DilNote));
  score->events =
    (DilScoreEvent*)calloc(2U * n_notes + n_others + 1U, sizeof(DilScoreEvent));
  return score->notes && score->events;
}

DilStatus
dil_score_take_notes(DilScore* const score,
                     const char* const name,
                     const DilScoreOptions* const options,
                     DilMessage* const message)
{
  Scribe scribe = {.score = score, .options = options};
  for (size_t i = 0U; i < n_channels * n_keys; ++i) {
    scribe.keys[i].note = -1;
  }

  if (!make_room(score, options)) {
    return dil_fail_memory(message);
  }

  const DilSmfEvent* const events = dil_smf_events(score->smf);
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    if (events[i].time_s > DIL_SCORE_MAX_S) {
      dil_warn(
        &score->warnings, "%s: only the first 24 hours are played", name);
      end_instant(&scribe);
      end_brief_notes(&scribe, DIL_SCORE_MAX_S);
      scribe.now_s = DIL_SCORE_MAX_S;
      break;
    }

    hear(&scribe, &events[i]);
  }

  end_score(&scribe);
  dil_score_warn_unplayable(score, name, scribe.n_unplayable);
  return DIL_OK;
}
