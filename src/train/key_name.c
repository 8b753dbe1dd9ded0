// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "key_name.h"

#include "note_name.h"

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
    size_t n = dil_note_read(at, &key);
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
