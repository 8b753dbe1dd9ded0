// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_PRESET_SHELF_H
#define DIL_PLUGIN_PRESET_SHELF_H

#include "catalog.h"
#include "plugin_host.h"
#include "preset_news.h"

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stdint.h>

/**
   The preset that a plugin plays: what is wanted, where it is found, and the
   thread that loads it and hands it to the engine.

   A lock guards all but what the audio thread calls, marked DIL_REALTIME: that
   one asks and hears through rings.
*/
typedef struct DilPresetShelf DilPresetShelf;

/**
   Make a shelf that has looked for no preset yet.

   @param host Copied.
   @param bundle Folder with the plugin's own files, or NULL.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_shelf_new(const DilPluginHost* host,
              const char* bundle,
              DilPresetShelf** out);

/// Free a shelf whose engine is gone; NULL is fine
void
dil_shelf_free(DilPresetShelf* shelf);

/**
   Make an engine with the preset that is wanted or else the first that is
   found, and send it those that follow.

   Without a preset the engine is silent, which the log tells.

   @param settings But for the latency, which is dil_shelf_latency().
   @param out Borrowed until dil_shelf_stop().
   @return As dil_engine_new().
*/
DIL_NODISCARD DilStatus
dil_shelf_start(DilPresetShelf* shelf,
                const DilEngineSettings* settings,
                DilEngine** out,
                DilMessage* message);

/// Free the engine, if there is one; while the audio thread does not process
void
dil_shelf_stop(DilPresetShelf* shelf);

/// Latency that the next engine will have at `rate`
uint32_t
dil_shelf_latency(DilPresetShelf* shelf, uint32_t rate);

/**
   Load a preset now and play it; any thread but the audio one.

   @return As dil_preset_load(); all goes on as before, and the log tells why,
   when that fails.
*/
DilStatus
dil_shelf_load(DilPresetShelf* shelf, const char* path);

/// Have a preset loaded soon; false while others wait
DIL_REALTIME bool
dil_shelf_request(DilPresetShelf* shelf, const char* path);

/// Take what there is to know of the preset that is played since a short time;
/// false, with `news` as it was, if it is the same
DIL_REALTIME bool
dil_shelf_news(DilPresetShelf* shelf, DilPresetNews* news);

/**
   Tell of the preset that is wanted, found or not.

   @param path [DIL_PATH_SIZE], "" for none.
   @param hash [DIL_HASH_SIZE], "" for none.
*/
void
dil_shelf_wanted(DilPresetShelf* shelf, char* path, char* hash);

/**
   Want a preset; any thread but the audio one.

   It is found by its path, or wherever it is by its hash.  If it is not there,
   there is silence until it is.
*/
void
dil_shelf_want(DilPresetShelf* shelf, const char* path, const char* hash);

#endif // DIL_PLUGIN_PRESET_SHELF_H
