// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "note_name.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Semitones of a sharp or flat at `text`, and how many bytes it has
static int
read_accidental(const char* const text, size_t* const n_bytes)
{
  static const struct {
    const char* sign;
    int semitones;
  } signs[] = {{"sharp", 1},
               {"flat", -1},
               {"\xE2\x99\xAF", 1},
               {"\xE2\x99\xAD", -1},
               {"#", 1},
               {"s", 1},
               {"b", -1}};

  for (size_t i = 0U; i < sizeof(signs) / sizeof(signs[0]); ++i) {
    const size_t n = strlen(signs[i].sign);
    if (!strncasecmp(text, signs[i].sign, n)) {
      *n_bytes = n;
      return signs[i].semitones;
    }
  }

  *n_bytes = 0U;
  return 0;
}

size_t
dil_note_read(const char* const text, int* const key)
{
  static const int semitones[7] = {9, 11, 0, 2, 4, 5, 7};
  const int letter = tolower((unsigned char)text[0]);
  if (letter < 'a' || letter > 'g') {
    return 0U;
  }

  size_t n_sign = 0U;
  const int accidental = read_accidental(text + 1, &n_sign);
  const char* at = text + 1 + n_sign;
  const int sign = *at == '-' && isdigit((unsigned char)at[1]) ? -1 : 1;
  at += sign < 0;
  if (!isdigit((unsigned char)*at)) {
    return 0U;
  }

  char* end = NULL;
  const long octave = strtol(at, &end, 10);
  if (isalpha((unsigned char)*end) || end - at > 2) {
    return 0U;
  }

  *key = 12 * (sign * (int)octave + 1) + semitones[letter - 'a'] + accidental;
  return (size_t)(end - text);
}
