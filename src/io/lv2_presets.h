// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_LV2_PRESETS_H
#define DIL_IO_LV2_PRESETS_H

#include "dilaton/preset.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// Instruments of a preset, at most
#define DIL_LV2_MOST_INSTRUMENTS 128U

/// An instrument of a preset, which is to be a preset of the plugin in LV2
/// hosts
typedef struct {
  const char* uri;     ///< Of the preset, without what is before its "#"
  const char* path;    ///< Of it, absolute or in the bundle; UTF-8
  const char* hash;    ///< Of it
  const char* label;   ///< For people
  uint32_t instrument; ///< Of the preset
} DilLv2Preset;

/**
   List the instruments of a preset, of which all is borrowed.

   @param out [DIL_LV2_MOST_INSTRUMENTS] result.
   @return How many there are.
*/
static inline size_t
dil_lv2_list(const DilPreset* const preset,
             const char* const uri,
             const char* const path,
             DilLv2Preset* const out)
{
  const uint32_t n = dil_preset_n_instruments(preset);
  for (uint32_t k = 0U; k < n; ++k) {
    const DilLv2Preset entry = {uri,
                                path,
                                dil_preset_hash(preset),
                                dil_preset_instrument(preset, k)->name,
                                k};
    out[k] = entry;
  }

  return n;
}

/// Write the prefixes that the two functions below need, in Turtle
void
dil_lv2_write_prefixes(FILE* file);

/// Write what a manifest says of [n] presets that presets.ttl describes
void
dil_lv2_write_manifest(FILE* file, const DilLv2Preset* presets, size_t n);

/// Describe [n] presets, as presets.ttl does
void
dil_lv2_write_presets(FILE* file, const DilLv2Preset* presets, size_t n);

/// Write text as a string of Turtle
void
dil_lv2_write_string(FILE* file, const char* text);

#endif // DIL_IO_LV2_PRESETS_H
