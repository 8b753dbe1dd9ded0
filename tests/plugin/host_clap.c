// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_clap.h"

#include "support/test.h"

#include <clap/ext/audio-ports.h>
#include <clap/ext/latency.h>
#include <clap/ext/note-ports.h>
#include <clap/ext/state.h>
#include <clap/plugin-factory.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void CLAP_ABI
write_log(const clap_host_t* const host,
          const int32_t severity,
          const char* const text)
{
  assert_in_range(severity, CLAP_LOG_INFO, CLAP_LOG_ERROR);
  host_write_log((Host*)host->host_data, text);
}

static void CLAP_ABI
rescan(const clap_host_t* const host, const clap_param_rescan_flags flags)
{
  (void)host;
  assert_int_equal(flags | CLAP_PARAM_RESCAN_TEXT,
                   CLAP_PARAM_RESCAN_VALUES | CLAP_PARAM_RESCAN_TEXT);
}

static void CLAP_ABI
clear_parameter(const clap_host_t* const host,
                const clap_id id,
                const clap_param_clear_flags flags)
{
  (void)host;
  (void)id;
  (void)flags;
}

static void CLAP_ABI
request(const clap_host_t* const host)
{
  (void)host;
}

static const void* CLAP_ABI
host_extension(const clap_host_t* const host, const char* const id)
{
  const HostClap* const self = (const HostClap*)host->host_data;
  return !strcmp(id, CLAP_EXT_LOG)      ? (const void*)&self->log
         : !strcmp(id, CLAP_EXT_PARAMS) ? (const void*)&self->params
                                        : host_clap_window_extension(self, id);
}

static void CLAP_ABI
request_callback(const clap_host_t* const host)
{
  HostClap* const self = (HostClap*)host->host_data;
  atomic_store(&self->is_called, true);
}

const void*
host_clap_extension(const HostClap* const self, const char* const id)
{
  const void* const found = self->plugin->get_extension(self->plugin, id);
  assert_non_null(found);
  return found;
}

static Host*
open_clap(void)
{
  static const char path[] = DIL_BUILD_DIR "/clap/dilaton.clap";
  HostClap* const self = (HostClap*)host_new(sizeof(HostClap), &host_clap);
  self->entry =
    (const clap_plugin_entry_t*)host_library(&self->base, path, "clap_entry");
  assert_true(clap_version_is_compatible(self->entry->clap_version));
  assert_true(self->entry->init(path));

  const clap_host_t host = {CLAP_VERSION_INIT,
                            self,
                            "Test",
                            "The Dilaton Authors",
                            "",
                            "1",
                            host_extension,
                            request,
                            request,
                            request_callback};
  self->host = host;
  self->log.log = write_log;
  self->params.rescan = rescan;
  self->params.clear = clear_parameter;
  self->params.request_flush = request;

  const clap_plugin_factory_t* const factory =
    (const clap_plugin_factory_t*)self->entry->get_factory(
      CLAP_PLUGIN_FACTORY_ID);
  assert_non_null(factory);
  assert_int_equal(factory->get_plugin_count(factory), 1);
  const clap_plugin_descriptor_t* const descriptor =
    factory->get_plugin_descriptor(factory, 0U);
  self->plugin = factory->create_plugin(factory, &self->host, descriptor->id);
  assert_non_null(self->plugin);
  assert_true(self->plugin->init(self->plugin));
  return &self->base;
}

static void
close_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  self->plugin->destroy(self->plugin);
  self->entry->deinit();
  host_free(host);
}

static bool
activate_clap(Host* const host, const double rate, const uint32_t max_frames)
{
  HostClap* const self = (HostClap*)host;
  self->frame = 0;
  return self->plugin->activate(self->plugin, rate, 1U, max_frames) &&
         self->plugin->start_processing(self->plugin);
}

static void
deactivate_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  self->plugin->stop_processing(self->plugin);
  self->plugin->deactivate(self->plugin);
}

/// Room for an event with its header
static HostClapEvent*
add(HostClap* const self,
    const uint32_t frame,
    const uint16_t type,
    const size_t size)
{
  assert_true(self->n_events < host_clap_max_events);
  HostClapEvent* const event = &self->events[self->n_events++];
  const clap_event_header_t header = {
    (uint32_t)size, frame, CLAP_CORE_EVENT_SPACE_ID, type, 0U};
  memset(event, 0, sizeof(*event));
  event->header = header;
  return event;
}

static void
send_note(HostClap* const self, const DilEvent* const event)
{
  const uint16_t type =
    event->type == DIL_EVENT_NOTE_ON ? CLAP_EVENT_NOTE_ON : CLAP_EVENT_NOTE_OFF;
  clap_event_note_t* const note =
    &add(self, event->frame, type, sizeof(clap_event_note_t))->note;
  note->note_id = event->note_id;
  note->channel = event->channel;
  note->key = event->number;
  note->velocity = (double)event->value / 127.0;
}

