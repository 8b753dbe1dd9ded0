// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_lv2.h"

#include "support/test.h"

#include <lv2/midi/midi.h>
#include <lv2/port-groups/port-groups.h>
#include <lv2/presets/presets.h>
#include <lv2/state/state.h>
#include <lv2/units/units.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

LV2_URID
host_lv2_map(const LV2_URID_Map_Handle handle, const char* const uri)
{
  HostLv2* const self = (HostLv2*)handle;
  pthread_mutex_lock(&self->uris_lock);
  uint32_t i = 0U;
  while (i < self->n_uris && !!strcmp(self->uris[i], uri)) {
    ++i;
  }
  if (i == self->n_uris) {
    assert_true(i < host_lv2_max_uris);
    self->uris[self->n_uris++] = strdup(uri);
  }

  pthread_mutex_unlock(&self->uris_lock);
  return i + 1U;
}

static const char*
unmap_uri(const LV2_URID_Unmap_Handle handle, const LV2_URID urid)
{
  HostLv2* const self = (HostLv2*)handle;
  return (urid && urid <= self->n_uris) ? self->uris[urid - 1U] : NULL;
}

static int
log_vprintf(const LV2_Log_Handle handle,
            const LV2_URID type,
            const char* const format,
            va_list arguments)
{
  (void)type;
  char text[8192];
  const int n = vsnprintf(text, sizeof(text), format, arguments);
  char* const newline = strchr(text, '\n');
  if (newline) {
    *newline = '\0';
  }

  host_write_log((Host*)handle, text);
  return n;
}

static int
log_printf(const LV2_Log_Handle handle,
           const LV2_URID type,
           const char* const format,
           ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int n = log_vprintf(handle, type, format, arguments);
  va_end(arguments);
  return n;
}

static LV2_Worker_Status
respond(const LV2_Worker_Respond_Handle handle,
        const uint32_t size,
        const void* const data)
{
  HostLv2* const self = (HostLv2*)handle;
  return self->worker->work_response(
    lilv_instance_get_handle(self->instance), size, data);
}

// As hosts do when nobody is waiting: at once, but outside of the guard
static LV2_Worker_Status
schedule_work(const LV2_Worker_Schedule_Handle handle,
              const uint32_t size,
              const void* const data)
{
  HostLv2* const self = (HostLv2*)handle;
  host_leave();
  const LV2_Worker_Status status = self->worker->work(
    lilv_instance_get_handle(self->instance), respond, self, size, data);
  host_enter();
  return status;
}

static void
load_bundle(HostLv2* const self)
{
  char path[4096];
  snprintf(path, sizeof(path), "%s/dilaton.lv2/", temp_folder(self->folder));
  self->world = lilv_world_new();
  LilvNode* const bundle = lilv_new_file_uri(self->world, NULL, path);
  LilvNode* const uri = lilv_new_uri(self->world, DIL_LV2_URI);
  lilv_world_load_bundle(self->world, bundle);
  self->plugin =
    lilv_plugins_get_by_uri(lilv_world_get_all_plugins(self->world), uri);
  lilv_node_free(uri);
  lilv_node_free(bundle);
  assert_non_null(self->plugin);
}

static void
make_features(HostLv2* const self)
{
  self->map.handle = self;
  self->map.map = host_lv2_map;
  self->unmap.handle = self;
  self->unmap.unmap = unmap_uri;
  self->log.handle = self;
  self->log.printf = log_printf;
  self->log.vprintf = log_vprintf;
  self->schedule.handle = self;
  self->schedule.schedule_work = schedule_work;
  const LV2_Feature list[host_lv2_n_features] = {
    {LV2_URID__map, &self->map},
    {LV2_URID__unmap, &self->unmap},
    {LV2_LOG__log, &self->log},
    {LV2_WORKER__schedule, &self->schedule}};
  memcpy(self->feature_list, list, sizeof(list));
  for (size_t i = 0U; i < host_lv2_n_features; ++i) {
    self->features[i] = &self->feature_list[i];
  }
}

static void
begin_control(HostLv2* const self)
{
  lv2_atom_forge_set_buffer(
    &self->forge, self->control, host_lv2_sequence_size);
  lv2_atom_forge_sequence_head(&self->forge, &self->frame, 0U);
}

static Host*
open_lv2(void)
{
  HostLv2* const self = (HostLv2*)host_new(sizeof(HostLv2), &host_lv2);
  pthread_mutex_init(&self->uris_lock, NULL);
  self->folder = temp_new();
  host_copy_lv2(self->folder);
  load_bundle(self);
  make_features(self);
  lv2_atom_forge_init(&self->forge, &self->map);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    self->values[i] = dil_parameter_info(i)->value;
  }

  begin_control(self);
  return &self->base;
}

