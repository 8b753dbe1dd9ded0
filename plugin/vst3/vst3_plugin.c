// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For dladdr()
#define _GNU_SOURCE

#include "vst3_plugin.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// VST 3 has no log, but hosts show what their plugins write here
static void
host_log(void* const context, const DilLogLevel level, const char* const text)
{
  (void)context;
  if (level != DIL_LOG_NOTE) {
    fprintf(stderr, "Dilaton: %s\n", text);
  }
}

static void
host_changed(void* const context)
{
  atomic_store(&((DilVst3*)context)->has_changed, true);
}

/// Folder for presets in the bundle, from where this code is in it
static bool
find_bundle(char path[DIL_PATH_SIZE])
{
  static const char here = '\0';
  Dl_info info;
  path[0] = '\0';
  if (!dladdr(&here, &info) || !info.dli_fname) {
    return false;
  }

  const int length = snprintf(path, DIL_PATH_SIZE, "%s", info.dli_fname);
  bool is_found = length > 0 && (size_t)length < DIL_PATH_SIZE - 16U;
  for (int i = 0; i < 2 && is_found; ++i) {
    char* const slash = strrchr(path, '/');
    is_found = slash != NULL;
    if (slash) {
      *slash = '\0';
    }
  }
  if (is_found) {
    strcat(path, "/Resources");
  } else {
    path[0] = '\0';
  }

  return is_found;
}

static bool
make_parts(DilVst3* const self)
{
  const char* const bundle = find_bundle(self->bundle) ? self->bundle : NULL;
  const DilPluginHost host = {self, host_log, host_changed};
  return !dil_preset_files_find(bundle, &self->programs) &&
         !dil_bridge_new(&host, bundle, &self->bridge);
}

static void
free_all(DilVst3* const self)
{
  if (self->handler) {
    (*self->handler)->unref(self->handler);
  }
  if (self->context) {
    (*self->context)->unref(self->context);
  }

  dil_bridge_free(self->bridge);
  dil_preset_files_clear(&self->programs);
  free(self);
}

static void
face(DilVst3* const self, DilVst3Face* const place, const void* const functions)
{
  place->functions = functions;
  place->owner = self;
}

DilVst3*
dil_vst3_new(void)
{
  DilVst3* const self = (DilVst3*)calloc(1U, sizeof(*self));
  if (!self) {
    return NULL;
  }

  face(self, &self->component, &dil_vst3_component);
  face(self, &self->processor, &dil_vst3_processor);
  face(self, &self->controller, &dil_vst3_controller);
  face(self, &self->mapping, &dil_vst3_mapping);
  face(self, &self->units, &dil_vst3_units);
  face(self, &self->requirements, &dil_vst3_requirements);
  self->rate = DIL_VST3_USUAL_RATE;
  atomic_init(&self->n_references, 1U);
  atomic_init(&self->program, UINT32_MAX);
  atomic_init(&self->has_changed, false);
  if (!make_parts(self)) {
    free_all(self);
    return NULL;
  }

  dil_vst3_see_midi(self);

  return self;
}

v3_result V3_API
dil_vst3_query(void* const self, const v3_tuid iid, void** const object)
{
  DilVst3* const owner = dil_vst3(self);
  const struct {
    const uint8_t* iid;
    DilVst3Face* face;
  } faces[] = {{v3_funknown_iid, &owner->component},
               {v3_plugin_base_iid, &owner->component},
               {v3_component_iid, &owner->component},
               {v3_audio_processor_iid, &owner->processor},
               {v3_edit_controller_iid, &owner->controller},
               {v3_midi_mapping_iid, &owner->mapping},
               {v3_unit_information_iid, &owner->units},
               {v3_process_context_requirements_iid, &owner->requirements}};

  *object = NULL;
  for (size_t i = 0U; i < sizeof(faces) / sizeof(*faces); ++i) {
    if (v3_tuid_match(faces[i].iid, iid)) {
      atomic_fetch_add(&owner->n_references, 1U);
      *object = faces[i].face;
      return V3_OK;
    }
  }

  return V3_NO_INTERFACE;
}

uint32_t V3_API
dil_vst3_ref(void* const self)
{
  return atomic_fetch_add(&dil_vst3(self)->n_references, 1U) + 1U;
}

uint32_t V3_API
dil_vst3_unref(void* const self)
{
  DilVst3* const owner = dil_vst3(self);
  const uint32_t n = atomic_fetch_sub(&owner->n_references, 1U) - 1U;
  if (!n) {
    free_all(owner);
  }

  return n;
}

v3_result V3_API
dil_vst3_initialize(void* const self, struct v3_funknown** const context)
{
  DilVst3* const owner = dil_vst3(self);
  if (context && !owner->context) {
    (*context)->ref(context);
    owner->context = context;
  }

  return V3_OK;
}

v3_result V3_API
dil_vst3_terminate(void* const self)
{
  DilVst3* const owner = dil_vst3(self);
  struct v3_component_handler** const handler = owner->handler;
  owner->handler = NULL;
  if (handler) {
    (*handler)->unref(handler);
  }
  if (owner->context) {
    (*owner->context)->unref(owner->context);
    owner->context = NULL;
  }

  return V3_OK;
}

void
dil_vst3_see_program(DilVst3* const self)
{
  DilState state;
  dil_bridge_state(self->bridge, &state);
  atomic_store(&self->program,
               (unsigned)dil_preset_files_index(&self->programs, state.path));
}

void
dil_vst3_settle(DilVst3* const self)
{
  if (!atomic_exchange(&self->has_changed, false)) {
    return;
  }

  dil_vst3_see_program(self);
  const bool is_late =
    self->is_active && dil_bridge_latency(self->bridge) != self->latency;
  if (self->handler) {
    (*self->handler)
      ->restart_component(self->handler,
                          V3_RESTART_PARAM_VALUES_CHANGED |
                            (is_late ? V3_RESTART_LATENCY_CHANGED : 0));
  }
}
