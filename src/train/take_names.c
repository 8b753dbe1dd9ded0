// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "take_names.h"

#include "key_name.h"

#include <math.h>
#include <stdbool.h>

/// Octaves by which all names of notes may be off, the usual first
static const int shifts[] = {0, 12, -12, 24, -24};

#define N_SHIFTS (sizeof(shifts) / sizeof(shifts[0]))

/// Share of what is loud that has the pitch of a note without a key
static const double needed_share = 0.5;

/// How names are to be read
typedef struct {
  bool is_note;  ///< As notes; else as numbers
  size_t number; ///< Which of the numbers
  int shift;     ///< Semitones to be added
  size_t n;      ///< Names that agree with the ear
} Reading;

/// What a name says when it is read so; false: nothing
static bool
read_name(const DilTake* const take,
          const Reading* const reading,
          int* const key)
{
  const DilNameHints hints = dil_name_hints(take->name);
  const bool is_there =
    reading->is_note ? hints.has_note : reading->number < hints.n_numbers;
  if (is_there) {
    *key = reading->shift +
           (reading->is_note ? hints.note : hints.numbers[reading->number]);
  }

  return is_there;
}

/// Try a reading; true if a third of the names that can be heard agree
static bool
try_reading(const DilTake* const takes, const size_t n, Reading* const reading)
{
  size_t n_heard = 0U;
  reading->n = 0U;
  for (size_t i = 0U; i < n; ++i) {
    int key = 0;
    if (takes[i].is_used && takes[i].heard.share >= needed_share &&
        read_name(&takes[i], reading, &key)) {
      ++n_heard;
      reading->n += fabs(takes[i].heard.key - (double)key) < DIL_KEY_TOLERANCE;
    }
  }

  return reading->n && 3U * reading->n >= n_heard;
}

/// The reading that agrees most; false if none does
static bool
find_reading(const DilTake* const takes, const size_t n, Reading* const best)
{
  bool is_found = false;
  best->n = 0U;
  for (size_t i = 0U; i < N_SHIFTS + DIL_MAX_NAME_NUMBERS; ++i) {
    Reading reading = {i < N_SHIFTS,
                       i < N_SHIFTS ? 0U : i - N_SHIFTS,
                       i < N_SHIFTS ? shifts[i] : 0,
                       0U};
    if (try_reading(takes, n, &reading) && reading.n > best->n) {
      *best = reading;
      is_found = true;
    }
  }

  return is_found;
}

/// Use what is heard alone; false if that is no note
static DilStatus
use_ear(DilTake* const take, DilLines* const lines)
{
  const DilHeardKey* const heard = &take->heard;
  take->is_used = false;
  if (isnan(heard->key) || heard->share < needed_share) {
    return dil_lines_add(lines,
                         "%s: no steady pitch, so it is no note to learn; "
                         "left out",
                         take->name);
  }
  if (heard->is_chord) {
    return dil_lines_add(
      lines, "%s: sounds like several notes at once; left out", take->name);
  }
  if (lrint(heard->key) < 0 || lrint(heard->key) > 127) {
    return dil_lines_add(
      lines, "%s: sounds no key from 0 to 127; left out", take->name);
  }

  take->is_used = true;
  take->region.key_center = (int)lrint(heard->key);
  take->region.tune_cents =
    -100.0f * (float)(heard->key - (double)take->region.key_center);
  return DIL_OK;
}

/// Use the key of a name as far as the ear lets it
static DilStatus
use_name(DilTake* const take, const int key, DilLines* const lines)
{
  char note[8];
  take->told_key = key;
  take->region.key_center = key;
  take->region.tune_cents = 0.0f;
  const DilStatus status = dil_take_judge(take, lines);
  if (status) {
    return status;
  }

  if (take->verdict == DIL_KEY_WRONG) {
    return use_ear(take, lines);
  }
  if (take->verdict == DIL_KEY_RIGHT) {
    take->region.tune_cents = -100.0f * (float)(take->heard.key - (double)key);
    return DIL_OK;
  }

  dil_key_print(key, note);
  return dil_lines_add(lines,
                       "%s: no steady pitch is heard; taken as %s, as its "
                       "name says",
                       take->name,
                       note);
}

static DilStatus
name_take(DilTake* const take,
          const Reading* const reading,
          DilLines* const lines)
{
  int key = 0;
  take->told_key = -1;
  take->verdict = DIL_KEY_UNSURE;
  if (!reading || !read_name(take, reading, &key)) {
    return use_ear(take, lines);
  }
  if (key >= 0 && key <= 127) {
    return use_name(take, key, lines);
  }

  const DilStatus status = dil_lines_add(
    lines, "%s: its name says key %d, outside 0 to 127", take->name, key);
  return status ? status : use_ear(take, lines);
}

DilStatus
dil_takes_name(DilTake* const takes,
               const size_t n,
               const bool has_names,
               DilLines* const lines)
{
  Reading reading = {false, 0U, 0, 0U};
  const bool is_read = has_names && find_reading(takes, n, &reading);
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < n && !status; ++i) {
    if (takes[i].is_used) {
      status = name_take(&takes[i], is_read ? &reading : NULL, lines);
    }
  }

  return status;
}
