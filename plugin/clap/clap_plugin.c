// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_plugin.h"

#include "clap_gui.h"
#include "dilaton/version.h"

#include <clap/ext/latency.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Changes of parameters that wait for the host
#define N_GESTURES 1024U

static const char* features[] = {CLAP_PLUGIN_FEATURE_INSTRUMENT,
                                 CLAP_PLUGIN_FEATURE_SYNTHESIZER,
                                 CLAP_PLUGIN_FEATURE_STEREO,
                                 NULL};

const clap_plugin_descriptor_t dil_clap_descriptor = {
  CLAP_VERSION_INIT,
  "org.dilaton.dilaton",
  "Dilaton",
  "The Dilaton Authors",
  "",
  "",
  "",
  DIL_VERSION,
  "Neural synthesizer that can be played",
  features};

static void
host_log(void* const context, const DilLogLevel level, const char* const text)
{
  static const int32_t severities[] = {
    CLAP_LOG_INFO, CLAP_LOG_WARNING, CLAP_LOG_ERROR};

  const DilClap* const self = (const DilClap*)context;
  if (self->log) {
    self->log->log(self->host, severities[level], text);
  }
}

static void
host_changed(void* const context)
{
  DilClap* const self = (DilClap*)context;
  atomic_store(&self->has_changed, true);
  self->host->request_callback(self->host);
}

void
dil_clap_see_program(DilClap* const self)
{
  DilState state;
  dil_bridge_state(self->bridge, &state);
  atomic_store(&self->program,
               (unsigned)dil_preset_files_index(&self->programs, state.path));
}

static bool CLAP_ABI
plugin_init(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  self->log =
    (const clap_host_log_t*)self->host->get_extension(self->host, CLAP_EXT_LOG);
  self->params = (const clap_host_params_t*)self->host->get_extension(
    self->host, CLAP_EXT_PARAMS);
  return true;
}

static void CLAP_ABI
plugin_destroy(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  dil_clap_end_gui(self);
  dil_bridge_free(self->bridge);
  dil_ring_free(self->gestures);
  dil_preset_files_clear(&self->programs);
  free(self);
}

static bool CLAP_ABI
plugin_activate(const clap_plugin_t* const plugin,
                const double rate,
                const uint32_t min_frames,
                const uint32_t max_frames)
{
  (void)min_frames;
  (void)max_frames;
  DilClap* const self = dil_clap(plugin);
  if (dil_bridge_activate(self->bridge, rate)) {
    return false;
  }

  self->rate = rate;
  return true;
}

static void CLAP_ABI
plugin_deactivate(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  dil_bridge_deactivate(self->bridge);
  self->rate = 0.0;
}

static bool CLAP_ABI
plugin_start(const clap_plugin_t* const plugin)
{
  (void)plugin;
  return true;
}

static void CLAP_ABI
plugin_stop(const clap_plugin_t* const plugin)
{
  (void)plugin;
}

static void CLAP_ABI
plugin_reset(const clap_plugin_t* const plugin)
{
  dil_bridge_reset(dil_clap(plugin)->bridge);
}

static clap_process_status CLAP_ABI
plugin_process(const clap_plugin_t* const plugin,
               const clap_process_t* const process)
{
  DilClap* const self = dil_clap(plugin);
  float* out[DIL_N_OUTPUTS] = {NULL, NULL};
  if (process->audio_outputs_count > 0U && process->audio_outputs[0].data32) {
    clap_audio_buffer_t* const buffer = &process->audio_outputs[0];
    for (uint32_t i = 0U; i < DIL_N_OUTPUTS && i < buffer->channel_count; ++i) {
      out[i] = buffer->data32[i];
    }
    buffer->constant_mask = 0U;
  }

  dil_bridge_begin(self->bridge, out, process->frames_count);
  const clap_input_events_t* const events = process->in_events;
  const uint32_t n_events = events ? events->size(events) : 0U;
  for (uint32_t i = 0U; i < n_events; ++i) {
    const clap_event_header_t* const event = events->get(events, i);
    if (event) {
      dil_clap_event(self, event);
    }
  }

  dil_bridge_end(self->bridge);
  dil_clap_tell_gestures(self, process->out_events);
  return dil_bridge_n_voices(self->bridge) ? CLAP_PROCESS_CONTINUE
                                           : CLAP_PROCESS_TAIL;
}

static const void* CLAP_ABI
plugin_extension(const clap_plugin_t* const plugin, const char* const id)
{
  (void)plugin;
  return dil_clap_extension(id);
}

static void CLAP_ABI
plugin_on_main_thread(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  dil_clap_call_gui(self);
  if (!atomic_exchange(&self->has_changed, false)) {
    return;
  }

  dil_clap_see_program(self);
  if (self->params) {
    self->params->rescan(self->host,
                         CLAP_PARAM_RESCAN_VALUES | CLAP_PARAM_RESCAN_TEXT);
  }

  // An active plugin's latency may not change: the host is to start it again
  if (self->is_known && self->rate > 0.0 &&
      dil_bridge_latency(self->bridge) != self->latency) {
    self->host->request_restart(self->host);
  }
}

static bool
make_parts(DilClap* const self, const char* const bundle)
{
  const DilPluginHost host = {self, host_log, host_changed};
  snprintf(self->bundle, sizeof(self->bundle), "%s", bundle ? bundle : "");
  return !dil_preset_files_find(bundle, &self->programs) &&
         !dil_ring_new(N_GESTURES, sizeof(DilClapGesture), &self->gestures) &&
         !dil_bridge_new(&host, bundle, &self->bridge);
}

const clap_plugin_t*
dil_clap_new(const clap_host_t* const host, const char* const bundle)
{
  static const clap_plugin_t functions = {&dil_clap_descriptor,
                                          NULL,
                                          plugin_init,
                                          plugin_destroy,
                                          plugin_activate,
                                          plugin_deactivate,
                                          plugin_start,
                                          plugin_stop,
                                          plugin_reset,
                                          plugin_process,
                                          plugin_extension,
                                          plugin_on_main_thread};

  DilClap* const self = (DilClap*)calloc(1U, sizeof(*self));
  if (!self) {
    return NULL;
  }

  self->plugin = functions;
  self->plugin.plugin_data = self;
  self->host = host;
  atomic_init(&self->program, UINT32_MAX);
  atomic_init(&self->has_changed, false);
  if (!make_parts(self, bundle)) {
    plugin_destroy(&self->plugin);
    return NULL;
  }

  return &self->plugin;
}
