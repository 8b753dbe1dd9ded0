// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_plugin.h"
#include "expression.h"
#include "midi_event.h"
#include "midi_value.h"

enum { n_channels = 16, cc_sound_off = 120, cc_notes_off = 123 };

/// Send an event to its channel, or to all if it has none (-1)
static void
send(DilClap* const self, DilEvent event, const int16_t channel)
{
  const uint8_t first = (uint8_t)(channel < 0 ? 0 : channel);
  const uint8_t last = (uint8_t)(channel < 0 ? n_channels - 1 : channel);
  if (channel < n_channels) {
    for (uint8_t c = first; c <= last; ++c) {
      event.channel = c;
      dil_bridge_event(self->bridge, &event);
    }
  }
}

static void
note_on(DilClap* const self, const clap_event_note_t* const note)
{
  if (note->channel < 0 || note->key < 0 || note->key > 127) {
    return;
  }

  // A velocity of 0 is the softest here, and no note off
  const float velocity = dil_midi_value(note->velocity);
  const DilEvent event = {.frame = note->header.time,
                          .type = DIL_EVENT_NOTE_ON,
                          .number = (uint8_t)note->key,
                          .note_id = note->note_id,
                          .value = velocity < 1.0f ? 1.0f : velocity};
  send(self, event, note->channel);
}

/// A note's end; `controller` is for all notes of a channel
static void
note_off(DilClap* const self,
         const clap_event_note_t* const note,
         const uint8_t controller)
{
  DilEvent event = {.frame = note->header.time,
                    .type = DIL_EVENT_NOTE_OFF,
                    .number = (uint8_t)(note->key & 127),
                    .note_id = note->note_id,
                    .value = dil_midi_value(note->velocity)};
  if (note->note_id >= 0) {
    // By its name, which one event reaches on whatever channel
    send(self, event, note->channel < 0 ? 0 : note->channel);
  } else if (note->key < 0) {
    event.type = DIL_EVENT_CONTROL;
    event.number = controller;
    event.value = 0.0f;
    send(self, event, note->channel);
  } else if (note->key <= 127) {
    send(self, event, note->channel);
  }
}

static void
express(DilClap* const self,
        const clap_event_note_expression_t* const expression)
{
  const bool is_one = expression->note_id >= 0 || expression->key >= 0;
  DilEvent event = {.frame = expression->header.time,
                    .number = (uint8_t)(expression->key & 127),
                    .note_id = expression->note_id};
  if (expression->key > 127 ||
      !dil_express(expression->expression_id, expression->value, &event)) {
    return;
  }

  if (!is_one && event.type == DIL_EVENT_KEY_PRESSURE) {
    event.type = DIL_EVENT_CHANNEL_PRESSURE;
  }
  if (is_one || event.type != DIL_EVENT_NOTE_TUNING) {
    send(self, event, expression->channel);
  }
}

void
dil_clap_choose(DilClap* const self, const double value)
{
  if (!(value >= 0.0 && value < (double)self->programs.n_files)) {
    return;
  }

  const unsigned program = (unsigned)value;
  if (program != atomic_load(&self->program) &&
      dil_shelf_request(dil_bridge_shelf(self->bridge),
                        self->programs.files[program].path)) {
    atomic_store(&self->program, program);
  }
}

static void
set_parameter(DilClap* const self,
              const clap_event_param_value_t* const event,
              const bool is_in_block)
{
  if (event->param_id == DIL_CLAP_PROGRAM) {
    dil_clap_choose(self, event->value);
  } else if (is_in_block) {
    dil_bridge_automate(
      self->bridge, event->header.time, event->param_id, event->value);
  } else {
    dil_parameter_set(
      dil_bridge_parameters(self->bridge), event->param_id, event->value);
  }
}

static void
modulate(DilClap* const self, const clap_event_param_mod_t* const event)
{
  dil_bridge_modulate(
    self->bridge, event->header.time, event->param_id, event->amount);
}

static void
midi(DilClap* const self, const clap_event_midi_t* const message)
{
  DilEvent event;
  if (dil_midi_event(message->data, sizeof(message->data), &event)) {
    event.frame = message->header.time;
    dil_bridge_event(self->bridge, &event);
  }
}

static void
sysex(DilClap* const self, const clap_event_midi_sysex_t* const message)
{
  if (message->buffer) {
    dil_bridge_sysex(
      self->bridge, message->header.time, message->buffer, message->size);
  }
}

/// True if an event is of the size that its type says
static bool
is_whole(const clap_event_header_t* const event, const size_t size)
{
  return event->size >= size;
}

void
dil_clap_event(DilClap* const self, const clap_event_header_t* const event)
{
  if (event->space_id != CLAP_CORE_EVENT_SPACE_ID) {
    return;
  }

  // The header is the first field of each of these
  const void* const whole = event;
  switch (event->type) {
  case CLAP_EVENT_NOTE_ON:
    if (is_whole(event, sizeof(clap_event_note_t))) {
      note_on(self, (const clap_event_note_t*)whole);
    }
    break;
  case CLAP_EVENT_NOTE_OFF:
  case CLAP_EVENT_NOTE_CHOKE:
    if (is_whole(event, sizeof(clap_event_note_t))) {
      note_off(self,
               (const clap_event_note_t*)whole,
               event->type == CLAP_EVENT_NOTE_OFF ? cc_notes_off
                                                  : cc_sound_off);
    }
    break;
  case CLAP_EVENT_NOTE_EXPRESSION:
    if (is_whole(event, sizeof(clap_event_note_expression_t))) {
      express(self, (const clap_event_note_expression_t*)whole);
    }
    break;
  case CLAP_EVENT_PARAM_VALUE:
    if (is_whole(event, sizeof(clap_event_param_value_t))) {
      set_parameter(self, (const clap_event_param_value_t*)whole, true);
    }
    break;
  case CLAP_EVENT_PARAM_MOD:
    if (is_whole(event, sizeof(clap_event_param_mod_t))) {
      modulate(self, (const clap_event_param_mod_t*)whole);
    }
    break;
  case CLAP_EVENT_MIDI:
    if (is_whole(event, sizeof(clap_event_midi_t))) {
      midi(self, (const clap_event_midi_t*)whole);
    }
    break;
  case CLAP_EVENT_MIDI_SYSEX:
    if (is_whole(event, sizeof(clap_event_midi_sysex_t))) {
      sysex(self, (const clap_event_midi_sysex_t*)whole);
    }
    break;
  default:
    break;
  }
}

void
dil_clap_set(DilClap* const self, const clap_event_header_t* const event)
{
  if (event->space_id == CLAP_CORE_EVENT_SPACE_ID &&
      event->type == CLAP_EVENT_PARAM_VALUE &&
      is_whole(event, sizeof(clap_event_param_value_t))) {
    const void* const whole = event;
    set_parameter(self, (const clap_event_param_value_t*)whole, false);
  }
}
