// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_CHANNEL_KEEP_H
#define DIL_PLUGIN_CHANNEL_KEEP_H

#include "dilaton/attributes.h"
#include "dilaton/channels.h"
#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>

/**
   What MIDI has set, from one engine to the next and from the audio thread to
   the host's sessions.

   One thread at a time wants, and one is the audio thread.
*/
typedef struct DilChannelKeep DilChannelKeep;

/**
   Make one in which nothing has been set.

   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_channel_keep_new(DilChannelKeep** out);

/// Free it; NULL is fine
void
dil_channel_keep_free(DilChannelKeep* keep);

/// Have the engine set all that MIDI can set when its next block begins
void
dil_channel_keep_want(DilChannelKeep* keep, const DilChannels* channels);

/// What is wanted and not yet taken, or else what the engine has told; any
/// thread but the audio one
void
dil_channel_keep_now(const DilChannelKeep* keep, DilChannels* channels);

/// Whether there is something to take; audio thread
DIL_REALTIME bool
dil_channel_keep_is_news(const DilChannelKeep* keep);

/// Let the engine have what is wanted, if that is news; audio thread
DIL_REALTIME void
dil_channel_keep_take(DilChannelKeep* keep, DilEngine* engine);

/// Hear what has been set on the engine; audio thread
DIL_REALTIME void
dil_channel_keep_hear(DilChannelKeep* keep, const DilEngine* engine);

#endif // DIL_PLUGIN_CHANNEL_KEEP_H
