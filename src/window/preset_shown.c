// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_shown.h"

#include "number.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// A piece of memory that lives as long as the list
struct PresetShownImpl {
  PresetShown* next;
  _Alignas(16) char bytes[];
};

/// Zeroed memory that lives as long as the list, or NULL
static void*
take_memory(PresetShown** const kept, const size_t size)
{
  PresetShown* const piece = (PresetShown*)calloc(1U, sizeof(*piece) + size);
  if (!piece) {
    return NULL;
  }

  piece->next = *kept;
  *kept = piece;
  return piece->bytes;
}

const char*
preset_shown_keep(PresetShown** const kept, const char* const text)
{
  const size_t size = text ? strlen(text) + 1U : 0U;
  char* const copy = size > 1U ? (char*)take_memory(kept, size) : NULL;
  return copy ? (const char*)memcpy(copy, text, size) : NULL;
}

/// Write down the instruments of a preset; false without memory
static bool
describe_instruments(PresetShown** const kept,
                     const DilPreset* const preset,
                     DilViewPreset* const shown)
{
  const uint32_t n = dil_preset_n_instruments(preset);
  const char** const names =
    (const char**)take_memory(kept, n * sizeof(*names));
  if (!names) {
    return false;
  }

  for (uint32_t i = 0U; i < n; ++i) {
    const DilInstrument* const instrument = dil_preset_instrument(preset, i);
    const char* const name = preset_shown_keep(kept, instrument->name);
    names[i] = name ? name : shown->name;
    shown->lo_key = i && shown->lo_key < instrument->lo_key
                      ? shown->lo_key
                      : instrument->lo_key;
    shown->hi_key = i && shown->hi_key > instrument->hi_key
                      ? shown->hi_key
                      : instrument->hi_key;
  }
  shown->instruments = names;
  shown->n_instruments = n;
  return true;
}

void
preset_shown_describe(PresetShown** const kept,
                      const DilPreset* const preset,
                      DilViewPreset* const shown)
{
  const char* const title =
    preset_shown_keep(kept, dil_preset_text(preset, "title"));
  double bits = (double)NAN;
  (void)dil_number_read(dil_preset_text(preset, "training.bits_held_out"),
                        &bits);
  shown->name = title ? title : shown->name;
  shown->family = preset_shown_keep(kept, dil_preset_family(preset, 0U));
  shown->authors = preset_shown_keep(kept, dil_preset_text(preset, "authors"));
  shown->recordings =
    preset_shown_keep(kept, dil_preset_instrument(preset, 0U)->credits);
  shown->licence = preset_shown_keep(kept, dil_preset_text(preset, "licence"));
  shown->rate = dil_preset_rate(preset);
  shown->bits = (float)bits;
  (void)describe_instruments(kept, preset, shown);
}

void
preset_shown_free(PresetShown* const kept)
{
  PresetShown* next = kept;
  while (next) {
    PresetShown* const piece = next;
    next = piece->next;
    free(piece);
  }
}
