// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "key_name.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/// Velocities of dynamics, in words
static const struct {
  const char* word;
  int velocity;
} dynamics[] = {{"ppp", 20},
                {"pp", 32},
                {"p", 48},
                {"mp", 64},
                {"mf", 80},
                {"f", 96},
                {"ff", 112},
                {"fff", 124},
                {"piano", 48},
                {"forte", 96},
                {"soft", 48},
                {"medium", 80},
                {"loud", 112}};

static bool
is_letter(const char c)
{
  return isalpha((unsigned char)c) != 0;
}

static bool
is_digit(const char c)
{
  return isdigit((unsigned char)c) != 0;
}

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

/// Bytes of a note at `text`, which begins a word, or 0
static size_t
read_note(const char* const text, int* const key)
{
  static const int semitones[7] = {9, 11, 0, 2, 4, 5, 7};
  const int letter = tolower((unsigned char)text[0]);
  if (letter < 'a' || letter > 'g') {
    return 0U;
  }

  size_t n_sign = 0U;
  const int accidental = read_accidental(text + 1, &n_sign);
  const char* at = text + 1 + n_sign;
  const int sign = *at == '-' && is_digit(at[1]) ? -1 : 1;
  at += sign < 0;
  if (!is_digit(*at)) {
    return 0U;
  }

  char* end = NULL;
  const long octave = strtol(at, &end, 10);
  if (is_letter(*end) || end - at > 2) {
    return 0U;
  }

  *key = 12 * (sign * (int)octave + 1) + semitones[letter - 'a'] + accidental;
  return (size_t)(end - text);
}

/// Take the word of letters [n], with its digits if they are a velocity; the
/// bytes of all
static size_t
take_word(const char* const word, const size_t n, DilNameHints* const hints)
{
  for (size_t i = 0U; i < sizeof(dynamics) / sizeof(dynamics[0]); ++i) {
    if (strlen(dynamics[i].word) == n &&
        !strncasecmp(word, dynamics[i].word, n)) {
      hints->velocity = dynamics[i].velocity;
    }
  }

  const bool is_velocity = (n == 1U && (word[0] | 0x20) == 'v') ||
                           (n == 3U && !strncasecmp(word, "vel", 3U)) ||
                           (n == 8U && !strncasecmp(word, "velocity", 8U));
  const long value = is_digit(word[n]) ? strtol(word + n, NULL, 10) : 0;
  if (!is_velocity || value < 1 || value > 127) {
    return n;
  }

  hints->velocity = (int)value;
  return n + strspn(word + n, "0123456789");
}

/// Take the number at `text`; its bytes
static size_t
take_number(const char* const text, DilNameHints* const hints)
{
  const size_t n = strspn(text, "0123456789");
  if (n <= 3U && hints->n_numbers < DIL_MAX_NAME_NUMBERS) {
    hints->numbers[hints->n_numbers++] = (int)strtol(text, NULL, 10);
  }

  return n;
}

DilNameHints
dil_name_hints(const char* const path)
{
  DilNameHints hints = {0};
  char name[256];
  const char* const slash = strrchr(path, '/');
  snprintf(name, sizeof(name), "%s", slash ? slash + 1 : path);
  char* const dot = strrchr(name, '.');
  if (dot && dot > name) {
    *dot = '\0';
  }

  for (const char* at = name; *at;) {
    int key = 0;
    size_t n = read_note(at, &key);
    if (n) {
      hints.has_note = true;
      hints.note = key;
    } else if (is_digit(*at)) {
      n = take_number(at, &hints);
    } else if (is_letter(*at)) {
      while (is_letter(at[n])) {
        ++n;
      }
      n = take_word(at, n, &hints);
    } else {
      n = 1U;
    }
    at += n;
  }

  return hints;
}

void
dil_key_print(const int key, char text[8])
{
  static const char* const names[12] = {
    "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B"};
  const int class = ((key % 12) + 12) % 12;
  const int octave = (key - class) / 12 - 1;
  snprintf(text, 8U, "%s%d", names[class], octave % 1000);
}