static void
end_instance(HostLv2* const self)
{
  if (self->instance) {
    lilv_instance_free(self->instance);
    self->instance = NULL;
  }
}

static void
close_lv2(Host* const host)
{
  HostLv2* const self = (HostLv2*)host;
  end_instance(self);
  lilv_world_free(self->world);
  temp_free(self->folder);
  for (uint32_t i = 0U; i < self->n_uris; ++i) {
    free(self->uris[i]);
  }

  pthread_mutex_destroy(&self->uris_lock);
  host_free(host);
}

static void
connect_ports(HostLv2* const self)
{
  LilvInstance* const instance = self->instance;
  lilv_instance_connect_port(instance, DIL_LV2_CONTROL, self->control);
  lilv_instance_connect_port(instance, DIL_LV2_NOTIFY, self->notify);
  lilv_instance_connect_port(instance, DIL_LV2_LATENCY, &self->latency);
  lilv_instance_connect_port(instance, DIL_LV2_FREEWHEEL, &self->freewheel);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    lilv_instance_connect_port(
      instance, DIL_LV2_PARAMETERS + i, &self->values[i]);
  }
}

/// An instance at a rate, with the state of the one before
static bool
make_instance(HostLv2* const self, const double rate)
{
  if (self->instance && rate == self->rate) {
    return true;
  }

  HostState state = {NULL, 0U};
  if (self->instance) {
    state = host_save(&self->base);
    end_instance(self);
  }

  self->rate = rate;
  self->instance = lilv_plugin_instantiate(self->plugin, rate, self->features);
  if (!self->instance) {
    free(state.bytes);
    return false;
  }

  self->worker = (const LV2_Worker_Interface*)lilv_instance_get_extension_data(
    self->instance, LV2_WORKER__interface);
  assert_non_null(self->worker);
  connect_ports(self);
  if (state.bytes) {
    assert_true(host_load(&self->base, state.bytes, state.size));
    free(state.bytes);
  }

  return true;
}

static bool
activate_lv2(Host* const host, const double rate, const uint32_t max_frames)
{
  (void)max_frames;
  HostLv2* const self = (HostLv2*)host;
  if (!make_instance(self, rate)) {
    return false;
  }

  lilv_instance_activate(self->instance);
  return true;
}

static void
deactivate_lv2(Host* const host)
{
  lilv_instance_deactivate(((HostLv2*)host)->instance);
}

static void
send_bytes(HostLv2* const self,
           const uint32_t frame,
           const uint8_t* const bytes,
           const size_t size)
{
  LV2_Atom_Forge* const forge = &self->forge;
  lv2_atom_forge_frame_time(forge, (int64_t)frame);
  lv2_atom_forge_atom(
    forge, (uint32_t)size, host_lv2_map(self, LV2_MIDI__MidiEvent));
  assert_true(lv2_atom_forge_write(forge, bytes, (uint32_t)size));
}

static void
send_lv2(Host* const host, const DilEvent* const event)
{
  uint8_t bytes[3];
  const size_t size = host_midi(event, bytes);
  if (size) {
    send_bytes((HostLv2*)host, event->frame, bytes, size);
  }
}

static void
send_sysex_lv2(Host* const host,
               const uint32_t frame,
               const uint8_t* const data,
               const size_t size)
{
  send_bytes((HostLv2*)host, frame, data, size);
}

static void
automate_lv2(Host* const host,
             const uint32_t frame,
             const uint32_t parameter,
             const double value)
{
  (void)frame;
  if (parameter < DIL_N_PARAMETERS) {
    ((HostLv2*)host)->values[parameter] = (float)value;
  }
}

// The ports have their values in every block
static void
repeat_lv2(Host* const host)
{
  (void)host;
}

/// Text of a node of the description by a predicate, or ""
static void
read_text(LilvWorld* const world,
          const LilvNode* const subject,
          const char* const predicate,
          char text[128])
{
  LilvNode* const uri = lilv_new_uri(world, predicate);
  LilvNode* const node = lilv_world_get(world, subject, uri, NULL);
  snprintf(text, 128U, "%s", node ? lilv_node_as_string(node) : "");
  lilv_node_free(node);
  lilv_node_free(uri);
}

