// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "expression.h"
#include "midi_event.h"
#include "midi_value.h"
#include "vst3_plugin.h"

#include <math.h>
#include <string.h>

/// A system exclusive message in the queue: `note_id` is its place in the list
#define SYSEX 255U

/// Distance of a pitch wheel to an integer that single precision may leave
#define BEND_TOLERANCE 0.01

static bool
put(DilVst3Queue* const queue, const DilEvent event)
{
  const bool has_room = queue->n < DIL_VST3_MAX_EVENTS;
  if (has_room) {
    queue->events[queue->n++] = event;
  }

  return has_room;
}

static uint32_t
limited(const int32_t frame)
{
  return frame < 0 ? 0U : (uint32_t)frame;
}

/// Pitch wheel from 0..1 to the engine's -1..1, 14-bit values as MIDI has them
static float
bend(const double value)
{
  const double position = (value == 0.5) ? 8192.0 : value * 16383.0;
  const double whole = nearbyint(position);
  const double wheel =
    fabs(position - whole) < BEND_TOLERANCE ? whole : position;
  return dil_midi_bend(wheel);
}

static DilEvent
midi_event(const uint32_t index, const uint32_t frame, const double value)
{
  const uint32_t controller = index % DIL_VST3_N_CONTROLLERS;
  DilEvent event = {.frame = frame,
                    .type = DIL_EVENT_CONTROL,
                    .channel = (uint8_t)(index / DIL_VST3_N_CONTROLLERS),
                    .number = (uint8_t)(controller & 127U),
                    .note_id = DIL_ANY_NOTE,
                    .value = dil_midi_value(value)};
  if (controller == DIL_VST3_PRESSURE) {
    event.type = DIL_EVENT_CHANNEL_PRESSURE;
  } else if (controller == DIL_VST3_BEND) {
    event.type = DIL_EVENT_PITCH_BEND;
    event.value = bend(value);
  } else if (controller == DIL_VST3_PROGRAM_CHANGE) {
    event.type = DIL_EVENT_PROGRAM;
    event.number = (uint8_t)lrint(value * 127.0);
  }

  return event;
}

/// Ask for the preset, unless it is the one already
static void
choose(DilVst3* const self, const double value)
{
  const uint32_t program = dil_vst3_program(self, value);
  if (program < self->programs.n_files &&
      program != atomic_load(&self->program) &&
      dil_shelf_request(dil_bridge_shelf(self->bridge),
                        self->programs.files[program].path)) {
    atomic_store(&self->program, program);
  }
}

/// Take a MIDI controller
static void
take_midi(DilVst3* const self,
          const uint32_t index,
          const uint32_t frame,
          const double value)
{
  const uint32_t controller = index % DIL_VST3_N_CONTROLLERS;
  const DilEvent event = midi_event(index, frame, value);
  if (dil_vst3_is_message(controller)) {
    // What is restored with a session is none that was sent
    if ((float)value != (float)dil_vst3_rest(controller)) {
      (void)put(&self->queue, event);
    }
    return;
  }

  atomic_store_explicit(&self->midi[index], (float)value, memory_order_relaxed);

  // Nor is a program, which leaves the instrument to its parameter
  if (event.type != DIL_EVENT_PROGRAM ||
      event.number != atomic_exchange_explicit(&self->heard[event.channel],
                                               event.number,
                                               memory_order_relaxed)) {
    (void)put(&self->queue, event);
  }
}

/// Take one point of a parameter's curve
static void
take_point(DilVst3* const self,
           const v3_param_id id,
           const int32_t offset,
           const double value)
{
  const uint32_t frame = limited(offset);
  const uint32_t midi = id - DIL_VST3_MIDI;
  if (!(value >= 0.0 && value <= 1.0)) {
    return;
  }

  if (id < DIL_N_PARAMETERS) {
    const DilEvent event = {.frame = frame,
                            .type = DIL_EVENT_PARAMETER,
                            .number = (uint8_t)id,
                            .note_id = DIL_ANY_NOTE,
                            .value = (float)dil_vst3_plain(id, value)};
    if (!put(&self->queue, event)) {
      dil_parameter_set(
        dil_bridge_parameters(self->bridge), id, (double)event.value);
    }
  } else if (id == DIL_VST3_PROGRAM) {
    choose(self, value);
  } else if (midi < DIL_VST3_N_MIDI) {
    take_midi(self, midi, frame, value);
  }
}

