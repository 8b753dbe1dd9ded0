// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_vst3.h"

#include "support/test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct v3_bstream**
stream_of(HostVst3* const self)
{
  void* const face = &self->stream_face;
  return (struct v3_bstream**)face;
}

/// An interface of the plugin, which must be there
static void*
interface(HostVst3* const self, const v3_tuid iid)
{
  void* found = NULL;
  assert_int_equal(
    (*self->component)->query_interface(self->component, iid, &found), V3_OK);
  assert_non_null(found);
  return found;
}

static void
make_instance(HostVst3* const self)
{
  struct v3_class_info info;
  void* made = NULL;
  assert_int_equal((*self->factory)->num_classes(self->factory), 1);
  assert_int_equal((*self->factory)->get_class_info(self->factory, 0, &info),
                   V3_OK);
  assert_string_equal(info.category, "Audio Module Class");
  assert_int_equal(
    (*self->factory)
      ->create_instance(self->factory, info.class_id, v3_component_iid, &made),
    V3_OK);
  self->component = (struct v3_component**)made;
  self->processor =
    (struct v3_audio_processor**)interface(self, v3_audio_processor_iid);
  self->controller =
    (struct v3_edit_controller**)interface(self, v3_edit_controller_iid);
  self->mapping =
    (struct v3_midi_mapping**)interface(self, v3_midi_mapping_iid);
  self->units =
    (struct v3_unit_information**)interface(self, v3_unit_information_iid);
  void* const context = &self->context_face;
  assert_int_equal(
    (*self->component)
      ->initialize(self->component, (struct v3_funknown**)context),
    V3_OK);
}

static Host*
open_vst3(void)
{
  static const char path[] = DIL_BUILD_DIR
    "/vst3/Dilaton.vst3/Contents/" DIL_MACHINE "-linux/Dilaton.so";
  HostVst3* const self = (HostVst3*)host_new(sizeof(HostVst3), &host_vst3);
  void* const entry = host_library(&self->base, path, "GetPluginFactory");
  const HostVst3Face faces[] = {{&host_vst3_event_list, self},
                                {&host_vst3_param_changes, self},
                                {&host_vst3_stream, self}};
  self->events_face = faces[0];
  self->changes_face = faces[1];
  self->stream_face = faces[2];
  self->context_face.functions = &host_vst3_context;
  self->context_face.owner = self;

  struct v3_plugin_factory** (*get_factory)(void) = NULL;
  memcpy(&get_factory, &entry, sizeof(get_factory));
  self->factory = get_factory();
  assert_non_null(self->factory);
  make_instance(self);
  return &self->base;
}

static void
close_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  (*self->component)->terminate(self->component);
  (*self->units)->unref(self->units);
  (*self->mapping)->unref(self->mapping);
  (*self->controller)->unref(self->controller);
  (*self->processor)->unref(self->processor);
  assert_int_equal((*self->component)->unref(self->component), 0);
  host_free(host);
}

static bool
activate_vst3(Host* const host, const double rate, const uint32_t max_frames)
{
  HostVst3* const self = (HostVst3*)host;
  struct v3_process_setup setup = {
    self->mode, V3_SAMPLE_32, (int32_t)max_frames, rate};
  v3_speaker_arrangement stereo = V3_SPEAKER_L | V3_SPEAKER_R;
  assert_int_equal(
    (*self->processor)
      ->set_bus_arrangements(self->processor, NULL, 0, &stereo, 1),
    V3_TRUE);
  return (*self->processor)->setup_processing(self->processor, &setup) ==
           V3_OK &&
         (*self->component)->set_active(self->component, true) == V3_OK &&
         (*self->processor)->set_processing(self->processor, true) == V3_OK;
}

static void
deactivate_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  (*self->processor)->set_processing(self->processor, false);
  (*self->component)->set_active(self->component, false);
}

static void
add_point(HostVst3* const self,
          const v3_param_id id,
          const uint32_t frame,
          const double value)
{
  int32_t i = 0;
  while (i < self->n_queues && self->queues[i].id != id) {
    ++i;
  }
  if (i == self->n_queues) {
    assert_true(i < host_vst3_max_queues);
    const HostVst3Queue queue = {{&host_vst3_value_queue, self}, id};
    self->queues[self->n_queues++] = queue;
  }

  assert_true(self->n_points < host_vst3_max_points);
  const HostVst3Point point = {id, (int32_t)frame, value};
  self->points[self->n_points++] = point;
}

