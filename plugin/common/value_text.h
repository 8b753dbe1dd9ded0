// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_VALUE_TEXT_H
#define DIL_PLUGIN_VALUE_TEXT_H

#include "preset_shelf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   dil_parameter_write(), but for DIL_PARAMETER_INSTRUMENT, whose values are
   called as the instruments of the preset that is played; any thread but the
   audio one.
*/
bool
dil_value_write(DilPresetShelf* shelf,
                uint32_t parameter,
                double value,
                char* text,
                size_t size);

/// dil_parameter_read(), and the names that dil_value_write() writes; any
/// thread but the audio one
bool
dil_value_read(DilPresetShelf* shelf,
               uint32_t parameter,
               const char* text,
               double* value);

#endif // DIL_PLUGIN_VALUE_TEXT_H