static void
take_curves(DilVst3* const self, struct v3_param_changes** const changes)
{
  const int32_t n_curves = changes ? (*changes)->get_param_count(changes) : 0;
  for (int32_t i = 0; i < n_curves; ++i) {
    struct v3_param_value_queue** const curve =
      (*changes)->get_param_data(changes, i);
    const int32_t n_points = curve ? (*curve)->get_point_count(curve) : 0;
    for (int32_t k = 0; k < n_points; ++k) {
      int32_t offset = 0;
      double value = 0.0;
      if ((*curve)->get_point(curve, k, &offset, &value) == V3_OK) {
        take_point(self, (*curve)->get_param_id(curve), offset, value);
      }
    }
  }
}

/// True for a key that can be played
static bool
is_key(const int16_t channel, const int16_t pitch)
{
  return channel >= 0 && channel < DIL_VST3_N_CHANNELS && pitch >= 0 &&
         pitch <= 127;
}

static void
take_note_on(DilVst3Queue* const queue,
             const uint32_t frame,
             const struct v3_event_note_on* const note)
{
  const float velocity = dil_midi_value((double)note->velocity);
  DilEvent event = {.frame = frame,
                    .type = DIL_EVENT_NOTE_ON,
                    .channel = (uint8_t)(note->channel & 15),
                    .number = (uint8_t)(note->pitch & 127),
                    .note_id = note->note_id,
                    .value = velocity < 1.0f ? 1.0f : velocity};
  if (!is_key(note->channel, note->pitch)) {
    return;
  }

  (void)put(queue, event);
  if (note->tuning < 0.0f || note->tuning > 0.0f) {
    event.type = DIL_EVENT_NOTE_TUNING;
    event.value = note->tuning / 100.0f;
    (void)put(queue, event);
  }
}

/// Take an event of a key other than its stroke
static void
take_key(DilVst3Queue* const queue,
         DilEvent event,
         const int16_t channel,
         const int16_t pitch,
         const float value)
{
  if (is_key(channel, pitch)) {
    event.channel = (uint8_t)channel;
    event.number = (uint8_t)pitch;
    event.value = dil_midi_value((double)value);
    (void)put(queue, event);
  }
}

static void
take_expression(DilVst3Queue* const queue,
                DilEvent event,
                const struct v3_event_note_expression_value* const expression)
{
  // Where the units of VST 3 differ from ours: 20 log10(4 x) dB, and 0.5 is in
  // tune in a range of 240 semitones
  const uint32_t type = expression->type_id;
  const double value = expression->value;
  const double scaled = type == DIL_EXPRESSION_VOLUME   ? 4.0 * value
                        : type == DIL_EXPRESSION_TUNING ? 240.0 * (value - 0.5)
                                                        : value;
  event.note_id = expression->note_id;
  if (type <= DIL_EXPRESSION_BRIGHTNESS && event.note_id >= 0 &&
      dil_express((int32_t)type, scaled, &event)) {
    (void)put(queue, event);
  }
}

static void
take_event(DilVst3Queue* const queue,
           const struct v3_event* const event,
           const int32_t place)
{
  DilEvent taken = {.frame = limited(event->sample_offset),
                    .note_id = DIL_ANY_NOTE};
  switch (event->type) {
  case V3_EVENT_NOTE_ON:
    take_note_on(queue, taken.frame, &event->note_on);
    break;
  case V3_EVENT_NOTE_OFF:
    taken.type = DIL_EVENT_NOTE_OFF;
    taken.note_id = event->note_off.note_id;
    take_key(queue,
             taken,
             event->note_off.channel,
             event->note_off.pitch,
             event->note_off.velocity);
    break;
  case V3_EVENT_POLY_PRESSURE:
    taken.type = DIL_EVENT_KEY_PRESSURE;
    taken.note_id = event->poly_pressure.note_id;
    take_key(queue,
             taken,
             event->poly_pressure.channel,
             event->poly_pressure.pitch,
             event->poly_pressure.pressure);
    break;
  case V3_EVENT_NOTE_EXP_VALUE:
    take_expression(queue, taken, &event->note_exp_value);
    break;
  case V3_EVENT_DATA:
    taken.type = SYSEX;
    taken.note_id = place;
    (void)put(queue, taken);
    break;
  default:
    break;
  }
}

