// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_LIBRARY_H
#define DIL_APP_LIBRARY_H

#include "dilaton/preset.h"

#include <stdbool.h>
#include <stddef.h>

#define MAX_LIBRARY 64U ///< Presets that are looked at

/// Presets that might play a part
typedef struct {
  DilPreset* presets[MAX_LIBRARY]; ///< [n_presets]
  char* paths[MAX_LIBRARY];        ///< [n_presets]
  bool is_given[MAX_LIBRARY];      ///< [n_presets] to somebody who frees it
  size_t n_presets;
} Library;

/// Load every preset that has a name; those that cannot be read are passed over
void
library_fill(Library* library);

/// Free what library_fill() has loaded, but what has been given away
void
library_clear(Library* library);

#endif // DIL_APP_LIBRARY_H
