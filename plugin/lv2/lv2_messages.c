// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_plugin.h"
#include "midi_event.h"

#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>

#include <string.h>

/// Bytes of a message about the preset but for the path, and some to spare
#define MESSAGE_SIZE 128U

void
dil_lv2_map(DilLv2Uris* const uris, const LV2_URID_Map* const map)
{
  const struct {
    LV2_URID* urid;
    const char* uri;
  } names[] = {{&uris->atom_object, LV2_ATOM__Object},
               {&uris->atom_path, LV2_ATOM__Path},
               {&uris->atom_string, LV2_ATOM__String},
               {&uris->atom_urid, LV2_ATOM__URID},
               {&uris->log_error, LV2_LOG__Error},
               {&uris->log_note, LV2_LOG__Note},
               {&uris->log_warning, LV2_LOG__Warning},
               {&uris->midi_event, LV2_MIDI__MidiEvent},
               {&uris->patch_get, LV2_PATCH__Get},
               {&uris->patch_property, LV2_PATCH__property},
               {&uris->patch_set, LV2_PATCH__Set},
               {&uris->patch_value, LV2_PATCH__value},
               {&uris->preset, DIL_LV2_PRESET},
               {&uris->hash, DIL_LV2_HASH}};

  for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
    *names[i].urid = map->map(map->handle, names[i].uri);
  }
}

static void
read_midi(DilLv2* const self,
          const uint32_t frame,
          const uint8_t* const bytes,
          const uint32_t size)
{
  DilEvent event;
  if (dil_midi_event(bytes, size, &event)) {
    event.frame = frame;
    dil_bridge_event(self->bridge, &event);
  } else if (size > 0U && bytes[0] == LV2_MIDI_MSG_SYSTEM_EXCLUSIVE) {
    dil_bridge_sysex(self->bridge, frame, bytes, size);
  }
}

/// True if a message is about the preset, or does not say what it is about
static bool
is_about_preset(const DilLv2* const self, const LV2_Atom* const property)
{
  LV2_URID urid = 0U;
  if (property && property->type == self->uris.atom_urid &&
      property->size >= sizeof(urid)) {
    memcpy(&urid, LV2_ATOM_BODY_CONST(property), sizeof(urid));
  }

  return !property || urid == self->uris.preset;
}

static void
ask_for(DilLv2* const self, const char* const path)
{
  const uint32_t size = (uint32_t)strlen(path) + 1U;
  if (self->schedule) {
    self->schedule->schedule_work(self->schedule->handle, size, path);
  } else {
    // Refused only while others wait, of which the last one is as good
    (void)dil_shelf_request(dil_bridge_shelf(self->bridge), path);
  }
}

static void
hear_set(DilLv2* const self, const LV2_Atom_Object* const message)
{
  const LV2_Atom* property = NULL;
  const LV2_Atom* value = NULL;
  lv2_atom_object_get(message,
                      self->uris.patch_property,
                      &property,
                      self->uris.patch_value,
                      &value,
                      0);
  if (!property || !value || !is_about_preset(self, property) ||
      (value->type != self->uris.atom_path &&
       value->type != self->uris.atom_string)) {
    return;
  }

  const char* const path = (const char*)LV2_ATOM_BODY_CONST(value);
  const size_t length = strnlen(path, value->size);
  if (length > 0U && length < value->size && length < DIL_PATH_SIZE) {
    ask_for(self, path);
  }
}

/// Say which preset is played, if there is room to say it
static void
tell_preset(DilLv2* const self, const uint32_t frame)
{
  LV2_Atom_Forge* const forge = &self->forge;
  LV2_Atom_Forge_Frame object;
  const size_t length = strlen(self->path);
  if (forge->size - forge->offset < length + MESSAGE_SIZE) {
    return;
  }

  lv2_atom_forge_frame_time(forge, frame);
  lv2_atom_forge_object(forge, &object, 0, self->uris.patch_set);
  lv2_atom_forge_key(forge, self->uris.patch_property);
  lv2_atom_forge_urid(forge, self->uris.preset);
  lv2_atom_forge_key(forge, self->uris.patch_value);
  lv2_atom_forge_path(forge, self->path, (uint32_t)length);
  lv2_atom_forge_pop(forge, &object);
}

static void
hear_object(DilLv2* const self,
            const uint32_t frame,
            const LV2_Atom_Object* const message)
{
  if (message->body.otype == self->uris.patch_set) {
    hear_set(self, message);
  } else if (message->body.otype == self->uris.patch_get) {
    const LV2_Atom* property = NULL;
    lv2_atom_object_get(message, self->uris.patch_property, &property, 0);
    if (is_about_preset(self, property)) {
      tell_preset(self, frame);
    }
  }
}

static void
hear(DilLv2* const self, const LV2_Atom_Event* const event)
{
  const int64_t time = event->time.frames;
  const uint32_t frame = (uint32_t)(time < 0            ? 0
                                    : time > UINT32_MAX ? UINT32_MAX
                                                        : time);
  const void* const body = LV2_ATOM_BODY_CONST(&event->body);
  if (event->body.type == self->uris.midi_event) {
    read_midi(self, frame, (const uint8_t*)body, event->body.size);
  } else if (lv2_atom_forge_is_object_type(&self->forge, event->body.type) &&
             event->body.size >= sizeof(LV2_Atom_Object_Body)) {
    hear_object(self, frame, (const LV2_Atom_Object*)(const void*)&event->body);
  }
}

/// Begin the sequence on the notify port, whose atom tells how much fits
static bool
begin_answer(DilLv2* const self, LV2_Atom_Forge_Frame* const sequence)
{
  LV2_Atom_Forge* const forge = &self->forge;
  const uint32_t size = self->notify ? self->notify->atom.size : 0U;
  if (size < sizeof(LV2_Atom_Sequence)) {
    lv2_atom_forge_set_buffer(forge, NULL, 0U);
    return false;
  }

  lv2_atom_forge_set_buffer(forge, (uint8_t*)self->notify, size);
  lv2_atom_forge_sequence_head(forge, sequence, 0);
  return true;
}

void
dil_lv2_read_control(DilLv2* const self)
{
  LV2_Atom_Forge_Frame sequence;
  const bool is_answering = begin_answer(self, &sequence);
  if (dil_shelf_news(dil_bridge_shelf(self->bridge), self->path)) {
    tell_preset(self, 0U);
  }

  if (self->control) {
    LV2_ATOM_SEQUENCE_FOREACH(self->control, event)
    {
      hear(self, event);
    }
  }

  if (is_answering) {
    lv2_atom_forge_pop(&self->forge, &sequence);
  }
}
