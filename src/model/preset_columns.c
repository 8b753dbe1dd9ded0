// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_columns.h"

#include "condition.h"
#include "network.h"

#include <stdio.h>
#include <string.h>

static void
name_input(const uint32_t index, char name[32])
{
  snprintf(name, 32U, "%s", dil_input_name(index));
}

static void
name_decay(const uint32_t index, char name[32])
{
  snprintf(name, 32U, "%u", dil_condition_decay_ms(index));
}

static void
join(const uint32_t n, void (*const name_of)(uint32_t, char*), char* text)
{
  size_t length = 0U;
  for (uint32_t i = 0U; i < n; ++i) {
    char name[32];
    name_of(i, name);
    length += (size_t)snprintf(text + length,
                               DIL_COLUMNS_TEXT_SIZE - length,
                               "%s%s",
                               i ? " " : "",
                               name);
  }
}

void
dil_columns_input_names(char* const text)
{
  join(DIL_N_INPUTS, name_input, text);
}

void
dil_columns_decay_names(char* const text)
{
  join(DIL_N_DECAYS, name_decay, text);
}

/// The index of the name of `length` bytes among the first `n`, or `n`
static uint32_t
find(const char* const word,
     const size_t length,
     const uint32_t n,
     void (*const name_of)(uint32_t, char*))
{
  uint32_t i = 0U;
  char name[32];
  for (; i < n; ++i) {
    name_of(i, name);
    if (strlen(name) == length && !memcmp(name, word, length)) {
      break;
    }
  }

  return i;
}

/// Indices of the names in a text, each below `n` and once
static bool
split(const char* text,
      const uint32_t n,
      void (*const name_of)(uint32_t, char*),
      DilColumns* const columns)
{
  bool is_used[DIL_MAX_COLUMNS] = {false};
  columns->n = 0U;
  for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
    const size_t length = strcspn(text, " ");
    const uint32_t index = find(text, length, n, name_of);
    if (index == n || is_used[index]) {
      return false;
    }

    is_used[index] = true;
    columns->places[columns->n++] = index;
    text += length;
  }

  return columns->n > 0U;
}

bool
dil_columns_inputs(const char* const names, DilColumns* const columns)
{
  return split(names, DIL_N_INPUTS, name_input, columns);
}

bool
dil_columns_conditions(const char* const names,
                       const uint32_t n_instruments,
                       DilColumns* const columns)
{
  DilColumns decays;
  if (!split(names, DIL_N_DECAYS, name_decay, &decays)) {
    return false;
  }

  uint32_t* const places = columns->places;
  uint32_t n = 0U;
  while (n < DIL_CONDITION_DECAYS) {
    places[n] = n;
    ++n;
  }

  for (uint32_t set = 0U; set < 2U; ++set) {
    for (uint32_t i = 0U; i < decays.n; ++i) {
      places[n++] =
        DIL_CONDITION_DECAYS + set * DIL_N_DECAYS + decays.places[i];
    }
  }

  for (uint32_t i = 0U; i < n_instruments; ++i) {
    places[n++] = DIL_CONDITION_INSTRUMENTS + i;
  }

  columns->n = n;
  return true;
}

void
dil_columns_spread(const DilColumns* const columns,
                   const size_t n_rows,
                   const float* const from,
                   const size_t n_columns,
                   float* const to)
{
  for (size_t row = 0U; row < n_rows; ++row) {
    for (uint32_t i = 0U; i < columns->n; ++i) {
      to[row * n_columns + columns->places[i]] = from[row * columns->n + i];
    }
  }
}