/// Number and normalised value of a controller as VST 3 has them, or false
static bool
controller_of(const DilEvent* const event,
              int16_t* const number,
              double* const value)
{
  *value = (double)event->value / 127.0;
  switch (event->type) {
  case DIL_EVENT_CONTROL:
    *number = event->number;
    return true;
  case DIL_EVENT_CHANNEL_PRESSURE:
    *number = 128;
    return true;
  case DIL_EVENT_PITCH_BEND:
    *number = 129;
    *value = ((double)event->value * 8192.0 + 8192.0) / 16383.0;
    return true;
  case DIL_EVENT_PROGRAM:
    *number = 130;
    *value = (double)event->number / 127.0;
    return true;
  default:
    return false;
  }
}

static struct v3_event*
add_event(HostVst3* const self, const uint32_t frame, const uint16_t type)
{
  assert_true(self->n_events < host_vst3_max_events);
  struct v3_event* const event = &self->events[self->n_events++];
  memset(event, 0, sizeof(*event));
  event->sample_offset = (int32_t)frame;
  event->type = type;
  return event;
}

static void
send_note_on(HostVst3* const self, const DilEvent* const note)
{
  struct v3_event_note_on* const event =
    &add_event(self, note->frame, V3_EVENT_NOTE_ON)->note_on;
  event->channel = note->channel;
  event->pitch = note->number;
  event->velocity = note->value / 127.0f;
  event->note_id = note->note_id;
}

static void
send_vst3(Host* const host, const DilEvent* const sent)
{
  HostVst3* const self = (HostVst3*)host;
  int16_t number = 0;
  double value = 0.0;
  v3_param_id id = 0U;
  if (controller_of(sent, &number, &value)) {
    if ((*self->mapping)
          ->get_midi_controller_assignment(
            self->mapping, 0, sent->channel, number, &id) == V3_TRUE) {
      add_point(self, id, sent->frame, value);
    }
  } else if (sent->type == DIL_EVENT_NOTE_ON) {
    send_note_on(self, sent);
  } else if (sent->type == DIL_EVENT_NOTE_OFF) {
    struct v3_event_note_off* const event =
      &add_event(self, sent->frame, V3_EVENT_NOTE_OFF)->note_off;
    event->channel = sent->channel;
    event->pitch = sent->number;
    event->velocity = sent->value / 127.0f;
    event->note_id = sent->note_id;
  } else if (sent->type == DIL_EVENT_KEY_PRESSURE) {
    struct v3_event_poly_pressure* const event =
      &add_event(self, sent->frame, V3_EVENT_POLY_PRESSURE)->poly_pressure;
    event->channel = sent->channel;
    event->pitch = sent->number;
    event->pressure = sent->value / 127.0f;
    event->note_id = sent->note_id;
  } else if (sent->type == DIL_EVENT_NOTE_TUNING) {
    struct v3_event_note_expression_value* const event =
      &add_event(self, sent->frame, V3_EVENT_NOTE_EXP_VALUE)->note_exp_value;
    event->type_id = 2U;
    event->note_id = sent->note_id;
    event->value = 0.5 + (double)sent->value / 240.0;
  }
}

static void
send_sysex_vst3(Host* const host,
                const uint32_t frame,
                const uint8_t* const data,
                const size_t size)
{
  struct v3_event_data* const event =
    &add_event((HostVst3*)host, frame, V3_EVENT_DATA)->data;
  event->size = (uint32_t)size;
  event->bytes = data;
}

static double
normalised(HostVst3* const self, const uint32_t parameter, const double plain)
{
  return (*self->controller)
    ->plain_parameter_to_normalised(self->controller, parameter, plain);
}

static void
automate_vst3(Host* const host,
              const uint32_t frame,
              const uint32_t parameter,
              const double value)
{
  HostVst3* const self = (HostVst3*)host;
  const double sent = normalised(self, parameter, value);
  add_point(self, parameter, frame, isnan(value) ? value : sent);
}

