// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "midi_stream.h"
#include "rng.h"

#include <string.h>

/// What came out of a stream
typedef struct {
  DilEvent events[64];
  size_t n_events;
  size_t n_sysex;
  size_t sysex_size; ///< Of the last one
} Heard;

static void
hear(DilMidiStream* const stream,
     const uint8_t* const bytes,
     const size_t n,
     Heard* const heard)
{
  for (size_t i = 0U; i < n; ++i) {
    DilEvent event;
    const DilMidiResult result = dil_midi_stream_push(stream, bytes[i], &event);
    if (result == DIL_MIDI_EVENT && heard->n_events < 64U) {
      heard->events[heard->n_events++] = event;
    } else if (result == DIL_MIDI_SYSEX) {
      ++heard->n_sysex;
      heard->sysex_size = stream->n_sysex;
    }
  }
}

static Heard
hear_all(const uint8_t* const bytes, const size_t n)
{
  DilMidiStream stream;
  Heard heard;
  memset(&stream, 0, sizeof(stream));
  memset(&heard, 0, sizeof(heard));
  hear(&stream, bytes, n, &heard);
  return heard;
}

#define HEAR(...)                                                              \
  hear_all((const uint8_t[]){__VA_ARGS__},                                     \
           sizeof((const uint8_t[]){__VA_ARGS__}))

static void
assert_event(const DilEvent* const event,
             const uint8_t type,
             const uint8_t channel,
             const uint8_t number,
             const float value)
{
  assert_int_equal(event->type, type);
  assert_int_equal(event->channel, channel);
  assert_int_equal(event->number, number);
  assert_true(event->value == value);
  assert_int_equal(event->frame, 0);
  assert_int_equal(event->note_id, DIL_ANY_NOTE);
}

static void
each_channel_message_becomes_its_event(void** state)
{
  (void)state;
  const Heard heard = HEAR(0x80,
                           60,
                           10,
                           0x91,
                           61,
                           99,
                           0xA2,
                           62,
                           50,
                           0xB3,
                           7,
                           127,
                           0xC4,
                           5,
                           0xD5,
                           64,
                           0xE6,
                           0,
                           0,
                           0xEF,
                           0,
                           64);

  assert_int_equal(heard.n_events, 8);
  assert_event(&heard.events[0], DIL_EVENT_NOTE_OFF, 0, 60, 10.0f);
  assert_event(&heard.events[1], DIL_EVENT_NOTE_ON, 1, 61, 99.0f);
  assert_event(&heard.events[2], DIL_EVENT_KEY_PRESSURE, 2, 62, 50.0f);
  assert_event(&heard.events[3], DIL_EVENT_CONTROL, 3, 7, 127.0f);
  assert_event(&heard.events[4], DIL_EVENT_PROGRAM, 4, 5, 0.0f);
  assert_event(&heard.events[5], DIL_EVENT_CHANNEL_PRESSURE, 5, 0, 64.0f);
  assert_event(&heard.events[6], DIL_EVENT_PITCH_BEND, 6, 0, -1.0f);
  assert_event(&heard.events[7], DIL_EVENT_PITCH_BEND, 15, 0, 0.0f);
}

static void
a_status_holds_until_the_next(void** state)
{
  (void)state;
  const Heard heard = HEAR(0x90, 60, 99, 61, 98, 0xC0, 1, 2);
  assert_int_equal(heard.n_events, 4);
  assert_event(&heard.events[1], DIL_EVENT_NOTE_ON, 0, 61, 98.0f);
  assert_event(&heard.events[3], DIL_EVENT_PROGRAM, 0, 2, 0.0f);
}

static void
a_note_on_without_velocity_is_a_note_off(void** state)
{
  (void)state;
  const Heard heard = HEAR(0x93, 60, 0);
  assert_int_equal(heard.n_events, 1);
  assert_event(&heard.events[0], DIL_EVENT_NOTE_OFF, 3, 60, 64.0f);
}

