// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/test.h"

#include "keyboard.h"

#include <string.h>

/// MIDI of one call, and its bytes
static uint8_t midi[KEYBOARD_MIDI_SIZE];

/// Type a character at a time and compare what comes out
#define ASSERT_TYPED(keyboard, typed, now_s, ...)                              \
  do {                                                                         \
    const uint8_t expected[] = {__VA_ARGS__};                                  \
    const size_t n = keyboard_type(keyboard, typed, now_s, midi);              \
    assert_int_equal(n, sizeof(expected));                                     \
    assert_memory_equal(midi, expected, sizeof(expected));                     \
  } while (0)

static void
two_rows_are_pianos_an_octave_apart(void** state)
{
  (void)state;
  static const char lower[] = "zsxdcvgbhnjm";
  static const char upper[] = "q2w3er5t6y7u";

  for (size_t i = 0U; i < 12U; ++i) {
    Keyboard keyboard = keyboard_start();
    ASSERT_TYPED(&keyboard, lower[i], 0.0, 0x90, (uint8_t)(48U + i), 80);
    keyboard = keyboard_start();
    ASSERT_TYPED(&keyboard, upper[i], 0.0, 0x90, (uint8_t)(60U + i), 80);
  }
}

static void
capitals_are_louder(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, 'Z', 0.0, 0x90, 48, 120);
}

static void
another_key_ends_a_note(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, 'z', 0.0, 0x90, 48, 80);
  ASSERT_TYPED(&keyboard, 'x', 0.2, 0x80, 48, 64, 0x90, 50, 80);
}

static void
keys_struck_together_are_a_chord(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, 'z', 1.00, 0x90, 48, 80);
  ASSERT_TYPED(&keyboard, 'c', 1.02, 0x90, 52, 80);
  ASSERT_TYPED(&keyboard, 'b', 1.04, 0x90, 55, 80);
  ASSERT_TYPED(&keyboard, ' ', 1.3, 0x80, 48, 64, 0x80, 52, 64, 0x80, 55, 64);
}

static void
a_key_held_down_holds_its_note(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, 'z', 0.0, 0x90, 48, 80);
  for (double now_s = 0.5; now_s < 5.0; now_s += 0.03) {
    assert_int_equal(keyboard_type(&keyboard, 'z', now_s, midi), 0);
    assert_int_equal(keyboard_tick(&keyboard, now_s, midi), 0);
  }
}

static void
a_note_ends_some_time_after_its_key(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, 'z', 0.0, 0x90, 48, 80);
  assert_int_equal(keyboard_tick(&keyboard, 0.69, midi), 0);
  assert_int_equal(keyboard_tick(&keyboard, 0.71, midi), 3);
  assert_int_equal(midi[0], 0x80);
  assert_int_equal(keyboard_tick(&keyboard, 0.72, midi), 0);
}

static void
type_text(Keyboard* const keyboard, const char* const text, const double now_s)
{
  for (const char* c = text; *c; ++c) {
    assert_int_equal(keyboard_type(keyboard, *c, now_s, midi), 0);
  }
}

static void
arrows_change_octave_and_loudness(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  type_text(&keyboard, "\033[A", 1.0);
  ASSERT_TYPED(&keyboard, 'z', 1.1, 0x90, 60, 80);
  type_text(&keyboard, "\033OB\033[B\033[C", 2.0);
  assert_int_equal(keyboard_tick(&keyboard, 3.0, midi), 3);
  ASSERT_TYPED(&keyboard, 'z', 3.1, 0x90, 36, 90);
  assert_false(keyboard_has_quit(&keyboard));
}

static void
octaves_and_loudness_have_limits(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  for (int i = 0; i < 30; ++i) {
    type_text(&keyboard, "\033[A\033[C", 1.0);
  }
  ASSERT_TYPED(&keyboard, 'z', 1.1, 0x90, 96, 127);
  ASSERT_TYPED(&keyboard, 'P', 1.1, 0x90, 124, 127);
  for (int i = 0; i < 30; ++i) {
    type_text(&keyboard, "\033[B\033[D", 2.0);
  }
  ASSERT_TYPED(&keyboard, 'z', 2.0, 0x80, 96, 64, 0x80, 124, 64, 0x90, 0, 10);
}

static void
brackets_change_the_program(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  ASSERT_TYPED(&keyboard, ']', 0.0, 0xC0, 1);
  ASSERT_TYPED(&keyboard, ']', 0.0, 0xC0, 2);
  ASSERT_TYPED(&keyboard, '[', 0.0, 0xC0, 1);
  ASSERT_TYPED(&keyboard, '[', 0.0, 0xC0, 0);
  ASSERT_TYPED(&keyboard, '[', 0.0, 0xC0, 0);
}

static void
escape_alone_quits(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  assert_int_equal(keyboard_type(&keyboard, '\033', 1.0, midi), 0);
  keyboard_tick(&keyboard, 1.01, midi);
  assert_false(keyboard_has_quit(&keyboard));
  keyboard_tick(&keyboard, 1.1, midi);
  assert_true(keyboard_has_quit(&keyboard));

  keyboard = keyboard_start();
  assert_int_equal(keyboard_type(&keyboard, '\004', 1.0, midi), 0);
  assert_true(keyboard_has_quit(&keyboard));
}

static void
no_character_overflows_anything(void** state)
{
  (void)state;
  Keyboard keyboard = keyboard_start();
  unsigned seed = 1U;
  for (int i = 0; i < 100000; ++i) {
    seed = seed * 1664525U + 1013904223U;
    const char typed = (char)(seed >> 24U);
    if (typed == '\004' || typed == '\033') {
      continue;
    }

    const double now_s = 1e-3 * (double)i;
    assert_true(keyboard_type(&keyboard, typed, now_s, midi) <=
                KEYBOARD_MIDI_SIZE);
    assert_true(keyboard_tick(&keyboard, now_s, midi) <= KEYBOARD_MIDI_SIZE);
    assert_true(keyboard.n_notes <= KEYBOARD_MAX_NOTES);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(two_rows_are_pianos_an_octave_apart),
    cmocka_unit_test(capitals_are_louder),
    cmocka_unit_test(another_key_ends_a_note),
    cmocka_unit_test(keys_struck_together_are_a_chord),
    cmocka_unit_test(a_key_held_down_holds_its_note),
    cmocka_unit_test(a_note_ends_some_time_after_its_key),
    cmocka_unit_test(arrows_change_octave_and_loudness),
    cmocka_unit_test(octaves_and_loudness_have_limits),
    cmocka_unit_test(brackets_change_the_program),
    cmocka_unit_test(escape_alone_quits),
    cmocka_unit_test(no_character_overflows_anything),
  };

  return cmocka_run_group_tests_name("keyboard", tests, NULL, NULL);
}