static void
play_sysex(DilVst3* const self,
           struct v3_event_list** const list,
           const DilEvent* const place)
{
  struct v3_event event;
  if ((*list)->get_event(list, place->note_id, &event) == V3_OK &&
      event.data.type == 0U && event.data.bytes) {
    dil_bridge_sysex(
      self->bridge, place->frame, event.data.bytes, event.data.size);
  }
}

/// Play what is in the queue, and empty it
static void
play_queue(DilVst3* const self, struct v3_event_list** const list)
{
  DilVst3Queue* const queue = &self->queue;
  dil_vst3_sort(queue);
  for (size_t i = 0U; i < queue->n; ++i) {
    const DilEvent* const event = &queue->events[i];
    if (event->type == DIL_EVENT_PARAMETER) {
      dil_bridge_automate(
        self->bridge, event->frame, event->number, (double)event->value);
    } else if (event->type == SYSEX) {
      play_sysex(self, list, event);
    } else {
      dil_bridge_event(self->bridge, event);
    }
  }

  queue->n = 0U;
}

/// Take all events; when there is no room for more, those before are played
static void
take_events(DilVst3* const self, struct v3_event_list** const list)
{
  const uint32_t n_events = list ? (*list)->get_event_count(list) : 0U;
  for (uint32_t i = 0U; i < n_events; ++i) {
    struct v3_event event;
    if (self->queue.n + 2U > DIL_VST3_MAX_EVENTS) {
      play_queue(self, list);
    }
    if ((*list)->get_event(list, (int32_t)i, &event) == V3_OK) {
      take_event(&self->queue, &event, (int32_t)i);
    }
  }
}

void
dil_vst3_render(DilVst3* const self, struct v3_process_data* const data)
{
  float* out[DIL_N_OUTPUTS] = {NULL, NULL};
  if (data->num_output_buses > 0 && data->outputs &&
      data->outputs[0].channel_buffers_32) {
    struct v3_audio_bus_buffers* const bus = &data->outputs[0];
    for (int32_t i = 0; i < (int32_t)DIL_N_OUTPUTS && i < bus->num_channels;
         ++i) {
      out[i] = bus->channel_buffers_32[i];
    }
    bus->channel_silence_bitset = 0U;
  }

  dil_bridge_begin(self->bridge, out, (uint32_t)data->nframes);
  self->queue.n = 0U;
  take_curves(self, data->input_params);
  take_events(self, data->input_events);
  play_queue(self, data->input_events);
  dil_bridge_end(self->bridge);
}

/// Merge two runs of a queue that are in order
static void
merge(const DilEvent* const events,
      const size_t middle,
      const size_t end,
      DilEvent* const out)
{
  size_t left = 0U;
  size_t right = middle;
  for (size_t i = 0U; i < end; ++i) {
    const bool is_left =
      left < middle &&
      (right == end || events[left].frame <= events[right].frame);
    out[i] = events[is_left ? left++ : right++];
  }
}

void
dil_vst3_sort(DilVst3Queue* const queue)
{
  for (size_t width = 1U; width < queue->n; width *= 2U) {
    for (size_t start = 0U; start < queue->n; start += 2U * width) {
      const size_t n_left = queue->n - start;
      const size_t end = n_left < 2U * width ? n_left : 2U * width;
      const size_t middle = end < width ? end : width;
      merge(queue->events + start, middle, end, queue->scratch + start);
    }

    memcpy(queue->events, queue->scratch, queue->n * sizeof(DilEvent));
  }
}
