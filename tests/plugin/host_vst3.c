// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_private.h"

#include "support/test.h"
#include "travesty_more.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { max_events = 4096, max_queues = 4096, max_points = 8192 };

/// What an interface pointer of ours points to
typedef struct {
  const void* functions;
  void* owner;
} Face;

typedef struct {
  v3_param_id id;
  int32_t offset;
  double value;
} Point;

typedef struct {
  Face face;
  v3_param_id id;
} Queue;

typedef struct {
  Host base;
  struct v3_plugin_factory** factory;
  struct v3_component** component;
  struct v3_audio_processor** processor;
  struct v3_edit_controller** controller;
  struct v3_midi_mapping** mapping;
  struct v3_unit_information** units;

  Face events_face;
  struct v3_event events[max_events];
  int32_t n_events;

  Face changes_face;
  Queue queues[max_queues]; ///< [n_queues] parameters that have points
  int32_t n_queues;
  Point points[max_points]; ///< [n_points] of all of them
  int32_t n_points;

  Face stream_face;
  char* bytes;
  size_t size;
  size_t place;
} HostVst3;

static v3_result V3_API
query_nothing(void* const self, const v3_tuid iid, void** const object)
{
  (void)self;
  (void)iid;
  *object = NULL;
  return V3_NO_INTERFACE;
}

static uint32_t V3_API
count_nothing(void* const self)
{
  (void)self;
  return 1U;
}

static HostVst3*
owner_of(void* const self)
{
  return (HostVst3*)((Face*)self)->owner;
}

static uint32_t V3_API
event_count(void* const self)
{
  return (uint32_t)owner_of(self)->n_events;
}

static v3_result V3_API
event_get(void* const self, const int32_t index, struct v3_event* const event)
{
  const HostVst3* const host = owner_of(self);
  if (index < 0 || index >= host->n_events) {
    return V3_INVALID_ARG;
  }

  *event = host->events[index];
  return V3_OK;
}

static v3_result V3_API
event_add(void* const self, struct v3_event* const event)
{
  (void)self;
  (void)event;
  return V3_NOT_IMPLEMENTED;
}

static const struct v3_event_list event_list = {.query_interface =
                                                  query_nothing,
                                                .ref = count_nothing,
                                                .unref = count_nothing,
                                                .get_event_count = event_count,
                                                .get_event = event_get,
                                                .add_event = event_add};

static v3_param_id V3_API
queue_id(void* const self)
{
  return ((const Queue*)self)->id;
}

/// Point `index` of a queue, or NULL; and how many there are
static const Point*
find_point(void* const self, const int32_t index, int32_t* const n)
{
  const HostVst3* const host = owner_of(self);
  const Point* found = NULL;
  *n = 0;
  for (int32_t i = 0; i < host->n_points; ++i) {
    if (host->points[i].id == ((const Queue*)self)->id) {
      found = (*n == index) ? &host->points[i] : found;
      ++*n;
    }
  }

  return found;
}

static int32_t V3_API
queue_count(void* const self)
{
  int32_t n = 0;
  (void)find_point(self, 0, &n);
  return n;
}

static v3_result V3_API
queue_get(void* const self,
          const int32_t index,
          int32_t* const offset,
          double* const value)
{
  int32_t n = 0;
  const Point* const point = find_point(self, index, &n);
  if (!point) {
    return V3_INVALID_ARG;
  }

  *offset = point->offset;
  *value = point->value;
  return V3_OK;
}

static v3_result V3_API
queue_add(void* const self,
          const int32_t offset,
          const double value,
          int32_t* const index)
{
  (void)self;
  (void)offset;
  (void)value;
  (void)index;
  return V3_NOT_IMPLEMENTED;
}

static const struct v3_param_value_queue value_queue = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .get_param_id = queue_id,
  .get_point_count = queue_count,
  .get_point = queue_get,
  .add_point = queue_add};

static int32_t V3_API
changes_count(void* const self)
{
  return owner_of(self)->n_queues;
}

static struct v3_param_value_queue** V3_API
changes_get(void* const self, const int32_t index)
{
  HostVst3* const host = owner_of(self);
  void* const queue = index < host->n_queues ? &host->queues[index] : NULL;
  return (struct v3_param_value_queue**)queue;
}

