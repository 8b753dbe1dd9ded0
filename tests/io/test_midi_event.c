// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "midi_event.h"

static void
every_status_byte_has_its_event_once_its_data_are_there(void** state)
{
  static const uint8_t types[] = {DIL_EVENT_NOTE_OFF,
                                  DIL_EVENT_NOTE_ON,
                                  DIL_EVENT_KEY_PRESSURE,
                                  DIL_EVENT_CONTROL,
                                  DIL_EVENT_PROGRAM,
                                  DIL_EVENT_CHANNEL_PRESSURE,
                                  DIL_EVENT_PITCH_BEND};

  (void)state;
  for (unsigned status = 0x80U; status < 0xF0U; ++status) {
    const uint8_t bytes[] = {(uint8_t)status, 1U, 2U, 3U};
    const size_t n = dil_midi_size(bytes[0]);
    for (size_t size = 0U; size <= sizeof(bytes); ++size) {
      DilEvent event;
      assert_int_equal(dil_midi_event(bytes, size, &event), size >= n);
      if (size >= n) {
        assert_int_equal(event.type, types[(status >> 4U) - 8U]);
        assert_int_equal(event.channel, status & 0xFU);
        assert_int_equal(event.frame, 0);
        assert_int_equal(event.note_id, DIL_ANY_NOTE);
      }
    }
  }
}

static void
what_is_no_channel_message_has_no_event(void** state)
{
  (void)state;
  for (unsigned status = 0U; status < 0x100U; ++status) {
    const bool is_channel = status >= 0x80U && status < 0xF0U;
    const bool is_long = is_channel && dil_midi_size((uint8_t)status) == 3U;
    const uint8_t good[] = {(uint8_t)status, 127U, 127U};
    const uint8_t bad_first[] = {(uint8_t)status, 128U, 0U};
    const uint8_t bad_second[] = {(uint8_t)status, 0U, 128U};
    DilEvent event;
    assert_int_equal(dil_midi_event(good, 3U, &event), is_channel);
    assert_false(dil_midi_event(bad_first, 3U, &event));
    assert_int_equal(dil_midi_event(bad_second, 3U, &event),
                     is_channel && !is_long);
  }
}

static void
a_velocity_of_0_is_a_release_that_was_not_measured(void** state)
{
  (void)state;
  const uint8_t silent[] = {0x95U, 60U, 0U};
  DilEvent event;
  assert_true(dil_midi_event(silent, sizeof(silent), &event));
  assert_int_equal(event.type, DIL_EVENT_NOTE_OFF);
  assert_int_equal(event.channel, 5);
  assert_int_equal(event.number, 60);
  assert_true(event.value == DIL_RELEASE_VELOCITY);

  // One that was measured as 0 stays
  const uint8_t slow[] = {0x85U, 60U, 0U};
  assert_true(dil_midi_event(slow, sizeof(slow), &event));
  assert_int_equal(event.type, DIL_EVENT_NOTE_OFF);
  assert_true(event.value == 0.0f);
}

static void
the_whole_wheel_is_exact(void** state)
{
  (void)state;
  for (int wheel = 0; wheel < 16384; ++wheel) {
    const uint8_t bytes[] = {
      0xE0U, (uint8_t)(wheel & 127), (uint8_t)(wheel >> 7)};
    DilEvent event;
    assert_true(dil_midi_event(bytes, sizeof(bytes), &event));
    assert_int_equal(event.number, 0);
    assert_true(event.value * 8192.0f == (float)(wheel - 8192));
  }
}

static void
an_event_makes_the_message_that_it_was_made_of(void** state)
{
  (void)state;
  for (unsigned status = 0x80U; status < 0xF0U; ++status) {
    for (unsigned value = 1U; value < 128U; value += 9U) {
      const uint8_t bytes[] = {
        (uint8_t)status, (uint8_t)(128U - value), (uint8_t)value};
      DilEvent event;
      uint8_t made[3] = {0U, 0U, 0U};
      assert_true(dil_midi_event(bytes, sizeof(bytes), &event));
      assert_int_equal(dil_midi_bytes(&event, made), dil_midi_size(bytes[0]));
      assert_memory_equal(made, bytes, dil_midi_size(bytes[0]));
    }
  }
}

static void
values_are_limited_to_what_midi_has(void** state)
{
  static const struct {
    DilEvent event;
    uint8_t bytes[3];
  } cases[] = {
    {{.type = DIL_EVENT_NOTE_ON, .number = 60U, .value = 0.2f},
     {0x90U, 60U, 1U}},
    {{.type = DIL_EVENT_CONTROL, .number = 7U, .value = 300.0f},
     {0xB0U, 7U, 127U}},
    {{.type = DIL_EVENT_CONTROL, .number = 7U, .value = -3.0f},
     {0xB0U, 7U, 0U}},
    {{.type = DIL_EVENT_PITCH_BEND, .value = 1.0f}, {0xE0U, 127U, 127U}},
    {{.type = DIL_EVENT_PITCH_BEND, .value = -1.5f}, {0xE0U, 0U, 0U}}};

  (void)state;
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    uint8_t bytes[3];
    assert_int_equal(dil_midi_bytes(&cases[i].event, bytes), 3);
    assert_memory_equal(bytes, cases[i].bytes, 3U);
  }

  const DilEvent tuning = {.type = DIL_EVENT_NOTE_TUNING};
  uint8_t bytes[3];
  assert_int_equal(dil_midi_bytes(&tuning, bytes), 0);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(every_status_byte_has_its_event_once_its_data_are_there),
    cmocka_unit_test(what_is_no_channel_message_has_no_event),
    cmocka_unit_test(a_velocity_of_0_is_a_release_that_was_not_measured),
    cmocka_unit_test(the_whole_wheel_is_exact),
    cmocka_unit_test(an_event_makes_the_message_that_it_was_made_of),
    cmocka_unit_test(values_are_limited_to_what_midi_has),
  };

  return cmocka_run_group_tests_name("midi_event", tests, NULL, NULL);
}
