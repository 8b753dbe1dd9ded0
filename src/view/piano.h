// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_PIANO_H
#define DIL_VIEW_PIANO_H

#include "canvas.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Keys of the computer that are keys of the piano
#define N_PLACES 34U

/// In the place of a key: none
#define NO_KEY (-1)

/// Keys that are struck here: of the computer, and by the pointer
typedef struct {
  int base;               ///< Key of the lower row's first letter
  int16_t held[N_PLACES]; ///< Key that a place has struck, or NO_KEY
  int pointed;            ///< Key that the pointer has struck, or NO_KEY
  uint8_t n_struck[128];  ///< How many hold it
  uint64_t sounding[2];   ///< As DilViewState.keys
  uint64_t kept[2];       ///< Keys that the right button has struck
  int lo_key;             ///< Recorded, or NO_KEY
  int hi_key;
} Piano;

/// What is to be done: first let go, then strike
typedef struct {
  int off; ///< Key or NO_KEY
  int on;  ///< Key or NO_KEY
  float velocity;
} PianoChange;

/// Nothing is struck
Piano
piano_start(void);

/// The key at a point of its box, and how loud it is there, 1 to 127; NO_KEY
/// outside
int
piano_key_at(const Box box, double x, double y, float* velocity);

/// First and last key of those that a box has room for
void
piano_range(Box box, int* first, int* last);

/// The pointer holds another key, or NO_KEY
PianoChange
piano_point(Piano* piano, int key, float velocity);

/// The right button keeps a key down, or lets go of one that it keeps
PianoChange
piano_keep(Piano* piano, int key, float velocity);

/// Whether a key of the computer, by its place and character, is a key of the
/// piano; its index, or N_PLACES
size_t
piano_place(uint32_t place, uint32_t character);

/// A key of the computer goes down or, with `is_up`, up
PianoChange
piano_type(Piano* piano, size_t place, bool is_up, bool is_loud);

/// Let go of one key of those that are held by the computer's keys or, with
/// `is_all`, by anything; false if none is
bool
piano_let_go(Piano* piano, bool is_all, PianoChange* change);

/// Paint the keys
void
piano_paint(const Piano* piano, const Canvas* canvas, Box box);

/// Write the name of a key: "C#3"
void
piano_name(int key, char name[8]);

#endif // DIL_VIEW_PIANO_H
