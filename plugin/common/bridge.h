// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_BRIDGE_H
#define DIL_PLUGIN_BRIDGE_H

#include "channel_keep.h"
#include "parameter_values.h"
#include "plugin_host.h"
#include "preset_shelf.h"
#include "state.h"

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/event.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   What the plugin formats have in common: an engine that plays blocks of a
   host, with parameters and presets beside it.

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
dil_bridge_new(const DilPluginHost* host, const char* bundle, DilBridge** out);

/// Free a bridge; NULL is fine
void
dil_bridge_free(DilBridge* bridge);

/// Its presets, which live as long as the bridge; any thread
DIL_REALTIME DilPresetShelf*
dil_bridge_shelf(const DilBridge* bridge);

/// Its parameters, which live as long as the bridge; any thread
DIL_REALTIME DilParameterValues*
dil_bridge_parameters(DilBridge* bridge);

/// What MIDI has set on it, which lives as long as the bridge; any thread
DIL_REALTIME DilChannelKeep*
dil_bridge_channels(const DilBridge* bridge);

/// Tell a failure in the log; any thread but the audio one
///
/// @return The status.
DilStatus
dil_bridge_check(const DilBridge* bridge,
                 DilStatus status,
                 const DilMessage* message);

/**
   Make a new engine as by dil_shelf_start(), while the audio thread does not
   process.

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

/// What a host is to keep
void
dil_bridge_state(DilBridge* bridge, DilState* state);

/**
   Take up a state, the preset as by dil_shelf_want(); any thread but the audio
   one.

   @return As dil_state_read(): what cannot be read changes nothing, and the log
   tells why.
*/
DIL_NODISCARD DilStatus
dil_bridge_read_state(DilBridge* bridge, const void* bytes, size_t size);

/// Take up only what MIDI has set; as dil_bridge_read_state() and
/// dil_channels_read()
DIL_NODISCARD DilStatus
dil_bridge_read_channels(DilBridge* bridge, const void* bytes, size_t size);

/**
   Begin a block.

   @param out [DIL_N_OUTPUTS][n_frames]; NULL for what is not wanted.
*/
DIL_REALTIME void
dil_bridge_begin(DilBridge* bridge, float* const* out, uint32_t n_frames);

/**
   Strike a key or let go of one when the next block begins; for the thread of
   the windows.

   @param event Of frame 0.
   @return False while too many others wait for a block.
*/
bool
dil_bridge_play(DilBridge* bridge, const DilEvent* event);

/**
   Hand over an event of the block, in order of frames.

   What comes out of order takes effect at once.

   @param event Of any type but DIL_EVENT_PARAMETER.
*/
DIL_REALTIME void
dil_bridge_event(DilBridge* bridge, const DilEvent* event);

/// dil_parameter_set() from a frame of the block on, in order of frames
DIL_REALTIME void
dil_bridge_automate(DilBridge* bridge,
                    uint32_t frame,
                    uint32_t parameter,
                    double value);

/// dil_parameter_modulate() from a frame of the block on, in order of frames
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

/// dil_engine_reset() that leaves what MIDI has set, but for the pedals;
/// between blocks
DIL_REALTIME void
dil_bridge_reset(DilBridge* bridge);

#endif // DIL_PLUGIN_BRIDGE_H
