// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_STATE_H
#define DIL_PLUGIN_STATE_H

#include "catalog.h"
#include "dilaton/attributes.h"
#include "dilaton/channels.h"
#include "dilaton/parameter.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Most bytes of a state that is read
#define DIL_STATE_MAX_SIZE 1048576U

/// What a host keeps for a plugin
typedef struct {
  char path[DIL_PATH_SIZE];           ///< Preset file, or ""
  char hash[DIL_HASH_SIZE];           ///< Its dil_preset_hash(), or ""
  float parameters[DIL_N_PARAMETERS]; ///< By DilParameter
  DilChannels channels;               ///< What MIDI has set
} DilState;

/// No preset, every parameter's default and nothing set by MIDI
void
dil_state_defaults(DilState* state);

/**
   Write a state as JSON.

   An object with "dilaton", the version of the format; "preset" with "path" and
   "hash"; "parameters", numbers by the symbols of dil_parameter_info(); and
   "midi", see dil_channels_to_json().

   @return A string to be released with free(), or NULL without memory.
*/
DIL_NODISCARD char*
dil_state_write(const DilState* state);

/**
   Read a state.

   Of any version: parameters that are not there have their defaults, those out
   of range are limited, and what is not known is passed over.

   @param bytes [size].
   @param state Result, written only on success.
   @return DIL_OK, DIL_BAD_FILE or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_state_read(const void* bytes,
               size_t size,
               DilState* state,
               DilMessage* message);

#endif // DIL_PLUGIN_STATE_H
