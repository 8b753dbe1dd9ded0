// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_BRIDGE_H
#define DIL_PLUGIN_BRIDGE_H

#include "catalog.h"
#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/event.h"
#include "dilaton/status.h"
#include "state.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a message to the host is
typedef enum {
  DIL_LOG_NOTE,    ///< All is well
  DIL_LOG_WARNING, ///< It plays, but perhaps not what is expected
  DIL_LOG_ERROR    ///< It cannot play
} DilLogLevel;

/**
   What a bridge tells the format's adapter, from any thread but the audio one.

   These functions may not call the bridge.
*/
typedef struct {
  void* context; ///< For the functions
  void (*log)(void* context, DilLogLevel level, const char* text);
  void (*changed)(void* context); ///< Another preset, perhaps another latency
} DilBridgeHost;

/**
   All that the plugin formats have in common: an engine, its parameters, its
   preset and the thread that loads it.

   Host threads are named as in CLAP: the main thread, which may block, and the
   audio thread, which calls the functions marked DIL_REALTIME.
*/
typedef struct DilBridge DilBridge;

/**
   Make a bridge that has no engine yet.

   @param host Copied.
   @param bundle Folder with the plugin's own files, or NULL.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_bridge_new(const DilBridgeHost* host, const char* bundle, DilBridge** out);

/// Free a bridge; NULL is fine
void
dil_bridge_free(DilBridge* bridge);

/**
   Make a new engine, with the preset that is wanted or else the first that is
   found; while the audio thread does not process.

   Without a preset the engine is silent, which the log tells.

   @param rate Frames a second.
   @return DIL_OK, DIL_BAD_ARGUMENT (the rate) or DIL_NO_MEMORY, told in the
   log.
*/
DIL_NODISCARD DilStatus
dil_bridge_activate(DilBridge* bridge, double rate);

/// Free the engine; while the audio thread does not process
void
dil_bridge_deactivate(DilBridge* bridge);

/// dil_engine_latency(), or 0 without an engine
DIL_REALTIME uint32_t
dil_bridge_latency(const DilBridge* bridge);

/// Latency that the next engine will have at `rate`; main thread
uint32_t
dil_bridge_latency_at(DilBridge* bridge, double rate);

/// dil_engine_tail(), or 0 without an engine
DIL_REALTIME uint32_t
dil_bridge_tail(const DilBridge* bridge);

/// Notes that sound; while there is an engine it is its count of voices
DIL_REALTIME uint32_t
dil_bridge_n_voices(const DilBridge* bridge);

/**
   Load a preset now and play it; any thread but the audio one.

   @return As dil_preset_load(); all goes on as before, and the log tells why,
   when that fails.
*/
DilStatus
dil_bridge_load(DilBridge* bridge, const char* path);

/// Have a preset loaded soon; false while others wait
DIL_REALTIME bool
dil_bridge_request(DilBridge* bridge, const char* path);

/**
   Take the path of the preset that is played since a short time.

   @param path [DIL_PATH_SIZE], "" for none.
   @return Whether there was news.
*/
DIL_REALTIME bool
dil_bridge_news(DilBridge* bridge, char* path);

/// What a host is to keep
void
dil_bridge_state(DilBridge* bridge, DilState* state);

/**
   Take up a state; any thread but the audio one.

   Its preset is found by its path, or wherever it is by its hash.  If it is not
   there, there is silence until it is.
*/
void
dil_bridge_restore(DilBridge* bridge, const DilState* state);

/// dil_bridge_restore() of dil_state_read(); what cannot be read changes
/// nothing
DIL_NODISCARD DilStatus
dil_bridge_read_state(DilBridge* bridge, const void* bytes, size_t size);

/// Value of a parameter, as it was set last; any thread
DIL_REALTIME float
dil_bridge_parameter(const DilBridge* bridge, uint32_t parameter);

/**
   Set a parameter from the next block on; any thread.

   Values out of range are limited; NaN and unknown parameters do nothing.
*/
DIL_REALTIME void
dil_bridge_set_parameter(DilBridge* bridge, uint32_t parameter, double value);

/**
   Begin a block.

   @param out [DIL_N_OUTPUTS][n_frames]; NULL for what is not wanted.
*/
DIL_REALTIME void
dil_bridge_begin(DilBridge* bridge, float* const* out, uint32_t n_frames);

/**
   Hand over an event of the block, in order of frames.

   What comes out of order takes effect at once.

   @param event Of any type but DIL_EVENT_PARAMETER.
*/
DIL_REALTIME void
dil_bridge_event(DilBridge* bridge, const DilEvent* event);

/// dil_bridge_set_parameter() from a frame of the block on, in order of frames
DIL_REALTIME void
dil_bridge_automate(DilBridge* bridge,
                    uint32_t frame,
                    uint32_t parameter,
                    double value);

/**
   Add to a parameter's value without changing it, from a frame on.

   @param amount In units of the parameter; NaN does nothing.
*/
DIL_REALTIME void
dil_bridge_modulate(DilBridge* bridge,
                    uint32_t frame,
                    uint32_t parameter,
                    double amount);

/// Hand over a system exclusive message of the block, in order of frames
DIL_REALTIME void
dil_bridge_sysex(DilBridge* bridge,
                 uint32_t frame,
                 const uint8_t* data,
                 size_t size);

/// Render what is left of the block
DIL_REALTIME void
dil_bridge_end(DilBridge* bridge);

/// dil_engine_reset(); between blocks
DIL_REALTIME void
dil_bridge_reset(DilBridge* bridge);

#endif // DIL_PLUGIN_BRIDGE_H