static void
send_clap(Host* const host, const DilEvent* const event)
{
  HostClap* const self = (HostClap*)host;
  uint8_t bytes[3] = {0U, 0U, 0U};
  if (event->type == DIL_EVENT_NOTE_ON || event->type == DIL_EVENT_NOTE_OFF) {
    send_note(self, event);
  } else if (event->type == DIL_EVENT_NOTE_TUNING) {
    clap_event_note_expression_t* const expression =
      &add(self,
           event->frame,
           CLAP_EVENT_NOTE_EXPRESSION,
           sizeof(clap_event_note_expression_t))
         ->expression;
    expression->expression_id = CLAP_NOTE_EXPRESSION_TUNING;
    expression->note_id = event->note_id;
    expression->channel = event->channel;
    expression->key = event->number;
    expression->value = (double)event->value;
  } else if (host_midi(event, bytes)) {
    clap_event_midi_t* const midi =
      &add(self, event->frame, CLAP_EVENT_MIDI, sizeof(clap_event_midi_t))
         ->midi;
    memcpy(midi->data, bytes, sizeof(bytes));
  }
}

static void
send_sysex_clap(Host* const host,
                const uint32_t frame,
                const uint8_t* const data,
                const size_t size)
{
  clap_event_midi_sysex_t* const sysex = &add((HostClap*)host,
                                              frame,
                                              CLAP_EVENT_MIDI_SYSEX,
                                              sizeof(clap_event_midi_sysex_t))
                                            ->sysex;
  sysex->buffer = data;
  sysex->size = (uint32_t)size;
}

static void
automate_clap(Host* const host,
              const uint32_t frame,
              const uint32_t parameter,
              const double value)
{
  clap_event_param_value_t* const event = &add((HostClap*)host,
                                               frame,
                                               CLAP_EVENT_PARAM_VALUE,
                                               sizeof(clap_event_param_value_t))
                                             ->value;
  event->param_id = parameter;
  event->note_id = -1;
  event->port_index = -1;
  event->channel = -1;
  event->key = -1;
  event->value = value;
}

static void
repeat_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  for (uint32_t i = 0U; i < params->count(self->plugin); ++i) {
    clap_param_info_t info;
    double value = 0.0;
    assert_true(params->get_info(self->plugin, i, &info));
    assert_true(params->get_value(self->plugin, info.id, &value));
    automate_clap(host, 0U, info.id, value);
  }
}

static HostParameter
describe_clap(Host* const host, const uint32_t parameter)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  clap_param_info_t info;
  assert_true(params->get_info(self->plugin, parameter, &info));
  assert_int_equal(info.id, parameter);
  HostParameter result = {.low = info.min_value,
                          .high = info.max_value,
                          .value = info.default_value,
                          .is_integer = info.flags & CLAP_PARAM_IS_STEPPED};
  snprintf(result.name, sizeof(result.name), "%.127s", info.name);
  snprintf(result.group, sizeof(result.group), "%.127s", info.module);

  // The unit is in the text of a value, which can be read back
  char text[64];
  double value = 0.0;
  assert_true(params->value_to_text(
    self->plugin, info.id, info.max_value, text, sizeof(text)));
  assert_true(params->text_to_value(self->plugin, info.id, text, &value));
  assert_true(fabs(value - info.max_value) < 0.01);
  const char* const space = strchr(text, ' ');
  snprintf(result.unit, sizeof(result.unit), "%s", space ? space + 1 : "");
  return result;
}

static void
express_clap(Host* const host,
             const uint32_t frame,
             const int32_t note_id,
             const DilExpression what,
             const double value)
{
  clap_event_note_expression_t* const event =
    &add((HostClap*)host,
         frame,
         CLAP_EVENT_NOTE_EXPRESSION,
         sizeof(clap_event_note_expression_t))
       ->expression;
  event->expression_id = (clap_note_expression)what;
  event->note_id = note_id;
  event->port_index = -1;
  event->channel = -1;
  event->key = -1;
  event->value = value;
}

static void
set_offline_clap(Host* const host, const bool is_offline)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_render_t* const render =
    (const clap_plugin_render_t*)host_clap_extension(self, CLAP_EXT_RENDER);
  assert_false(render->has_hard_realtime_requirement(self->plugin));
  assert_true(render->set(
    self->plugin, is_offline ? CLAP_RENDER_OFFLINE : CLAP_RENDER_REALTIME));
}

static void
shown_clap(Host* const host, char text[4096])
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  double value = 0.0;
  assert_true(params->get_value(self->plugin, 4096U, &value));
  assert_true(params->value_to_text(self->plugin, 4096U, value, text, 4096U));
}

static uint32_t CLAP_ABI
events_size(const clap_input_events_t* const list)
{
  return ((const HostClap*)list->ctx)->n_events;
}

static const clap_event_header_t* CLAP_ABI
events_get(const clap_input_events_t* const list, const uint32_t index)
{
  return &((const HostClap*)list->ctx)->events[index].header;
}

