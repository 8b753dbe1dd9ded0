// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "channel_state.h"
#include "lv2_plugin.h"
#include "lv2_view.h"

#include <lv2/core/lv2_util.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// How a host maps paths, if it does
typedef struct {
  const LV2_State_Map_Path* map;
  const LV2_State_Free_Path* free;
} Paths;

static Paths
find_paths(const LV2_Feature* const* const features)
{
  const Paths paths = {
    (const LV2_State_Map_Path*)lv2_features_data(features, LV2_STATE__mapPath),
    (const LV2_State_Free_Path*)lv2_features_data(features,
                                                  LV2_STATE__freePath)};
  return paths;
}

static void
free_path(const Paths* const paths, char* const path)
{
  if (paths->free) {
    paths->free->free_path(paths->free->handle, path);
  } else {
    free(path);
  }
}

static LV2_State_Status
store_text(const LV2_State_Store_Function store,
           const LV2_State_Handle handle,
           const LV2_URID key,
           const LV2_URID type,
           const char* const text,
           const uint32_t flags)
{
  return store(handle, key, text, strlen(text) + 1U, type, flags);
}

static LV2_State_Status
store_path(const DilLv2* const self,
           const LV2_State_Store_Function store,
           const LV2_State_Handle handle,
           const char* const path,
           const Paths* const paths)
{
  char* const mapped =
    paths->map ? paths->map->abstract_path(paths->map->handle, path) : NULL;
  const LV2_State_Status status = store_text(store,
                                             handle,
                                             self->uris.preset,
                                             self->uris.atom_path,
                                             mapped ? mapped : path,
                                             LV2_STATE_IS_POD);
  if (mapped) {
    free_path(paths, mapped);
  }

  return status;
}

static LV2_State_Status
store_channels(const DilLv2* const self,
               const LV2_State_Store_Function store,
               const LV2_State_Handle handle,
               const DilChannels* const channels)
{
  char* const text = dil_channels_write(channels);
  const LV2_State_Status status =
    text ? store_text(store,
                      handle,
                      self->uris.midi,
                      self->uris.atom_string,
                      text,
                      LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE)
         : LV2_STATE_ERR_NO_SPACE;
  free(text);
  return status;
}

// The parameters are ports, which the host keeps
static LV2_State_Status
save(const LV2_Handle instance,
     const LV2_State_Store_Function store,
     const LV2_State_Handle handle,
     const uint32_t flags,
     const LV2_Feature* const* const features)
{
  (void)flags;
  const DilLv2* const self = (const DilLv2*)instance;
  const Paths paths = find_paths(features);
  DilState state;
  dil_bridge_state(self->bridge, &state);
  LV2_State_Status status =
    store_channels(self, store, handle, &state.channels);
  if (!status && state.path[0]) {
    status = store_path(self, store, handle, state.path, &paths);
  }
  if (!status && state.hash[0]) {
    status = store_text(store,
                        handle,
                        self->uris.hash,
                        self->uris.atom_string,
                        state.hash,
                        LV2_STATE_IS_POD | LV2_STATE_IS_PORTABLE);
  }

  return status;
}

/// Copy a value of a type, or "" if it is another or too long
static void
retrieve_text(const LV2_State_Retrieve_Function retrieve,
              const LV2_State_Handle handle,
              const LV2_URID key,
              const LV2_URID wanted,
              char* const text,
              const size_t size)
{
  size_t length = 0U;
  uint32_t type = 0U;
  uint32_t flags = 0U;
  const char* const value =
    (const char*)retrieve(handle, key, &length, &type, &flags);
  text[0] = '\0';
  if (value && type == wanted && length > 0U && length <= size) {
    snprintf(text, size, "%.*s", (int)length, value);
  }
}

static void
make_absolute(const Paths* const paths, char* const path)
{
  char* const mapped = (paths->map && path[0])
                         ? paths->map->absolute_path(paths->map->handle, path)
                         : NULL;
  if (mapped) {
    if (strlen(mapped) < DIL_PATH_SIZE) {
      memcpy(path, mapped, strlen(mapped) + 1U);
    }
    free_path(paths, mapped);
  }
}

/// Take up what MIDI has set, if a state has it; a preset of a host has not
static LV2_State_Status
restore_channels(const DilLv2* const self,
                 const LV2_State_Retrieve_Function retrieve,
                 const LV2_State_Handle handle)
{
  size_t length = 0U;
  uint32_t type = 0U;
  uint32_t flags = 0U;
  const char* const value =
    (const char*)retrieve(handle, self->uris.midi, &length, &type, &flags);
  const size_t size =
    (value && type == self->uris.atom_string) ? strnlen(value, length) : 0U;
  return (!value || !dil_bridge_read_channels(self->bridge, value, size))
           ? LV2_STATE_SUCCESS
           : LV2_STATE_ERR_UNKNOWN;
}

static LV2_State_Status
restore(const LV2_Handle instance,
        const LV2_State_Retrieve_Function retrieve,
        const LV2_State_Handle handle,
        const uint32_t flags,
        const LV2_Feature* const* const features)
{
  (void)flags;
  DilLv2* const self = (DilLv2*)instance;
  const Paths paths = find_paths(features);
  const LV2_State_Status status = restore_channels(self, retrieve, handle);
  if (status) {
    return status;
  }

  DilState state;
  retrieve_text(retrieve,
                handle,
                self->uris.preset,
                self->uris.atom_path,
                state.path,
                sizeof(state.path));
  retrieve_text(retrieve,
                handle,
                self->uris.hash,
                self->uris.atom_string,
                state.hash,
                sizeof(state.hash));
  make_absolute(&paths, state.path);

  // A state that says nothing of a preset is one of ports only
  if (state.path[0] || state.hash[0]) {
    dil_shelf_want(dil_bridge_shelf(self->bridge), state.path, state.hash);
  }

  return LV2_STATE_SUCCESS;
}

static LV2_Worker_Status
work(const LV2_Handle instance,
     const LV2_Worker_Respond_Function respond,
     const LV2_Worker_Respond_Handle handle,
     const uint32_t size,
     const void* const data)
{
  (void)respond;
  (void)handle;
  const char* const path = (const char*)data;
  return (size && !path[size - 1U] &&
          !dil_shelf_load(dil_bridge_shelf(((DilLv2*)instance)->bridge), path))
           ? LV2_WORKER_SUCCESS
           : LV2_WORKER_ERR_UNKNOWN;
}

static LV2_Worker_Status
work_response(const LV2_Handle instance,
              const uint32_t size,
              const void* const body)
{
  (void)instance;
  (void)size;
  (void)body;
  return LV2_WORKER_SUCCESS;
}

const void*
dil_lv2_extension_data(const char* const uri)
{
  static const LV2_State_Interface state = {save, restore};
  static const LV2_Worker_Interface worker = {work, work_response, NULL};

  return !strcmp(uri, LV2_STATE__interface)    ? (const void*)&state
         : !strcmp(uri, LV2_WORKER__interface) ? (const void*)&worker
         : !strcmp(uri, DIL_LV2_VIEW)          ? (const void*)&dil_lv2_view
                                               : NULL;
}
