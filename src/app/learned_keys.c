// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "learned_keys.h"

#include "instruments.h"
#include "report.h"

#include "note_name.h"
#include "number.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MAX_KEY 127

static bool
read_key(const char* const text, const size_t n, int* const key)
{
  char name[8];
  uint64_t number = 0U;
  if (dil_whole_read(text, n, MAX_KEY, &number)) {
    *key = (int)number;
    return true;
  }
  if (!n || n >= sizeof(name)) {
    return false;
  }

  memcpy(name, text, n);
  name[n] = '\0';
  return dil_note_read(name, key) == n && *key >= 0 && *key <= MAX_KEY;
}

/// Understand "LOW-HIGH"; a note may have a dash of its own, as C-1
static bool
read_range(const char* const text, DilTrainingSource* const source)
{
  if (!strcmp(text, "all")) {
    return true;
  }

  for (const char* dash = strchr(text, '-'); dash;
       dash = strchr(dash + 1, '-')) {
    const char* const high = dash + 1;
    if (read_key(text, (size_t)(dash - text), &source->lo_key) &&
        read_key(high, strlen(high), &source->hi_key)) {
      return source->lo_key < source->hi_key;
    }
  }

  return false;
}

int
learned_keys_use(const TextList* const ranges,
                 DilTrainingSource* const sources,
                 const size_t n_sources)
{
  if (instruments_check_count("keys", ranges, n_sources) != OPTIONS_GO_ON) {
    return EXIT_USAGE;
  }

  for (size_t i = 0U; i < ranges->n_texts; ++i) {
    if (!read_range(ranges->texts[i], &sources[i])) {
      return complain_usage("--keys: %s is not LOW-HIGH, with keys from 0 to "
                            "%d or notes such as C4",
                            ranges->texts[i],
                            MAX_KEY);
    }
  }

  return EXIT_DONE;
}