static void
real_time_messages_may_come_anywhere(void** state)
{
  (void)state;
  const Heard heard =
    HEAR(0x90, 0xF8, 60, 0xFE, 99, 0xF0, 1, 0xFF, 2, 0xFA, 0xF7);
  assert_int_equal(heard.n_events, 1);
  assert_event(&heard.events[0], DIL_EVENT_NOTE_ON, 0, 60, 99.0f);
  assert_int_equal(heard.n_sysex, 1);
  assert_int_equal(heard.sysex_size, 4);
}

static void
system_messages_end_the_running_status(void** state)
{
  (void)state;
  for (unsigned status = 0xF0U; status < 0xF8U; ++status) {
    const Heard heard = HEAR(0x90, 60, 99, (uint8_t)status, 61, 99, 62, 99);
    assert_int_equal(heard.n_events, 1);
    assert_int_equal(heard.n_sysex, 0);
  }
}

static void
an_interrupted_message_is_passed_over(void** state)
{
  (void)state;
  const Heard notes = HEAR(0x90, 60, 0x80, 61, 1);
  assert_int_equal(notes.n_events, 1);
  assert_event(&notes.events[0], DIL_EVENT_NOTE_OFF, 0, 61, 1.0f);

  const Heard sysex = HEAR(0xF0, 1, 2, 0x90, 60, 99, 0xF7);
  assert_int_equal(sysex.n_events, 1);
  assert_int_equal(sysex.n_sysex, 0);
}

static void
data_without_a_status_mean_nothing(void** state)
{
  (void)state;
  const Heard heard = HEAR(1, 2, 3, 0xF7, 4, 5);
  assert_int_equal(heard.n_events, 0);
  assert_int_equal(heard.n_sysex, 0);
}

static void
a_sysex_message_is_kept_up_to_its_limit(void** state)
{
  (void)state;
  for (size_t size = DIL_MIDI_SYSEX_SIZE - 1U; size < DIL_MIDI_SYSEX_SIZE + 3U;
       ++size) {
    uint8_t bytes[DIL_MIDI_SYSEX_SIZE + 3U];
    memset(bytes, 0x11, sizeof(bytes));
    bytes[0] = 0xF0U;
    bytes[size - 1U] = 0xF7U;
    const Heard heard = hear_all(bytes, size);
    assert_int_equal(heard.n_sysex, size <= DIL_MIDI_SYSEX_SIZE);
    assert_int_equal(heard.sysex_size, heard.n_sysex ? size : 0U);
  }
}

static void
it_does_not_matter_where_a_stream_is_cut(void** state)
{
  (void)state;
  const DilRng rng = dil_rng_stream(1U, 2U);
  uint8_t bytes[200];
  for (size_t i = 0U; i < sizeof(bytes); ++i) {
    bytes[i] = (uint8_t)(dil_rng_bits(rng, i) >> 32U);
  }

  const Heard whole = hear_all(bytes, sizeof(bytes));
  for (size_t cut = 0U; cut <= sizeof(bytes); ++cut) {
    DilMidiStream stream;
    Heard heard;
    memset(&stream, 0, sizeof(stream));
    memset(&heard, 0, sizeof(heard));
    hear(&stream, bytes, cut, &heard);
    hear(&stream, bytes + cut, sizeof(bytes) - cut, &heard);
    assert_memory_equal(&heard, &whole, sizeof(heard));
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(each_channel_message_becomes_its_event),
    cmocka_unit_test(a_status_holds_until_the_next),
    cmocka_unit_test(a_note_on_without_velocity_is_a_note_off),
    cmocka_unit_test(real_time_messages_may_come_anywhere),
    cmocka_unit_test(system_messages_end_the_running_status),
    cmocka_unit_test(an_interrupted_message_is_passed_over),
    cmocka_unit_test(data_without_a_status_mean_nothing),
    cmocka_unit_test(a_sysex_message_is_kept_up_to_its_limit),
    cmocka_unit_test(it_does_not_matter_where_a_stream_is_cut),
  };

  return cmocka_run_group_tests_name("midi_stream", tests, NULL, NULL);
}
