// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "score/score_case.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

DilScore*
score_read(const MidiBytes* const midi, const DilScoreOptions* const options)
{
  DilScore* score = NULL;
  DilMessage message = {""};
  if (dil_score_read("name", midi->bytes, midi->n, options, &score, &message)) {
    fail_msg("%s", message.text);
  }

  score_assert_sound(score);
  return score;
}

void
score_refuse(const MidiBytes* const midi,
             const DilScoreOptions* const options,
             const DilStatus expected,
             const char* const reason)
{
  DilScore* score = NULL;
  DilMessage message = {""};
  assert_int_equal(
    dil_score_read("name", midi->bytes, midi->n, options, &score, &message),
    expected);
  assert_null(score);
  assert_null(strchr(message.text, '\n'));
  if (!strstr(message.text, reason)) {
    fail_msg("\"%s\" does not say \"%s\"", message.text, reason);
  }
}

static void
assert_notes_sound(const DilScore* const score)
{
  const DilNote* const notes = dil_score_notes(score);
  assert_true(dil_score_n_notes(score) > 0U);
  for (size_t i = 0U; i < dil_score_n_notes(score); ++i) {
    assert_true(notes[i].onset_s >= (i ? notes[i - 1U].onset_s : 0.0));
    assert_true(notes[i].length_s > 0.0);
    assert_true(notes[i].onset_s + notes[i].length_s <=
                dil_score_duration_s(score) * (1.0 + 1e-12));
    assert_true(notes[i].track < dil_score_n_tracks(score));
    assert_true(notes[i].channel < 16U);
    assert_true(notes[i].key < 128U);
    assert_true(notes[i].velocity > 0U && notes[i].velocity < 128U);
  }
}

// What an engine hears of a note: nothing, its on, its on and off
static void
assert_note_event(const DilScore* const score,
                  const DilScoreEvent* const event,
                  uint8_t* const n_heard)
{
  assert_in_range(event->event.note_id, 0, dil_score_n_notes(score) - 1U);
  const DilNote* const note = &dil_score_notes(score)[event->event.note_id];
  const bool is_on = event->event.type == DIL_EVENT_NOTE_ON;
  assert_int_equal(n_heard[event->event.note_id]++, is_on ? 0 : 1);
  assert_int_equal(event->event.channel, note->channel);
  assert_int_equal(event->event.number, note->key);
  if (is_on) {
    assert_true(event->time_s == note->onset_s);
    assert_true(event->event.value == (float)note->velocity);
  } else {
    assert_true(fabs(event->time_s - note->onset_s - note->length_s) < 1e-9);
  }
}

static void
assert_events_sound(const DilScore* const score, uint8_t* const n_heard)
{
  const DilScoreEvent* const events = dil_score_events(score);
  const size_t n_events = dil_score_n_events(score);
  for (size_t i = 0U; i < n_events; ++i) {
    const DilEvent* const event = &events[i].event;
    assert_int_equal(event->frame, 0);
    assert_int_equal(event->reserved, 0);
    assert_true(event->channel < 16U && event->number < 128U);
    assert_true(event->value >= -1.0f && event->value <= 127.0f);

    // At one instant, note-ons come last
    const bool is_same_time = i && events[i - 1U].time_s == events[i].time_s;
    assert_true(!i || events[i - 1U].time_s <= events[i].time_s);
    assert_true(!is_same_time || event->type == DIL_EVENT_NOTE_ON ||
                events[i - 1U].event.type != DIL_EVENT_NOTE_ON);

    if (event->type == DIL_EVENT_NOTE_ON || event->type == DIL_EVENT_NOTE_OFF) {
      assert_note_event(score, &events[i], n_heard);
    } else {
      assert_int_equal(event->note_id, DIL_ANY_NOTE);
    }
  }
}

static void
assert_sysex_sound(const DilScore* const score)
{
  const DilScoreSysex* const sysex = dil_score_sysex(score);
  for (size_t i = 0U; i < dil_score_n_sysex(score); ++i) {
    assert_true(sysex[i].size >= 2U);
    assert_int_equal(sysex[i].data[0], 0xF0);
    assert_int_equal(sysex[i].data[sysex[i].size - 1U], 0xF7);
    assert_true(!i || sysex[i - 1U].time_s <= sysex[i].time_s);
  }
}

void
score_assert_sound(const DilScore* const score)
{
  const size_t n_notes = dil_score_n_notes(score);
  uint8_t* const n_heard = (uint8_t*)calloc(n_notes, 1U);
  assert_non_null(n_heard);
  assert_notes_sound(score);
  assert_events_sound(score, n_heard);
  for (size_t i = 0U; i < n_notes; ++i) {
    assert_int_equal(n_heard[i], 2);
  }
  free(n_heard);

  assert_sysex_sound(score);
  assert_true(dil_score_duration_s(score) <= DIL_SCORE_MAX_S);
  for (size_t i = 0U; i < dil_score_n_warnings(score); ++i) {
    assert_true(strlen(dil_score_warning(score, i)) > 0U);
  }
}
