// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_plugin.h"

#include <lv2/core/lv2_util.h>

#include <stdlib.h>

static void
host_log(void* const context, const DilLogLevel level, const char* const text)
{
  const DilLv2* const self = (const DilLv2*)context;
  const LV2_URID types[] = {
    self->uris.log_note, self->uris.log_warning, self->uris.log_error};
  if (self->log) {
    self->log->printf(self->log->handle, types[level], "Dilaton: %s\n", text);
  }
}

// The audio thread is told by the bridge, and the host by the notify port
static void
host_changed(void* const context)
{
  (void)context;
}

static LV2_Handle
instantiate(const LV2_Descriptor* const descriptor,
            const double rate,
            const char* const bundle,
            const LV2_Feature* const* const features)
{
  (void)descriptor;
  const LV2_URID_Map* map = NULL;
  DilLv2* const self = (DilLv2*)calloc(1U, sizeof(*self));
  const char* const missing = self ? lv2_features_query(features,
                                                        LV2_URID__map,
                                                        &map,
                                                        true,
                                                        LV2_LOG__log,
                                                        &self->log,
                                                        false,
                                                        LV2_WORKER__schedule,
                                                        &self->schedule,
                                                        false,
                                                        NULL)
                                   : "memory";
  if (missing || rate < (double)DIL_MIN_RATE || rate > (double)DIL_MAX_RATE) {
    free(self);
    return NULL;
  }

  const DilPluginHost host = {self, host_log, host_changed};
  dil_lv2_map(&self->uris, map);
  LV2_URID_Map writable = *map;
  lv2_atom_forge_init(&self->forge, &writable);
  self->rate = rate;
  if (dil_bridge_new(&host, bundle, &self->bridge)) {
    free(self);
    return NULL;
  }

  return self;
}

static void
connect_output(DilLv2* const self, const uint32_t port, void* const data)
{
  switch (port) {
  case DIL_LV2_NOTIFY:
    self->notify = (LV2_Atom_Sequence*)data;
    break;
  case DIL_LV2_LEFT:
    self->out[0] = (float*)data;
    break;
  case DIL_LV2_RIGHT:
    self->out[1] = (float*)data;
    break;
  case DIL_LV2_LATENCY:
    self->latency = (float*)data;
    break;
  default:
    break;
  }
}

static void
connect_port(const LV2_Handle handle, const uint32_t port, void* const data)
{
  DilLv2* const self = (DilLv2*)handle;
  if (port == DIL_LV2_CONTROL) {
    self->control = (const LV2_Atom_Sequence*)data;
  } else if (port < DIL_LV2_PARAMETERS) {
    connect_output(self, port, data);
  } else if (port - DIL_LV2_PARAMETERS < DIL_N_PARAMETERS) {
    self->parameters[port - DIL_LV2_PARAMETERS] = (const float*)data;
  }
}

static void
read_parameters(DilLv2* const self)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    if (self->parameters[i]) {
      dil_parameter_set(
        dil_bridge_parameters(self->bridge), i, (double)*self->parameters[i]);
    }
  }
}

static void
activate(const LV2_Handle handle)
{
  // There is no way to report a failure, but the log has it and it is silent
  const DilLv2* const self = (const DilLv2*)handle;
  const DilStatus status = dil_bridge_activate(self->bridge, self->rate);
  (void)status;
}

static void
run(const LV2_Handle handle, const uint32_t n_frames)
{
  DilLv2* const self = (DilLv2*)handle;
  read_parameters(self);
  dil_bridge_begin(self->bridge, self->out, n_frames);
  dil_lv2_read_control(self);
  dil_bridge_end(self->bridge);
  if (self->latency) {
    *self->latency = (float)dil_bridge_latency(self->bridge);
  }
}

static void
deactivate(const LV2_Handle handle)
{
  dil_bridge_deactivate(((DilLv2*)handle)->bridge);
}

static void
cleanup(const LV2_Handle handle)
{
  DilLv2* const self = (DilLv2*)handle;
  dil_bridge_free(self->bridge);
  free(self);
}

LV2_SYMBOL_EXPORT const LV2_Descriptor*
lv2_descriptor(const uint32_t index)
{
  static const LV2_Descriptor descriptor = {DIL_LV2_URI,
                                            instantiate,
                                            connect_port,
                                            activate,
                                            run,
                                            deactivate,
                                            cleanup,
                                            dil_lv2_extension_data};

  return index ? NULL : &descriptor;
}
