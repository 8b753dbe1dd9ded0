// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "keyboard.h"

#include <ctype.h>
#include <string.h>

/// Keys struck within this time are a chord
static const double chord_s = 0.05;

/// Longer than any keyboard waits before it repeats a key
static const double longest_s = 0.7;

/// What follows Esc in a sequence follows at once
static const double escape_s = 0.05;

/// Escape sequences that are no end: what `escape` counts beyond them
enum { QUIT = 100 };

/// Two rows as a piano has its white and black keys
static const char lower_row[] = "zsxdcvgbhnjm,l.;/";
static const char upper_row[] = "q2w3er5t6y7ui9o0p";

Keyboard
keyboard_start(void)
{
  Keyboard keyboard;
  memset(&keyboard, 0, sizeof(keyboard));
  keyboard.base = 48;
  keyboard.velocity = 80;
  return keyboard;
}

static size_t
put(uint8_t* const midi,
    const size_t n,
    const uint8_t status,
    const uint8_t first,
    const uint8_t second)
{
  midi[n] = status;
  midi[n + 1U] = first;
  midi[n + 2U] = second;
  return n + 3U;
}

/// End the notes struck before `struck_s` or typed before `typed_s`
static size_t
end_notes(Keyboard* const keyboard,
          const double struck_s,
          const double typed_s,
          uint8_t* const midi,
          size_t n)
{
  size_t n_left = 0U;
  for (size_t i = 0U; i < keyboard->n_notes; ++i) {
    if (keyboard->notes[i].struck_s < struck_s ||
        keyboard->notes[i].typed_s < typed_s) {
      n = put(midi, n, 0x80U, keyboard->notes[i].key, 64U);
    } else {
      keyboard->notes[n_left++] = keyboard->notes[i];
    }
  }

  keyboard->n_notes = n_left;
  return n;
}

static int
limit(const int value, const int low, const int high)
{
  return value < low ? low : value > high ? high : value;
}

static size_t
strike(Keyboard* const keyboard,
       const int key,
       const bool is_loud,
       const double now_s,
       uint8_t* const midi)
{
  if (key < 0 || key > 127) {
    return 0U;
  }

  for (size_t i = 0U; i < keyboard->n_notes; ++i) {
    if (keyboard->notes[i].key == key) {
      keyboard->notes[i].typed_s = now_s; // Held down
      return 0U;
    }
  }

  size_t n = end_notes(keyboard, now_s - chord_s, 0.0, midi, 0U);
  if (keyboard->n_notes < KEYBOARD_MAX_NOTES) {
    const int velocity = limit(keyboard->velocity + 40 * is_loud, 1, 127);
    keyboard->notes[keyboard->n_notes].key = (uint8_t)key;
    keyboard->notes[keyboard->n_notes].struck_s = now_s;
    keyboard->notes[keyboard->n_notes].typed_s = now_s;
    ++keyboard->n_notes;
    n = put(midi, n, 0x90U, (uint8_t)key, (uint8_t)velocity);
  }
  return n;
}

static size_t
change_program(Keyboard* const keyboard, const int step, uint8_t* const midi)
{
  keyboard->program = limit(keyboard->program + step, 0, 127);
  midi[0] = 0xC0U;
  midi[1] = (uint8_t)keyboard->program;
  return 2U;
}

/// The last character of an arrow's sequence
static void
use_arrow(Keyboard* const keyboard, const char typed)
{
  const int octaves = (typed == 'A') - (typed == 'B');
  const int steps = (typed == 'C') - (typed == 'D');
  keyboard->base = limit(keyboard->base + 12 * octaves, 0, 96);
  keyboard->velocity = limit(keyboard->velocity + 10 * steps, 10, 127);
}

/// Follow an escape sequence; true if the character is part of one
static bool
follow_escape(Keyboard* const keyboard, const char typed, const double now_s)
{
  if (typed == '\033') {
    keyboard->escape = 1;
    keyboard->escape_s = now_s;
    return true;
  }

  if (!keyboard->escape || now_s > keyboard->escape_s + escape_s) {
    return false;
  }

  if (keyboard->escape == 1) {
    keyboard->escape = (typed == '[' || typed == 'O') ? 2 : 0;
  } else if (isalpha((unsigned char)typed) || typed == '~') {
    use_arrow(keyboard, typed);
    keyboard->escape = 0;
  }
  return true;
}

size_t
keyboard_type(Keyboard* const keyboard,
              const char typed,
              const double now_s,
              uint8_t* const midi)
{
  if (typed == '\004') {
    keyboard->escape = QUIT;
  }
  if (keyboard->escape == QUIT || follow_escape(keyboard, typed, now_s)) {
    return 0U;
  }

  const char small = (char)tolower((unsigned char)typed);
  const char* const low = small ? strchr(lower_row, small) : NULL;
  const char* const high = small ? strchr(upper_row, small) : NULL;
  if (low || high) {
    const int place =
      low ? (int)(low - lower_row) : 12 + (int)(high - upper_row);
    return strike(
      keyboard, keyboard->base + place, small != typed, now_s, midi);
  }

  return typed == '['   ? change_program(keyboard, -1, midi)
         : typed == ']' ? change_program(keyboard, 1, midi)
         : typed == ' ' ? end_notes(keyboard, now_s + 1.0, 0.0, midi, 0U)
                        : 0U;
}

size_t
keyboard_tick(Keyboard* const keyboard, const double now_s, uint8_t* const midi)
{
  if (keyboard->escape == 1 && now_s > keyboard->escape_s + escape_s) {
    keyboard->escape = QUIT;
  }

  return end_notes(keyboard, 0.0, now_s - longest_s, midi, 0U);
}

bool
keyboard_has_quit(const Keyboard* const keyboard)
{
  return keyboard->escape == QUIT;
}
