// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "piano.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Linux's numbers of the keys of the two rows, as piano keys from left to
/// right: Z S X and Q 2 W of an American keyboard
static const uint8_t places[N_PLACES] = {
  44, 31, 45, 32, 46, 47, 34, 48, 35, 49, 36, 50, 51, 38, 52, 39, 53,
  16, 3,  17, 4,  18, 19, 6,  20, 7,  21, 22, 9,  23, 10, 24, 11, 25};

static const char letters[N_PLACES + 1U] = "zsxdcvgbhnjm,l.;/"
                                           "q2w3er5t6y7ui9o0p";

/// Index of the first key of the upper row
#define UPPER_ROW 17U

Piano
piano_start(void)
{
  Piano piano;
  memset(&piano, 0, sizeof(piano));
  memset(piano.held, NO_KEY, sizeof(piano.held));
  piano.base = 48;
  piano.pointed = NO_KEY;
  piano.lo_key = NO_KEY;
  piano.hi_key = NO_KEY;
  return piano;
}

void
piano_name(const int key, char name[8])
{
  static const char* const notes[12] = {
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

  (void)snprintf(
    name, 8U, "%s%hhd", notes[key % 12], (signed char)(key / 12 - 1));
}

/// Count one more or less that holds a key
static PianoChange
count(Piano* const piano, const int off, const int on, const float velocity)
{
  PianoChange change = {NO_KEY, NO_KEY, velocity};
  if (off != NO_KEY && !--piano->n_struck[off]) {
    change.off = off;
  }
  if (on != NO_KEY && !piano->n_struck[on]++) {
    change.on = on;
  }
  return change;
}

PianoChange
piano_point(Piano* const piano, const int key, const float velocity)
{
  const int former = piano->pointed;
  if (former == key) {
    const PianoChange none = {NO_KEY, NO_KEY, 0.0f};
    return none;
  }

  piano->pointed = key;
  return count(piano, former, key, velocity);
}

PianoChange
piano_keep(Piano* const piano, const int key, const float velocity)
{
  const uint64_t bit = UINT64_C(1) << (key % 64);
  const bool is_kept = piano->kept[key / 64] & bit;
  piano->kept[key / 64] ^= bit;
  return count(piano, is_kept ? key : NO_KEY, is_kept ? NO_KEY : key, velocity);
}

size_t
piano_place(const uint32_t place, const uint32_t character)
{
  for (size_t i = 0U; i < N_PLACES; ++i) {
    if (place ? place == places[i] : character == (uint8_t)letters[i]) {
      return i;
    }
  }

  return N_PLACES;
}

PianoChange
piano_type(Piano* const piano,
           const size_t place,
           const bool is_up,
           const bool is_loud)
{
  const int former = piano->held[place];
  const int offset =
    place < UPPER_ROW ? (int)place : (int)(place - UPPER_ROW) + 12;
  const int key = piano->base + offset;
  const bool is_key = !is_up && key < 128;
  if (is_key && former != NO_KEY) { // Repeated by the keyboard
    const PianoChange none = {NO_KEY, NO_KEY, 0.0f};
    return none;
  }

  piano->held[place] = (int16_t)(is_key ? key : NO_KEY);
  return count(piano, former, is_key ? key : NO_KEY, is_loud ? 120.0f : 80.0f);
}

bool
piano_let_go(Piano* const piano, const bool is_all, PianoChange* const change)
{
  if (is_all && piano->pointed != NO_KEY) {
    *change = piano_point(piano, NO_KEY, 0.0f);
    return true;
  }
  for (size_t i = 0U; i < N_PLACES; ++i) {
    if (piano->held[i] != NO_KEY) {
      *change = piano_type(piano, i, true, false);
      return true;
    }
  }
  for (int key = 0; is_all && key < 128; ++key) {
    if (piano->kept[key / 64] >> (key % 64) & 1U) {
      *change = piano_keep(piano, key, 0.0f);
      return true;
    }
  }

  return false;
}
