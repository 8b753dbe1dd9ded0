// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_plugin.h"

#include <stdlib.h>
#include <string.h>

#define STEREO ((v3_speaker_arrangement)(V3_SPEAKER_L | V3_SPEAKER_R))

static v3_result V3_API
get_controller_class(void* const self, v3_tuid id)
{
  (void)self;
  (void)id;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
set_io_mode(void* const self, const int32_t mode)
{
  (void)self;
  (void)mode;
  return V3_NOT_IMPLEMENTED;
}

/// True for the one event bus in and the one audio bus out
static bool
has_bus(const int32_t type, const int32_t direction, const int32_t index)
{
  return index == 0 && ((type == V3_EVENT && direction == V3_INPUT) ||
                        (type == V3_AUDIO && direction == V3_OUTPUT));
}

static int32_t V3_API
get_bus_count(void* const self, const int32_t type, const int32_t direction)
{
  (void)self;
  return has_bus(type, direction, 0);
}

static v3_result V3_API
get_bus_info(void* const self,
             const int32_t type,
             const int32_t direction,
             const int32_t index,
             struct v3_bus_info* const info)
{
  (void)self;
  if (!has_bus(type, direction, index)) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  info->media_type = type;
  info->direction = direction;
  info->channel_count =
    type == V3_AUDIO ? (int32_t)DIL_N_OUTPUTS : DIL_VST3_N_CHANNELS;
  info->bus_type = V3_MAIN;
  info->flags = V3_DEFAULT_ACTIVE;
  dil_vst3_string(
    info->bus_name, 128U, type == V3_AUDIO ? "Stereo Out" : "Notes");
  return V3_OK;
}

static v3_result V3_API
get_routing_info(void* const self,
                 struct v3_routing_info* const input,
                 struct v3_routing_info* const output)
{
  (void)self;
  (void)input;
  (void)output;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
activate_bus(void* const self,
             const int32_t type,
             const int32_t direction,
             const int32_t index,
             const v3_bool is_active)
{
  (void)self;
  (void)is_active;
  return has_bus(type, direction, index) ? V3_OK : V3_INVALID_ARG;
}

static v3_result V3_API
set_active(void* const self, const v3_bool is_active)
{
  DilVst3* const owner = dil_vst3(self);
  owner->is_active = false;
  if (!is_active) {
    dil_bridge_deactivate(owner->bridge);
    return V3_OK;
  }
  if (dil_bridge_activate(owner->bridge, owner->rate)) {
    return V3_INTERNAL_ERR;
  }

  owner->is_active = true;
  owner->latency = dil_bridge_latency(owner->bridge);
  return V3_OK;
}

v3_result
dil_vst3_load(DilVst3* const self, struct v3_bstream** const stream)
{
  const size_t capacity = DIL_STATE_MAX_SIZE + 1U;
  char* const bytes = (char*)malloc(capacity);
  size_t size = 0U;
  int32_t n = 1;
  while (bytes && n > 0 && size < capacity) {
    n = 0;
    if ((*stream)->read(stream, bytes + size, (int32_t)(capacity - size), &n) !=
        V3_OK) {
      break;
    }
    size += n > 0 ? (size_t)n : 0U;
  }

  const bool is_loaded =
    bytes && !dil_bridge_read_state(self->bridge, bytes, size);
  free(bytes);
  if (is_loaded) {
    dil_vst3_see_midi(self);
  }

  dil_vst3_settle(self);
  return is_loaded ? V3_OK : V3_FALSE;
}

v3_result
dil_vst3_save(DilVst3* const self, struct v3_bstream** const stream)
{
  DilState state;
  dil_bridge_state(self->bridge, &state);
  char* const text = dil_state_write(&state);
  size_t n_left = text ? strlen(text) : 0U;
  char* place = text;
  bool is_saved = text != NULL;
  while (is_saved && n_left > 0U) {
    int32_t n = 0;
    is_saved =
      (*stream)->write(stream, place, (int32_t)n_left, &n) == V3_OK && n > 0;
    place += is_saved ? n : 0;
    n_left -= is_saved ? (size_t)n : 0U;
  }

  free(text);
  return is_saved ? V3_OK : V3_INTERNAL_ERR;
}

static v3_result V3_API
set_state(void* const self, struct v3_bstream** const stream)
{
  return dil_vst3_load(dil_vst3(self), stream);
}

static v3_result V3_API
get_state(void* const self, struct v3_bstream** const stream)
{
  return dil_vst3_save(dil_vst3(self), stream);
}

const struct v3_component dil_vst3_component = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .initialize = dil_vst3_initialize,
  .terminate = dil_vst3_terminate,
  .get_controller_class_id = get_controller_class,
  .set_io_mode = set_io_mode,
  .get_bus_count = get_bus_count,
  .get_bus_info = get_bus_info,
  .get_routing_info = get_routing_info,
  .activate_bus = activate_bus,
  .set_active = set_active,
  .set_state = set_state,
  .get_state = get_state};

static v3_result V3_API
set_bus_arrangements(void* const self,
                     v3_speaker_arrangement* const inputs,
                     const int32_t n_inputs,
                     v3_speaker_arrangement* const outputs,
                     const int32_t n_outputs)
{
  (void)self;
  (void)inputs;
  const bool is_ours =
    n_inputs == 0 && n_outputs == 1 && outputs && outputs[0] == STEREO;
  return is_ours ? V3_TRUE : V3_FALSE;
}

static v3_result V3_API
get_bus_arrangement(void* const self,
                    const int32_t direction,
                    const int32_t index,
                    v3_speaker_arrangement* const arrangement)
{
  (void)self;
  if (!has_bus(V3_AUDIO, direction, index)) {
    return V3_INVALID_ARG;
  }

  *arrangement = STEREO;
  return V3_OK;
}

static v3_result V3_API
can_process_size(void* const self, const int32_t size)
{
  (void)self;
  return size == V3_SAMPLE_32 ? V3_TRUE : V3_NOT_IMPLEMENTED;
}

static uint32_t V3_API
get_latency(void* const self)
{
  DilVst3* const owner = dil_vst3(self);
  owner->latency = owner->is_active
                     ? dil_bridge_latency(owner->bridge)
                     : dil_bridge_latency_at(owner->bridge, owner->rate);
  return owner->latency;
}

static v3_result V3_API
setup_processing(void* const self, struct v3_process_setup* const setup)
{
  const double rate = setup->sample_rate;
  if (setup->symbolic_sample_size != V3_SAMPLE_32 ||
      !(rate >= (double)DIL_MIN_RATE && rate <= (double)DIL_MAX_RATE)) {
    return V3_INVALID_ARG;
  }

  dil_vst3(self)->rate = rate;
  return V3_OK;
}

static v3_result V3_API
set_processing(void* const self, const v3_bool is_processing)
{
  (void)self;
  (void)is_processing;
  return V3_OK;
}

static v3_result V3_API
process(void* const self, struct v3_process_data* const data)
{
  if (data->symbolic_sample_size != V3_SAMPLE_32 || data->nframes < 0) {
    return V3_INVALID_ARG;
  }

  dil_vst3_render(dil_vst3(self), data);
  return V3_OK;
}

static uint32_t V3_API
get_tail(void* const self)
{
  return dil_bridge_tail(dil_vst3(self)->bridge);
}

const struct v3_audio_processor dil_vst3_processor = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .set_bus_arrangements = set_bus_arrangements,
  .get_bus_arrangement = get_bus_arrangement,
  .can_process_sample_size = can_process_size,
  .get_latency_samples = get_latency,
  .setup_processing = setup_processing,
  .set_processing = set_processing,
  .process = process,
  .get_tail_samples = get_tail};

static uint32_t V3_API
get_requirements(void* const self)
{
  (void)self;
  return 0U;
}

const struct v3_process_context_requirements dil_vst3_requirements = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .get_process_context_requirements = get_requirements};
