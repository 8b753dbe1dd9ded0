// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VST3_PLUGIN_H
#define DIL_VST3_PLUGIN_H

#include "bridge.h"
#include "dilaton/parameter.h"
#include "preset_files.h"
#include "travesty_more.h"
#include "utf8.h"

#include <stdatomic.h>
#include <stdbool.h>

/// Rate until the host tells one
#define DIL_VST3_USUAL_RATE 48000.0

/// Parameters by number: those of DilParameter, then these
enum {
  DIL_VST3_PROGRAM = 4096, ///< Chooses the preset
  DIL_VST3_MIDI = 8192     ///< First of the MIDI controllers of all channels
};

/// MIDI controllers as VST 3 counts them
enum {
  DIL_VST3_PRESSURE = 128,
  DIL_VST3_BEND = 129,
  DIL_VST3_PROGRAM_CHANGE = 130,
  DIL_VST3_N_CONTROLLERS = 131
};

enum {
  DIL_VST3_N_CHANNELS = 16,
  DIL_VST3_N_MIDI = DIL_VST3_N_CHANNELS * DIL_VST3_N_CONTROLLERS,
  DIL_VST3_MAX_EVENTS = 2048 ///< Put in order at once
};

typedef struct DilVst3Impl DilVst3;

/// What a host holds: a table of functions, and whose it is
typedef struct {
  const void* functions;
  DilVst3* owner;
} DilVst3Face;

/// Events of a block, in order of frames
typedef struct {
  size_t n;
  DilEvent events[DIL_VST3_MAX_EVENTS];
  DilEvent scratch[DIL_VST3_MAX_EVENTS];
} DilVst3Queue;

/// One instance, component and controller in one
struct DilVst3Impl {
  DilVst3Face component;
  DilVst3Face processor;
  DilVst3Face controller;
  DilVst3Face mapping;
  DilVst3Face units;
  DilVst3Face requirements;
  atomic_uint n_references;

  DilBridge* bridge;
  DilPresetFiles programs; ///< Presets to choose from; does not change
  atomic_uint program;     ///< The one chosen last, or beyond them
  atomic_bool has_changed; ///< Another preset, to be told to the host
  double rate;
  bool is_active;
  uint32_t latency; ///< That the host knows of
  struct v3_component_handler** handler;
  struct v3_funknown** context;         ///< The host's, or NULL
  char bundle[DIL_PATH_SIZE];           ///< Folder with presets, or ""
  _Atomic(float) midi[DIL_VST3_N_MIDI]; ///< Normalised, as set last

  /// Programs changed to, in blocks or by a state
  _Atomic(uint8_t) heard[DIL_VST3_N_CHANNELS];
  DilVst3Queue queue;
};

extern const struct v3_component dil_vst3_component;
extern const struct v3_audio_processor dil_vst3_processor;
extern const struct v3_edit_controller dil_vst3_controller;
extern const struct v3_midi_mapping dil_vst3_mapping;
extern const struct v3_unit_information dil_vst3_units;
extern const struct v3_process_context_requirements dil_vst3_requirements;

/// The instance behind an interface
static inline DilVst3*
dil_vst3(void* const self)
{
  return ((DilVst3Face*)self)->owner;
}

/// Make an instance with one reference, or return NULL
DilVst3*
dil_vst3_new(void);

/// The functions that all interfaces begin with
v3_result V3_API
dil_vst3_query(void* self, const v3_tuid iid, void** object);
uint32_t V3_API
dil_vst3_ref(void* self);
uint32_t V3_API
dil_vst3_unref(void* self);
v3_result V3_API
dil_vst3_initialize(void* self, struct v3_funknown** context);
v3_result V3_API
dil_vst3_terminate(void* self);

/// All of the state from a stream, and to one
v3_result
dil_vst3_load(DilVst3* self, struct v3_bstream** stream);
v3_result
dil_vst3_save(DilVst3* self, struct v3_bstream** stream);

/// Tell the host what a new preset has changed; its main thread
void
dil_vst3_settle(DilVst3* self);

/// See from the bridge which preset is played; main thread
void
dil_vst3_see_program(DilVst3* self);

/// Preset for a normalised value of DIL_VST3_PROGRAM
DIL_REALTIME uint32_t
dil_vst3_program(const DilVst3* self, double value);

/// Name of a place in the list of programs, whose last is for any other
const char*
dil_vst3_program_name(const DilVst3* self, uint32_t program);

/// Unit that shows a group of parameters; the root is unit 0
static inline int32_t
dil_vst3_unit(const DilParameterGroup group)
{
  return (int32_t)group + 1;
}

/// Value of a parameter for a normalised one, the default for one that hosts
/// may have kept in single precision; NaN for NaN
DIL_REALTIME double
dil_vst3_plain(uint32_t parameter, double value);

/// Normalised value of a parameter
double
dil_vst3_normalised(uint32_t parameter, double plain);

/// Make a view with one reference, which has one of the instance, or NULL
struct v3_plugin_view**
dil_vst3_new_view(DilVst3* self);

/// Normalised value of a MIDI controller that has not been moved.  Hosts
/// restore what they were told of it, which must not change the sound: messages
/// such as "all notes off" have one that no keyboard sends, and never another
double
dil_vst3_rest(uint32_t controller);

/// Whether a controller is such a message
static inline bool
dil_vst3_is_message(const uint32_t controller)
{
  return controller >= 120U && controller <= 127U;
}

/// See from the bridge what MIDI has set; while the host restores it
void
dil_vst3_see_midi(DilVst3* self);

/// Render a block
DIL_REALTIME void
dil_vst3_render(DilVst3* self, struct v3_process_data* data);

/// Put the events of a queue in order of frames, those of one frame as they are
DIL_REALTIME void
dil_vst3_sort(DilVst3Queue* queue);

/// Write UTF-8 as a string of the host's, cut at its end
static inline void
dil_vst3_string(int16_t* const out, const size_t size, const char* const text)
{
  dil_utf16_write(text, (uint16_t*)out, size);
}

#endif // DIL_VST3_PLUGIN_H
