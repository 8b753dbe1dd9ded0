// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_plugin.h"
#include "midi_event.h"

#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>

#include <string.h>

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

/// True if a message is about a property, or does not say what it is about
static bool
is_about(const DilLv2* const self,
         const LV2_URID wanted,
         const LV2_Atom* const property)
{
  LV2_URID urid = 0U;
  if (property && property->type == self->uris.atom_urid &&
      property->size >= sizeof(urid)) {
    memcpy(&urid, LV2_ATOM_BODY_CONST(property), sizeof(urid));
  }

  return !property || urid == wanted;
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
  if (!property || !value || !is_about(self, self->uris.preset, property) ||
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

/// Say what a property is, if there is room to say it
static void
tell(DilLv2* const self,
     const uint32_t frame,
     const LV2_URID property,
     const LV2_URID type,
     const char* const text)
{
  LV2_Atom_Forge* const forge = &self->forge;
  const size_t room = forge->size - forge->offset;
  if (room >= strlen(text) + DIL_LV2_MESSAGE_SIZE) {
    lv2_atom_forge_frame_time(forge, frame);
    dil_lv2_write_text(&self->uris, forge, property, type, text);
  }
}

static void
tell_preset(DilLv2* const self, const uint32_t frame)
{
  const DilLv2Uris* const uris = &self->uris;
  tell(self, frame, uris->preset, uris->atom_path, self->preset.path);
}

static void
tell_instrument(DilLv2* const self, const uint32_t frame)
{
  const DilLv2Uris* const uris = &self->uris;
  tell(self,
       frame,
       uris->instrument_name,
       uris->atom_string,
       dil_preset_news_name(&self->preset, self->instrument));
}

/// Say what has changed since the last block
static void
tell_news(DilLv2* const self)
{
  const uint32_t instrument = (uint32_t)dil_parameter_value(
    dil_bridge_parameters(self->bridge), DIL_PARAMETER_INSTRUMENT);
  const bool is_other = instrument != self->instrument;
  const bool is_news =
    dil_shelf_news(dil_bridge_shelf(self->bridge), &self->preset);
  self->instrument = instrument;
  if (is_news) {
    tell_preset(self, 0U);
  }
  if (is_news || is_other) {
    tell_instrument(self, 0U);
  }
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
    if (is_about(self, self->uris.preset, property)) {
      tell_preset(self, frame);
    }
    if (is_about(self, self->uris.instrument_name, property)) {
      tell_instrument(self, frame);
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
  tell_news(self);
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
