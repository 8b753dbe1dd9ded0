// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_extensions.h"

#include "clap_gui.h"
#include "clap_plugin.h"
#include "number.h"

#include <clap/ext/audio-ports.h>
#include <clap/ext/latency.h>
#include <clap/ext/note-ports.h>

#include <stdio.h>
#include <string.h>

/// Rate whose latency is told to hosts that ask before they have one
#define USUAL_RATE 48000.0

static uint32_t CLAP_ABI
audio_count(const clap_plugin_t* const plugin, const bool is_input)
{
  (void)plugin;
  return is_input ? 0U : 1U;
}

static bool CLAP_ABI
audio_get(const clap_plugin_t* const plugin,
          const uint32_t index,
          const bool is_input,
          clap_audio_port_info_t* const info)
{
  (void)plugin;
  if (is_input || index) {
    return false;
  }

  memset(info, 0, sizeof(*info));
  snprintf(info->name, sizeof(info->name), "%s", "Output");
  info->flags = CLAP_AUDIO_PORT_IS_MAIN;
  info->channel_count = DIL_N_OUTPUTS;
  info->port_type = CLAP_PORT_STEREO;
  info->in_place_pair = CLAP_INVALID_ID;
  return true;
}

static uint32_t CLAP_ABI
note_count(const clap_plugin_t* const plugin, const bool is_input)
{
  (void)plugin;
  return is_input ? 1U : 0U;
}

static bool CLAP_ABI
note_get(const clap_plugin_t* const plugin,
         const uint32_t index,
         const bool is_input,
         clap_note_port_info_t* const info)
{
  (void)plugin;
  if (!is_input || index) {
    return false;
  }

  memset(info, 0, sizeof(*info));
  snprintf(info->name, sizeof(info->name), "%s", "Notes");
  info->supported_dialects = CLAP_NOTE_DIALECT_CLAP | CLAP_NOTE_DIALECT_MIDI |
                             CLAP_NOTE_DIALECT_MIDI_MPE;
  info->preferred_dialect = CLAP_NOTE_DIALECT_CLAP;
  return true;
}

static uint32_t CLAP_ABI
latency_get(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  self->latency = (self->rate > 0.0)
                    ? dil_bridge_latency(self->bridge)
                    : dil_bridge_latency_at(self->bridge, USUAL_RATE);
  self->is_known = self->rate > 0.0;
  return self->latency;
}

static uint32_t CLAP_ABI
tail_get(const clap_plugin_t* const plugin)
{
  return dil_bridge_tail(dil_clap(plugin)->bridge);
}

static bool CLAP_ABI
render_is_hard(const clap_plugin_t* const plugin)
{
  (void)plugin;
  return false;
}

// The sound does not depend on whether anyone is waiting for it
static bool CLAP_ABI
render_set(const clap_plugin_t* const plugin, const int32_t mode)
{
  (void)plugin;
  return mode == CLAP_RENDER_REALTIME || mode == CLAP_RENDER_OFFLINE;
}

static bool CLAP_ABI
voice_info_get(const clap_plugin_t* const plugin, clap_voice_info_t* const info)
{
  const DilParameterValues* const values =
    dil_bridge_parameters(dil_clap(plugin)->bridge);
  info->voice_count =
    (uint32_t)dil_parameter_value(values, DIL_PARAMETER_VOICES);
  info->voice_capacity = DIL_MAX_VOICES;
  info->flags = CLAP_VOICE_INFO_SUPPORTS_OVERLAPPING_NOTES;
  return true;
}

static bool CLAP_ABI
preset_load(const clap_plugin_t* const plugin,
            const uint32_t kind,
            const char* const location,
            const char* const key)
{
  // The key is the number of an instrument, as the discovery says it
  static const uint64_t last = 127U;
  uint64_t instrument = 0U;
  DilClap* const self = dil_clap(plugin);
  if (kind != CLAP_PRESET_DISCOVERY_LOCATION_FILE || !location ||
      (key && !dil_whole_read(key, strlen(key), last, &instrument)) ||
      dil_shelf_load(dil_bridge_shelf(self->bridge), location)) {
    return false;
  }

  if (key) {
    dil_parameter_set(dil_bridge_parameters(self->bridge),
                      DIL_PARAMETER_INSTRUMENT,
                      (double)instrument);
  }

  dil_clap_see_program(self);
  if (key && self->params) {
    self->params->rescan(self->host, CLAP_PARAM_RESCAN_VALUES);
  }

  return true;
}

static const clap_plugin_audio_ports_t audio_ports = {audio_count, audio_get};
static const clap_plugin_note_ports_t note_ports = {note_count, note_get};
static const clap_plugin_latency_t latency = {latency_get};
static const clap_plugin_tail_t tail = {tail_get};
static const clap_plugin_render_t render = {render_is_hard, render_set};
static const clap_plugin_voice_info_t voice_info = {voice_info_get};
static const clap_plugin_preset_load_t preset = {preset_load};

const void*
dil_clap_extension(const char* const id)
{
  static const struct {
    const char* id;
    const void* extension;
  } extensions[] = {{CLAP_EXT_AUDIO_PORTS, &audio_ports},
                    {CLAP_EXT_NOTE_PORTS, &note_ports},
                    {CLAP_EXT_PARAMS, &dil_clap_params},
                    {CLAP_EXT_STATE, &dil_clap_state},
                    {CLAP_EXT_LATENCY, &latency},
                    {CLAP_EXT_TAIL, &tail},
                    {CLAP_EXT_RENDER, &render},
                    {CLAP_EXT_VOICE_INFO, &voice_info},
#ifdef DIL_HAS_WINDOW
                    {CLAP_EXT_GUI, &dil_clap_gui},
                    {CLAP_EXT_TIMER_SUPPORT, &dil_clap_timer},
                    {CLAP_EXT_POSIX_FD_SUPPORT, &dil_clap_files},
#endif
                    {CLAP_EXT_PRESET_LOAD, &preset},
                    {CLAP_EXT_PRESET_LOAD_COMPAT, &preset}};

  const size_t n = sizeof(extensions) / sizeof(*extensions);
  for (size_t i = 0U; i < n; ++i) {
    if (!strcmp(extensions[i].id, id)) {
      return extensions[i].extension;
    }
  }

  return NULL;
}
