// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PRESET_NEWS_H
#define DIL_PLUGIN_PRESET_NEWS_H

#include "own_folder.h"

#include "dilaton/attributes.h"
#include "dilaton/preset.h"

#include <stdint.h>

/// Bytes of the names of a preset's instruments
#define DIL_NAMES_SIZE 4096U

/// What the audio thread knows of the preset that is played
typedef struct {
  char path[DIL_PATH_SIZE];   ///< That is wanted, "" for none
  char names[DIL_NAMES_SIZE]; ///< Of [n_names] instruments, a NUL after each
  uint32_t n_names;           ///< As many as have room
} DilPresetNews;

/// Note the path and the instruments of a preset, or NULL
void
dil_preset_news_write(DilPresetNews* news,
                      const char* path,
                      const DilPreset* preset);

/// Name of an instrument, or of the first, which plays in the place of those
/// that are not there; "" without any
DIL_REALTIME const char*
dil_preset_news_name(const DilPresetNews* news, uint32_t instrument);

#endif // DIL_PLUGIN_PRESET_NEWS_H
