// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_KEYBOARD_H
#define DIL_LIVE_KEYBOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most bytes of MIDI that one typed character makes
#define KEYBOARD_MIDI_SIZE 128U

/// Notes that may sound at once
#define KEYBOARD_MAX_NOTES 16U

/**
   The computer's keyboard as a musical one.

   A terminal tells what is typed but not what is let go.  So a note ends when
   another is struck more than 50 ms later, which lets chords sound, and at the
   latest 0.7 s after its key was typed; a key that is held down is typed again
   and again, and holds its note.
*/
typedef struct {
  int base;        ///< Key of the lower row's first letter
  int velocity;    ///< Of small letters
  int program;     ///< Sent last
  int escape;      ///< Characters of an escape sequence that have come
  double escape_s; ///< When its first one came
  size_t n_notes;  ///< Sounding
  struct {
    uint8_t key;
    double struck_s; ///< When it began
    double typed_s;  ///< When its key was typed last
  } notes[KEYBOARD_MAX_NOTES];
} Keyboard;

/// Middle of the range, medium loud
Keyboard
keyboard_start(void);

/**
   Type a character.

   @param now_s Time of any clock that only goes forward.
   @param midi [KEYBOARD_MIDI_SIZE] result.
   @return Bytes of MIDI.
*/
size_t
keyboard_type(Keyboard* keyboard, char typed, double now_s, uint8_t* midi);

/// End the notes whose time is up; as keyboard_type()
size_t
keyboard_tick(Keyboard* keyboard, double now_s, uint8_t* midi);

/// Whether Esc was pressed, alone, or Ctrl-D
bool
keyboard_has_quit(const Keyboard* keyboard);

#endif // DIL_LIVE_KEYBOARD_H
