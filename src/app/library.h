// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_LIBRARY_H
#define DIL_APP_LIBRARY_H

#include "dilaton/preset.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MAX_LIBRARY 64U        ///< Presets that are looked at
#define NOT_FOUND   UINT32_MAX ///< Of any number here

/// Presets that might play a part
typedef struct {
  DilPreset* presets[MAX_LIBRARY]; ///< [n_presets]
  char* paths[MAX_LIBRARY];        ///< [n_presets]
  bool is_given[MAX_LIBRARY];      ///< [n_presets] to somebody who frees it
  size_t n_presets;
} Library;

/// An instrument for a General MIDI program
typedef struct {
  size_t preset;       ///< In the library
  uint32_t instrument; ///< Of the preset
  uint32_t away;       ///< 0 for the program itself, or NOT_FOUND
} Kin;

/// Load every preset that has a name; those that cannot be read are passed over
void
library_fill(Library* library);

/// Free what library_fill() has loaded, but what has been given away
void
library_clear(Library* library);

/// The instrument of a program, or the nearest of its family, or what stands in
/// for that family; `away` is NOT_FOUND without one
Kin
library_nearest(const Library* library, uint32_t program);

#endif // DIL_APP_LIBRARY_H