static struct v3_param_value_queue** V3_API
changes_add(void* const self, v3_param_id* const id, int32_t* const index)
{
  (void)self;
  (void)id;
  (void)index;
  return NULL;
}

static const struct v3_param_changes param_changes = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .get_param_count = changes_count,
  .get_param_data = changes_get,
  .add_param_data = changes_add};

static v3_result V3_API
stream_read(void* const self,
            void* const buffer,
            const int32_t size,
            int32_t* const n_read)
{
  HostVst3* const host = owner_of(self);
  const size_t n_left = host->size - host->place;
  const size_t wanted = size < 1000 ? (size_t)size : 1000U;
  const size_t n = wanted < n_left ? wanted : n_left;
  memcpy(buffer, host->bytes + host->place, n);
  host->place += n;
  *n_read = (int32_t)n;
  return V3_OK;
}

static v3_result V3_API
stream_write(void* const self,
             void* const buffer,
             const int32_t size,
             int32_t* const n_written)
{
  HostVst3* const host = owner_of(self);
  const size_t n = size < 100 ? (size_t)size : 100U;
  host->bytes = (char*)realloc(host->bytes, host->size + n + 1U);
  assert_non_null(host->bytes);
  memcpy(host->bytes + host->size, buffer, n);
  host->size += n;
  host->bytes[host->size] = '\0';
  *n_written = (int32_t)n;
  return V3_OK;
}

static v3_result V3_API
stream_seek(void* const self,
            const int64_t place,
            const int32_t mode,
            int64_t* const result)
{
  (void)self;
  (void)place;
  (void)mode;
  (void)result;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
stream_tell(void* const self, int64_t* const place)
{
  *place = (int64_t)owner_of(self)->place;
  return V3_OK;
}

static const struct v3_bstream memory_stream = {.query_interface =
                                                  query_nothing,
                                                .ref = count_nothing,
                                                .unref = count_nothing,
                                                .read = stream_read,
                                                .write = stream_write,
                                                .seek = stream_seek,
                                                .tell = stream_tell};

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
  assert_int_equal((*self->component)->initialize(self->component, NULL),
                   V3_OK);
}

static Host*
open_vst3(void)
{
  static const char path[] = DIL_BUILD_DIR
    "/vst3/Dilaton.vst3/Contents/" DIL_MACHINE "-linux/Dilaton.so";
  HostVst3* const self = (HostVst3*)host_new(sizeof(HostVst3), &host_vst3);
  void* const entry = host_library(&self->base, path, "GetPluginFactory");
  const Face faces[] = {
    {&event_list, self}, {&param_changes, self}, {&memory_stream, self}};
  self->events_face = faces[0];
  self->changes_face = faces[1];
  self->stream_face = faces[2];

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
    V3_REALTIME, V3_SAMPLE_32, (int32_t)max_frames, rate};
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
    assert_true(i < max_queues);
    const Queue queue = {{&value_queue, self}, id};
    self->queues[self->n_queues++] = queue;
  }

  assert_true(self->n_points < max_points);
  const Point point = {id, (int32_t)frame, value};
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
  assert_true(self->n_events < max_events);
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

static void
process_vst3(Host* const host, float* const* const out, const uint32_t n_frames)
{
  HostVst3* const self = (HostVst3*)host;
  float* channels[2] = {out[0], out[1]};
  struct v3_audio_bus_buffers bus = {2, 0U, {channels}};
  void* const changes = &self->changes_face;
  void* const events = &self->events_face;
  struct v3_process_data data = {
    .process_mode = V3_REALTIME,
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

const HostFunctions host_vst3 = {"VST3",
                                 open_vst3,
                                 close_vst3,
                                 activate_vst3,
                                 deactivate_vst3,
                                 send_vst3,
                                 send_sysex_vst3,
                                 automate_vst3,
                                 process_vst3,
                                 parameter_vst3,
                                 latency_vst3,
                                 tail_vst3,
                                 save_vst3,
                                 load_vst3,
                                 choose_vst3};
