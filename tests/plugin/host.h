// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HOST_H
#define DIL_TEST_HOST_H

#include "dilaton/event.h"
#include "expression.h"
#include "support/temp.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Plugin formats that are played
typedef enum { HOST_LV2, HOST_CLAP, HOST_VST3, HOST_N_FORMATS } HostFormat;

/// Name of a format, for messages
const char*
host_name(HostFormat format);

/**
   A plugin of one format, in a small host of our own.

   Fails the test where a plugin does not keep its format's promises, but where
   the functions below say otherwise.
*/
typedef struct Host Host;

/// What a host has kept for a plugin
typedef struct {
  char* bytes; ///< [size], then a NUL that is not counted; for free()
  size_t size;
} HostState;

/**
   Load the module and make an instance, which is not active yet.

   The modules are those in the build folder; LV2 only sees the description and
   the binary, in a folder of its own, so that no presets are in its bundle.
*/
Host*
host_open(HostFormat format);

/// Deactivate if need be, destroy the instance and unload the module
void
host_close(Host* host);

/// Activate at a rate; false if the plugin refuses
bool
host_activate(Host* host, double rate, uint32_t max_frames);

void
host_deactivate(Host* host);

/// Send an event in the next block.  LV2 has MIDI bytes of it, and CLAP too but
/// for notes; parameters are not for this.
void
host_send(Host* host, const DilEvent* event);

/// Send a system exclusive message in the next block; `data` is kept by the
/// caller until then
void
host_send_sysex(Host* host, uint32_t frame, const uint8_t* data, size_t size);

/// Set a parameter in the next block; LV2 has no frames and no doubles
void
host_automate(Host* host, uint32_t frame, uint32_t parameter, double value);

/// Set everything in the next block to the value that the plugin tells, as
/// hosts do when they restore a session
void
host_repeat(Host* host);

/// Process a block with what was sent; inside of the audio guard
void
host_process(Host* host, float* const* out, uint32_t n_frames);

/// What the format tells of a parameter
typedef struct {
  char name[128];
  char unit[128];  ///< As in DilParameterInfo
  char group[128]; ///< Name of what it is shown in
  char help[128];  ///< "" for CLAP and VST 3, which have no place for it
  double low;
  double high;
  double value;    ///< Default
  bool is_integer; ///< Only whole numbers
} HostParameter;

HostParameter
host_describe(Host* host, uint32_t parameter);

/// Express something with a note, by its note_id, in the next block; CLAP and
/// VST 3 only, and VST 3 not pressure
void
host_express(Host* host,
             uint32_t frame,
             int32_t note_id,
             DilExpression expression,
             double value);

/// Tell whether anyone waits for the sound; while not active
void
host_set_offline(Host* host, bool is_offline);

/// What the plugin shows as its preset
void
host_shown(Host* host, char text[4096]);

/// Value of a parameter as the plugin tells, LV2 as at its port
double
host_parameter(Host* host, uint32_t parameter);

/// Text that the plugin has for a value of a parameter; CLAP and VST 3 only
void
host_write(Host* host, uint32_t parameter, double value, char text[128]);

/// Value that the plugin makes of what someone types; false if of none
bool
host_read(Host* host, uint32_t parameter, const char* text, double* value);

/// Latency as reported; LV2 must have processed since it was activated
uint32_t
host_latency(Host* host);

/// Tail as reported, 0 for LV2 which has no such thing
uint32_t
host_tail(Host* host);

/// Save the state
HostState
host_save(Host* host);

/// Restore a state; false if the plugin refuses
bool
host_load(Host* host, const void* bytes, size_t size);

/// Choose a preset as users of the format do it; for VST 3 it must be listed
void
host_choose(Host* host, const char* path);

/// Messages so far, one a line; "" for VST 3, which has no log
const char*
host_log(const Host* host);

/// Forget the messages
void
host_clear_log(Host* host);

/// Take up preset `index` of the LV2 bundle, whose presets are in a folder; its
/// label is to be released with free(), and NULL beyond the last
char*
host_lv2_preset(Host* host, const char* folder, size_t index);

/// Play a block and take the name of the instrument that LV2 tells in it, if it
/// does; once asked for it if `is_asked`
void
host_lv2_instrument(Host* host, bool is_asked, char text[128]);

/// Let an LV2 host see another bundle, whose presets host_lv2_preset() counts
/// too
void
host_lv2_add(Host* host, const char* bundle);

/// Copy the LV2 bundle, but for the presets in it, into a folder
void
host_copy_lv2(TempFolder* folder);

/// The window of a plugin, as its host knows it
typedef struct {
  uintptr_t parent;       ///< X window that it is in, or 0 for one of its own
  double scale;           ///< That the host tells, or 0
  bool is_least;          ///< The host offers as little as its format allows
  unsigned n_begun;       ///< Gestures
  unsigned n_ended;       ///< Gestures
  unsigned n_set;         ///< Values told
  uint32_t parameter;     ///< That was told last
  double value;           ///< Of it, plain
  uint32_t wanted_width;  ///< Pixels that the plugin has asked for last, or 0
  uint32_t wanted_height; ///< Pixels
  bool is_gone;           ///< As the plugin says: closed or lost
} HostWindow;

/// Open the window; its first fields say how.  False if the plugin refuses
bool
host_open_window(Host* host, HostWindow* window);

/// Let the window move on, as a host's loop does
void
host_tick_window(Host* host);

/// Give the window another size in pixels
void
host_resize_window(Host* host, uint32_t width, uint32_t height);

/// Size in pixels that the plugin tells
void
host_window_size(Host* host, uint32_t* width, uint32_t* height);

/// Close the window, which may be gone
void
host_close_window(Host* host);

#endif // DIL_TEST_HOST_H
