// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_CHANNEL_STATE_H
#define DIL_PLUGIN_CHANNEL_STATE_H

#include "dilaton/attributes.h"
#include "dilaton/channels.h"
#include "dilaton/status.h"

#include <jansson.h>
#include <stddef.h>

/**
   What MIDI has set, as JSON.

   An object with "lower_zone" and "upper_zone", the members of the MPE zones,
   and "channels", an array of objects with "channel", 1 to 16, and what has
   been set on it: "pressure", "bend", "bend_range", "coarse", "fine",
   "program", and "controllers", numbers by their MIDI numbers.

   @return A new reference, or NULL without memory.
*/
DIL_NODISCARD json_t*
dil_channels_to_json(const DilChannels* channels);

/**
   Read what dil_channels_to_json() wrote.

   What is not there has not been set, and what is not known is passed over.

   @param json NULL for nothing.
   @param channels Result, written only on success.
   @return DIL_OK, or DIL_BAD_FILE for what is not of its kind or out of range.
*/
DIL_NODISCARD DilStatus
dil_channels_from_json(const json_t* json,
                       DilChannels* channels,
                       DilMessage* message);

/// dil_channels_to_json() as a string to be released with free(), or NULL
DIL_NODISCARD char*
dil_channels_write(const DilChannels* channels);

/// dil_channels_from_json() of [size] bytes, or DIL_NO_MEMORY
DIL_NODISCARD DilStatus
dil_channels_read(const void* bytes,
                  size_t size,
                  DilChannels* channels,
                  DilMessage* message);

#endif // DIL_PLUGIN_CHANNEL_STATE_H