static void
process_clap(Host* const host, float* const* const out, const uint32_t n_frames)
{
  HostClap* const self = (HostClap*)host;
  float* channels[2] = {out[0], out[1]};
  clap_audio_buffer_t buffer = {channels, NULL, 2U, 0U, 0U};
  const clap_input_events_t in = {self, events_size, events_get};
  const clap_output_events_t sent = {self, host_clap_push};
  const clap_process_t process = {
    self->frame, n_frames, NULL, NULL, &buffer, 0U, 1U, &in, &sent};
  self->plugin->on_main_thread(self->plugin);
  host_enter();
  const clap_process_status status =
    self->plugin->process(self->plugin, &process);
  host_leave();
  assert_int_not_equal(status, CLAP_PROCESS_ERROR);
  self->n_events = 0U;
  self->frame += n_frames;
}

static double
parameter_clap(Host* const host, const uint32_t parameter)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  double value = 0.0;
  assert_true(params->get_value(self->plugin, parameter, &value));
  return value;
}

static uint32_t
latency_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_latency_t* const latency =
    (const clap_plugin_latency_t*)host_clap_extension(self, CLAP_EXT_LATENCY);
  return latency->get(self->plugin);
}

static uint32_t
tail_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_tail_t* const tail =
    (const clap_plugin_tail_t*)host_clap_extension(self, CLAP_EXT_TAIL);
  return tail->get(self->plugin);
}

/// A stream in memory, which takes and gives a few bytes at a time
typedef struct {
  char* bytes;
  size_t size;
  size_t place;
} Stream;

static int64_t CLAP_ABI
stream_write(const clap_ostream_t* const stream,
             const void* const bytes,
             const uint64_t size)
{
  Stream* const self = (Stream*)stream->ctx;
  const size_t n = size < 100U ? (size_t)size : 100U;
  self->bytes = (char*)realloc(self->bytes, self->size + n + 1U);
  assert_non_null(self->bytes);
  memcpy(self->bytes + self->size, bytes, n);
  self->size += n;
  self->bytes[self->size] = '\0';
  return (int64_t)n;
}

static int64_t CLAP_ABI
stream_read(const clap_istream_t* const stream,
            void* const bytes,
            const uint64_t size)
{
  Stream* const self = (Stream*)stream->ctx;
  const size_t n_left = self->size - self->place;
  const size_t wanted = size < 1000U ? (size_t)size : 1000U;
  const size_t n = wanted < n_left ? wanted : n_left;
  memcpy(bytes, self->bytes + self->place, n);
  self->place += n;
  return (int64_t)n;
}

static HostState
save_clap(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_state_t* const state =
    (const clap_plugin_state_t*)host_clap_extension(self, CLAP_EXT_STATE);
  Stream memory = {NULL, 0U, 0U};
  const clap_ostream_t stream = {&memory, stream_write};
  assert_true(state->save(self->plugin, &stream));
  const HostState saved = {memory.bytes, memory.size};
  return saved;
}

static bool
load_clap(Host* const host, const void* const bytes, const size_t size)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_state_t* const state =
    (const clap_plugin_state_t*)host_clap_extension(self, CLAP_EXT_STATE);
  Stream memory = {(char*)malloc(size + 1U), size, 0U};
  assert_non_null(memory.bytes);
  memcpy(memory.bytes, bytes, size);
  const clap_istream_t stream = {&memory, stream_read};
  const bool is_loaded = state->load(self->plugin, &stream);
  free(memory.bytes);
  return is_loaded;
}

static void
choose_clap(Host* const host, const char* const path)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_preset_load_t* const preset =
    (const clap_plugin_preset_load_t*)host_clap_extension(self,
                                                          CLAP_EXT_PRESET_LOAD);
  assert_true(preset->from_location(
    self->plugin, CLAP_PRESET_DISCOVERY_LOCATION_FILE, path, NULL));
}

static void
write_clap(Host* const host,
           const uint32_t parameter,
           const double value,
           char text[128])
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  assert_true(
    params->value_to_text(self->plugin, parameter, value, text, 128U));
}

static bool
read_clap(Host* const host,
          const uint32_t parameter,
          const char* const text,
          double* const value)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_params_t* const params =
    (const clap_plugin_params_t*)host_clap_extension(self, CLAP_EXT_PARAMS);
  return params->text_to_value(self->plugin, parameter, text, value);
}

const HostFunctions host_clap = {"CLAP",
                                 open_clap,
                                 close_clap,
                                 activate_clap,
                                 deactivate_clap,
                                 send_clap,
                                 send_sysex_clap,
                                 automate_clap,
                                 repeat_clap,
                                 describe_clap,
                                 express_clap,
                                 set_offline_clap,
                                 shown_clap,
                                 process_clap,
                                 parameter_clap,
                                 latency_clap,
                                 tail_clap,
                                 save_clap,
                                 load_clap,
                                 choose_clap,
                                 write_clap,
                                 read_clap,
                                 host_clap_open_window,
                                 host_clap_tick_window,
                                 host_clap_resize_window,
                                 host_clap_window_size,
                                 host_clap_close_window};