/// What a port is shown in, and what it says of itself
static void
describe_place(LilvWorld* const world,
               const LilvNode* const port,
               HostParameter* const result)
{
  char group[128];
  read_text(world, port, LV2_PORT_GROUPS__group, group);
  read_text(world, port, LILV_NS_RDFS "comment", result->help);
  LilvNode* const node = lilv_new_uri(world, group);
  read_text(world, node, LV2_CORE__name, result->group);
  lilv_node_free(node);
}

static HostParameter
describe_lv2(Host* const host, const uint32_t parameter)
{
  static const char* const units[][2] = {{"db", "dB"},
                                         {"hz", "Hz"},
                                         {"s", "s"},
                                         {"cent", "ct"},
                                         {"semitone12TET", "st"}};
  HostLv2* const self = (HostLv2*)host;
  LilvWorld* const world = self->world;
  const LilvPort* const port =
    lilv_plugin_get_port_by_index(self->plugin, DIL_LV2_PARAMETERS + parameter);
  LilvNode* const integer = lilv_new_uri(world, LV2_CORE__integer);
  LilvNode* const has_unit = lilv_new_uri(world, LV2_UNITS__unit);
  LilvNode* const name = lilv_port_get_name(self->plugin, port);
  LilvNode* const unit = lilv_port_get(self->plugin, port, has_unit);
  LilvNode* range[3];
  lilv_port_get_range(self->plugin, port, &range[0], &range[1], &range[2]);
  HostParameter result = {
    .low = (double)lilv_node_as_float(range[1]),
    .high = (double)lilv_node_as_float(range[2]),
    .value = (double)lilv_node_as_float(range[0]),
    .is_integer = lilv_port_has_property(self->plugin, port, integer)};
  snprintf(result.name, sizeof(result.name), "%s", lilv_node_as_string(name));
  describe_place(world, lilv_port_get_node(self->plugin, port), &result);
  for (size_t i = 0U; unit && i < sizeof(units) / sizeof(*units); ++i) {
    if (!strcmp(strrchr(lilv_node_as_uri(unit), '#') + 1, units[i][0])) {
      snprintf(result.unit, sizeof(result.unit), "%s", units[i][1]);
    }
  }

  for (size_t i = 0U; i < 3U; ++i) {
    lilv_node_free(range[i]);
  }
  lilv_node_free(unit);
  lilv_node_free(name);
  lilv_node_free(has_unit);
  lilv_node_free(integer);
  return result;
}

static void
express_lv2(Host* const host,
            const uint32_t frame,
            const int32_t note_id,
            const DilExpression what,
            const double value)
{
  (void)host;
  (void)frame;
  (void)note_id;
  (void)what;
  (void)value;
  fail_msg("LV2 has no expressions");
}

static void
set_offline_lv2(Host* const host, const bool is_offline)
{
  ((HostLv2*)host)->freewheel = is_offline ? 1.0f : 0.0f;
}

static void
process_lv2(Host* const host, float* const* const out, const uint32_t n_frames)
{
  HostLv2* const self = (HostLv2*)host;
  lv2_atom_forge_pop(&self->forge, &self->frame);
  ((LV2_Atom*)(void*)self->notify)->size = sizeof(self->notify);
  lilv_instance_connect_port(self->instance, DIL_LV2_LEFT, out[0]);
  lilv_instance_connect_port(self->instance, DIL_LV2_RIGHT, out[1]);
  host_enter();
  lilv_instance_run(self->instance, n_frames);
  host_leave();
  host_lv2_read_notify(self);
  begin_control(self);
}

static double
parameter_lv2(Host* const host, const uint32_t parameter)
{
  return (double)((HostLv2*)host)->values[parameter];
}

static uint32_t
latency_lv2(Host* const host)
{
  return (uint32_t)((HostLv2*)host)->latency;
}

static uint32_t
tail_lv2(Host* const host)
{
  (void)host;
  return 0U;
}

/// Number of the parameter with a symbol, or DIL_N_PARAMETERS
static uint32_t
parameter_of(const char* const symbol)
{
  uint32_t i = 0U;
  while (i < DIL_N_PARAMETERS &&
         !!strcmp(dil_parameter_info(i)->symbol, symbol)) {
    ++i;
  }

  return i;
}

static const void*
get_value(const char* const symbol,
          void* const context,
          uint32_t* const size,
          uint32_t* const type)
{
  HostLv2* const self = (HostLv2*)context;
  const uint32_t parameter = parameter_of(symbol);
  *size = parameter < DIL_N_PARAMETERS ? sizeof(float) : 0U;
  *type =
    parameter < DIL_N_PARAMETERS ? host_lv2_map(self, LV2_ATOM__Float) : 0U;
  return parameter < DIL_N_PARAMETERS ? &self->values[parameter] : NULL;
}