// Values are kept in single precision, and told to both sides of the plugin
static void
repeat_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  struct v3_edit_controller** const controller = self->controller;
  const int32_t n = (*controller)->get_parameter_count(controller);
  for (int32_t i = 0; i < n; ++i) {
    struct v3_param_info info;
    assert_int_equal((*controller)->get_parameter_info(controller, i, &info),
                     V3_OK);
    const float value =
      (float)(*controller)->get_parameter_normalised(controller, info.param_id);
    (*controller)
      ->set_parameter_normalised(controller, info.param_id, (double)value);
    add_point(self, info.param_id, 0U, (double)value);
  }
}

/// Copy UTF-16 that is ASCII
static void
narrow(const int16_t* const wide, char text[128])
{
  size_t n = 0U;
  for (; n < 127U && wide[n]; ++n) {
    assert_in_range(wide[n], 1, 127);
    text[n] = (char)wide[n];
  }
  text[n] = '\0';
}

/// Name of a unit, all of which have another number
static void
name_of_unit(HostVst3* const self, const int32_t id, char* const name)
{
  int32_t n_found = 0;
  const int32_t n = (*self->units)->get_unit_count(self->units);
  for (int32_t i = 0; i < n; ++i) {
    struct v3_unit_info info;
    assert_int_equal((*self->units)->get_unit_info(self->units, i, &info),
                     V3_OK);
    if (info.id == id) {
      narrow(info.name, name);
      ++n_found;
    }
  }

  assert_int_equal(n_found, 1);
}

static HostParameter
describe_vst3(Host* const host, const uint32_t parameter)
{
  HostVst3* const self = (HostVst3*)host;
  struct v3_edit_controller** const controller = self->controller;
  struct v3_param_info info;
  assert_int_equal(
    (*controller)->get_parameter_info(controller, (int32_t)parameter, &info),
    V3_OK);
  assert_int_equal(info.param_id, parameter);
  HostParameter result = {
    .low =
      (*controller)->normalised_parameter_to_plain(controller, parameter, 0.0),
    .high =
      (*controller)->normalised_parameter_to_plain(controller, parameter, 1.0),
    .value = (*controller)
               ->normalised_parameter_to_plain(
                 controller, parameter, info.default_normalised_value),
    .is_integer = info.step_count > 0};
  assert_true(!info.step_count ||
              info.step_count == (int32_t)(result.high - result.low));
  narrow(info.title, result.name);
  narrow(info.units, result.unit);
  name_of_unit(self, info.unit_id, result.group);
  return result;
}

static void
express_vst3(Host* const host,
             const uint32_t frame,
             const int32_t note_id,
             const DilExpression what,
             const double value)
{
  struct v3_event_note_expression_value* const event =
    &add_event((HostVst3*)host, frame, V3_EVENT_NOTE_EXP_VALUE)->note_exp_value;
  event->type_id = (uint32_t)what;
  event->note_id = note_id;
  event->value = (what == DIL_EXPRESSION_VOLUME)   ? value / 4.0
                 : (what == DIL_EXPRESSION_TUNING) ? 0.5 + value / 240.0
                                                   : value;
}

static void
set_offline_vst3(Host* const host, const bool is_offline)
{
  ((HostVst3*)host)->mode = is_offline ? V3_OFFLINE : V3_REALTIME;
}

static void
shown_vst3(Host* const host, char text[4096])
{
  HostVst3* const self = (HostVst3*)host;
  struct v3_edit_controller** const controller = self->controller;
  v3_str_128 wide;
  const double value =
    (*controller)->get_parameter_normalised(controller, 4096U);
  assert_int_equal(
    (*controller)
      ->get_parameter_string_for_value(controller, 4096U, value, wide),
    V3_OK);
  narrow(wide, text);
}

static void
process_vst3(Host* const host, float* const* const out, const uint32_t n_frames)
{
  HostVst3* const self = (HostVst3*)host;
  float* channels[2] = {out[0], out[1]};
  struct v3_audio_bus_buffers bus = {2, 0U, {channels}};
  void* const changes = &self->changes_face;
  void* const events = &self->events_face;
  struct v3_process_data data = {
    .process_mode = self->mode,
    .symbolic_sample_size = V3_SAMPLE_32,
    .nframes = (int32_t)n_frames,
    .num_output_buses = 1,
    .outputs = &bus,
    .input_params = (struct v3_param_changes**)changes,
    .input_events = (struct v3_event_list**)events};
  host_enter();
  const v3_result result = (*self->processor)->process(self->processor, &data);
  host_leave();
  assert_int_equal(result, V3_OK);
  self->n_events = 0;
  self->n_queues = 0;
  self->n_points = 0;
}

