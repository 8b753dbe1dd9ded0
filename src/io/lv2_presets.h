// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_LV2_PRESETS_H
#define DIL_IO_LV2_PRESETS_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/// An instrument of a preset, which is to be a preset of the plugin in LV2
/// hosts
typedef struct {
  const char* uri;     ///< Of the preset, without what is before its "#"
  const char* path;    ///< Of it, absolute or in the bundle; UTF-8
  const char* hash;    ///< Of it
  const char* label;   ///< For people
  uint32_t instrument; ///< Of the preset
} DilLv2Preset;

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