static void
set_value(const char* const symbol,
          void* const context,
          const void* const value,
          const uint32_t size,
          const uint32_t type)
{
  HostLv2* const self = (HostLv2*)context;
  const uint32_t parameter = parameter_of(symbol);
  if (parameter < DIL_N_PARAMETERS &&
      type == host_lv2_map(self, LV2_ATOM__Float)) {
    assert_int_equal(size, sizeof(float));
    memcpy(&self->values[parameter], value, sizeof(float));
  }
}

static HostState
save_lv2(Host* const host)
{
  HostLv2* const self = (HostLv2*)host;
  make_instance(self, self->rate > 0.0 ? self->rate : 48000.0);
  LilvState* const state = lilv_state_new_from_instance(self->plugin,
                                                        self->instance,
                                                        &self->map,
                                                        NULL,
                                                        NULL,
                                                        NULL,
                                                        NULL,
                                                        get_value,
                                                        self,
                                                        0U,
                                                        NULL);
  assert_non_null(state);
  char* const text = lilv_state_to_string(
    self->world, &self->map, &self->unmap, state, "urn:dilaton:state", NULL);
  assert_non_null(text);
  lilv_state_free(state);
  const HostState saved = {text, strlen(text)};
  return saved;
}

static bool
load_lv2(Host* const host, const void* const bytes, const size_t size)
{
  HostLv2* const self = (HostLv2*)host;
  make_instance(self, self->rate > 0.0 ? self->rate : 48000.0);
  char* const text = strndup((const char*)bytes, size);
  LilvState* const state =
    lilv_state_new_from_string(self->world, &self->map, text);
  free(text);
  if (!state) {
    return false;
  }

  lilv_state_restore(state, self->instance, set_value, self, 0U, NULL);
  lilv_state_free(state);
  return true;
}

/// How many nodes come before one by their URIs, for lilv has them in any order
static size_t
n_before(const LilvNodes* const nodes, const LilvNode* const node)
{
  size_t n = 0U;
  LILV_FOREACH(nodes, place, nodes)
  {
    n += strcmp(lilv_node_as_uri(lilv_nodes_get(nodes, place)),
                lilv_node_as_uri(node)) < 0;
  }

  return n;
}

/// Node number `index` by its URI, or NULL
static const LilvNode*
node_at(const LilvNodes* const nodes, const size_t index)
{
  LILV_FOREACH(nodes, place, nodes)
  {
    const LilvNode* const node = lilv_nodes_get(nodes, place);
    if (n_before(nodes, node) == index) {
      return node;
    }
  }

  return NULL;
}

/// Restore a preset; its label, to be freed
static char*
restore_preset(HostLv2* const self, const LilvNode* const preset)
{
  make_instance(self, 48000.0);
  lilv_world_load_resource(self->world, preset);
  LilvState* const state =
    lilv_state_new_from_world(self->world, &self->map, preset);
  assert_non_null(state);
  char* const label = strdup(lilv_state_get_label(state));
  lilv_state_restore(state, self->instance, set_value, self, 0U, NULL);
  lilv_state_free(state);
  return label;
}

char*
host_lv2_preset(Host* const host, const char* const folder, const size_t index)
{
  HostLv2* const self = (HostLv2*)host;
  LilvNode* const kind = lilv_new_uri(self->world, LV2_PRESETS__Preset);
  LilvNodes* const presets = lilv_plugin_get_related(self->plugin, kind);
  (void)symlink(folder, temp_path(self->folder, "dilaton.lv2/presets"));
  const LilvNode* const preset = node_at(presets, index);
  char* const label = preset ? restore_preset(self, preset) : NULL;
  lilv_nodes_free(presets);
  lilv_node_free(kind);
  return label;
}

const HostFunctions host_lv2 = {"LV2",
                                open_lv2,
                                close_lv2,
                                activate_lv2,
                                deactivate_lv2,
                                send_lv2,
                                send_sysex_lv2,
                                automate_lv2,
                                repeat_lv2,
                                describe_lv2,
                                express_lv2,
                                set_offline_lv2,
                                host_lv2_shown,
                                process_lv2,
                                parameter_lv2,
                                latency_lv2,
                                tail_lv2,
                                save_lv2,
                                load_lv2,
                                host_lv2_choose,
                                NULL,
                                NULL,
                                host_lv2_open_window,
                                host_lv2_tick_window,
                                host_lv2_resize_window,
                                host_lv2_window_size,
                                host_lv2_close_window};
