// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_PLUGIN_H
#define DIL_CLAP_PLUGIN_H

#include "bridge.h"
#include "clap_more.h"
#include "preset_files.h"
#include "ring.h"

#include <clap/ext/params.h>

#include <stdatomic.h>

/// Parameter that chooses the preset; the others are numbered by DilParameter
#define DIL_CLAP_PROGRAM 4096U

/// The window of an instance, if there is one
typedef struct DilClapGui DilClapGui;

/// One instance
typedef struct {
  clap_plugin_t plugin; ///< What the host holds
  const clap_host_t* host;
  const clap_host_log_t* log;       ///< Or NULL
  const clap_host_params_t* params; ///< Or NULL
  DilBridge* bridge;
  DilRing* gestures;          ///< Of the window, to be told to the host
  DilClapGui* gui;            ///< Or NULL
  char bundle[DIL_PATH_SIZE]; ///< Folder with presets, or ""
  DilPresetFiles programs;    ///< Presets to choose from; does not change
  atomic_uint program;        ///< The one chosen last, or beyond them
  atomic_bool has_changed;    ///< Another preset, to be told on the main thread
  double rate;                ///< While active, else 0
  uint32_t latency;           ///< That the host knows of
  bool is_known;              ///< The host has asked for the latency
} DilClap;

/// The instance behind the host's pointer
static inline DilClap*
dil_clap(const clap_plugin_t* const plugin)
{
  return (DilClap*)plugin->plugin_data;
}

extern const clap_plugin_descriptor_t dil_clap_descriptor;

/**
   Make an instance.

   @param bundle Folder with presets, or NULL.
   @return What the host will destroy, or NULL.
*/
const clap_plugin_t*
dil_clap_new(const clap_host_t* host, const char* bundle);

/// An extension of the plugin, or NULL; any thread
const void*
dil_clap_extension(const char* id);

/// Hand an event to the bridge, inside of a block
DIL_REALTIME void
dil_clap_event(DilClap* self, const clap_event_header_t* event);

/// Take a parameter's value outside of a block
DIL_REALTIME void
dil_clap_set(DilClap* self, const clap_event_header_t* event);

/// What the window does with a parameter; by the value of its `type`
typedef struct {
  uint16_t type; ///< CLAP_EVENT_PARAM_VALUE, or a gesture's begin or end
  clap_id id;
  double value; ///< Of CLAP_EVENT_PARAM_VALUE
} DilClapGesture;

/// Have a gesture told to the host soon; main thread
void
dil_clap_gesture(DilClap* self, const DilClapGesture* gesture);

/// Tell the host of the gestures that wait
DIL_REALTIME void
dil_clap_tell_gestures(DilClap* self, const clap_output_events_t* out);

/// Choose a preset by the value of DIL_CLAP_PROGRAM
DIL_REALTIME void
dil_clap_choose(DilClap* self, double value);

/// See from the bridge which preset is played; main thread
void
dil_clap_see_program(DilClap* self);

#endif // DIL_CLAP_PLUGIN_H
