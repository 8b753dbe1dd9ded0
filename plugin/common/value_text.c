// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "value_text.h"

#include "dilaton/parameter.h"
#include "preset_shelf_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Instruments of the preset that is played; the lock is held
static uint32_t
n_instruments(const DilPresetShelf* const shelf)
{
  const DilPreset* const preset = shelf->swap.preset;
  return preset ? dil_preset_n_instruments(preset) : 0U;
}

static const char*
name_of(const DilPresetShelf* const shelf, const uint32_t instrument)
{
  return dil_preset_instrument(shelf->swap.preset, instrument)->name;
}

bool
dil_value_write(DilPresetShelf* const shelf,
                const uint32_t parameter,
                const double value,
                char* const text,
                const size_t size)
{
  const double whole = nearbyint(value);
  bool is_named = false;
  if (parameter == DIL_PARAMETER_INSTRUMENT && whole >= 0.0) {
    pthread_mutex_lock(&shelf->lock);
    is_named = whole < (double)n_instruments(shelf);
    if (is_named) {
      snprintf(text, size, "%s", name_of(shelf, (uint32_t)whole));
    }
    pthread_mutex_unlock(&shelf->lock);
  }

  return is_named || dil_parameter_write(parameter, value, text, size);
}

bool
dil_value_read(DilPresetShelf* const shelf,
               const uint32_t parameter,
               const char* const text,
               double* const value)
{
  const char* const typed = text + strspn(text, " ");
  bool is_named = false;
  if (parameter == DIL_PARAMETER_INSTRUMENT) {
    pthread_mutex_lock(&shelf->lock);
    const uint32_t n = n_instruments(shelf);
    for (uint32_t i = 0U; i < n && !is_named; ++i) {
      is_named = !strcmp(name_of(shelf, i), typed);
      *value = is_named ? (double)i : *value;
    }
    pthread_mutex_unlock(&shelf->lock);
  }

  return is_named || dil_parameter_read(parameter, text, value);
}