static double
parameter_vst3(Host* const host, const uint32_t parameter)
{
  HostVst3* const self = (HostVst3*)host;
  const double value =
    (*self->controller)->get_parameter_normalised(self->controller, parameter);
  return (*self->controller)
    ->normalised_parameter_to_plain(self->controller, parameter, value);
}

static uint32_t
latency_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  return (*self->processor)->get_latency_samples(self->processor);
}

static uint32_t
tail_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  return (*self->processor)->get_tail_samples(self->processor);
}

static HostState
save_vst3(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  self->bytes = NULL;
  self->size = 0U;
  assert_int_equal(
    (*self->component)->get_state(self->component, stream_of(self)), V3_OK);
  const HostState saved = {self->bytes, self->size};
  return saved;
}

static bool
load_vst3(Host* const host, const void* const bytes, const size_t size)
{
  HostVst3* const self = (HostVst3*)host;
  self->bytes = (char*)malloc(size + 1U);
  assert_non_null(self->bytes);
  memcpy(self->bytes, bytes, size);
  self->size = size;
  self->place = 0U;
  const v3_result result =
    (*self->component)->set_state(self->component, stream_of(self));
  self->place = 0U;
  (*self->controller)->set_component_state(self->controller, stream_of(self));
  free(self->bytes);
  return result == V3_OK;
}

/// True if UTF-16 is the ASCII in `text`, up to its end or that of `n` bytes
static bool
is_text(const int16_t* const wide, const char* const text, const size_t n)
{
  size_t i = 0U;
  while (i < n && wide[i] == text[i]) {
    ++i;
  }

  return i == n && !wide[n];
}

static void
choose_vst3(Host* const host, const char* const path)
{
  HostVst3* const self = (HostVst3*)host;
  const char* const name = strrchr(path, '/') + 1;
  const size_t length = strlen(name) - strlen(".safetensors");
  struct v3_program_list_info list;
  assert_int_equal((*self->units)->get_program_list_info(self->units, 0, &list),
                   V3_OK);
  for (int32_t i = 0; i < list.programCount; ++i) {
    v3_str_128 program;
    assert_int_equal(
      (*self->units)->get_program_name(self->units, list.id, i, program),
      V3_OK);
    if (is_text(program, name, length)) {
      add_point(self, 4096U, 0U, (double)i / (double)(list.programCount - 1));
      return;
    }
  }

  fail_msg("%s is not in the list of programs", name);
}

static void
write_vst3(Host* const host,
           const uint32_t parameter,
           const double value,
           char text[128])
{
  HostVst3* const self = (HostVst3*)host;
  v3_str_128 wide;
  assert_int_equal(
    (*self->controller)
      ->get_parameter_string_for_value(
        self->controller, parameter, normalised(self, parameter, value), wide),
    V3_OK);
  narrow(wide, text);
}

static bool
read_vst3(Host* const host,
          const uint32_t parameter,
          const char* const text,
          double* const value)
{
  HostVst3* const self = (HostVst3*)host;
  v3_str_128 wide = {0};
  for (size_t i = 0U; text[i]; ++i) {
    wide[i] = (int16_t)text[i];
  }

  double read = 0.0;
  const bool is_read = (*self->controller)
                         ->get_parameter_value_for_string(
                           self->controller, parameter, wide, &read) == V3_OK;
  *value = (*self->controller)
             ->normalised_parameter_to_plain(self->controller, parameter, read);
  return is_read;
}

const HostFunctions host_vst3 = {"VST3",
                                 open_vst3,
                                 close_vst3,
                                 activate_vst3,
                                 deactivate_vst3,
                                 send_vst3,
                                 send_sysex_vst3,
                                 automate_vst3,
                                 repeat_vst3,
                                 describe_vst3,
                                 express_vst3,
                                 set_offline_vst3,
                                 shown_vst3,
                                 process_vst3,
                                 parameter_vst3,
                                 latency_vst3,
                                 tail_vst3,
                                 save_vst3,
                                 load_vst3,
                                 choose_vst3,
                                 write_vst3,
                                 read_vst3,
                                 host_vst3_open_window,
                                 host_vst3_tick_window,
                                 host_vst3_resize_window,
                                 host_vst3_window_size,
                                 host_vst3_close_window};
