// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_ui.h"

#include <lv2/atom/util.h>
#include <lv2/midi/midi.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Send an atom to the plugin
static void
send(const DilLv2Ui* const ui, const LV2_Atom* const atom)
{
  ui->write(ui->controller,
            DIL_LV2_CONTROL,
            lv2_atom_total_size(atom),
            ui->uris.event_transfer,
            atom);
}

static float
parameter(void* const self, const uint32_t index)
{
  const DilLv2Ui* const ui = (const DilLv2Ui*)self;
  return ui->values[index];
}

static bool
play(void* const self, const DilEvent* const event)
{
  DilLv2Ui* const ui = (DilLv2Ui*)self;
  const bool is_on = event->type == DIL_EVENT_NOTE_ON;
  const long velocity = lrintf(fminf(fmaxf(event->value, 1.0f), 127.0f));
  const uint8_t bytes[3] = {is_on ? LV2_MIDI_MSG_NOTE_ON
                                  : LV2_MIDI_MSG_NOTE_OFF,
                            event->number & 127U,
                            (uint8_t)velocity};
  _Alignas(LV2_Atom) uint8_t buffer[sizeof(LV2_Atom) + 8U];
  lv2_atom_forge_set_buffer(&ui->forge, buffer, sizeof(buffer));
  lv2_atom_forge_atom(&ui->forge, sizeof(bytes), ui->uris.midi_event);
  lv2_atom_forge_write(&ui->forge, bytes, sizeof(bytes));
  send(ui, (const LV2_Atom*)(const void*)buffer);
  return true;
}

static bool
choose(void* const self, const char* const path)
{
  DilLv2Ui* const ui = (DilLv2Ui*)self;
  _Alignas(LV2_Atom) uint8_t buffer[DIL_PATH_SIZE + DIL_LV2_MESSAGE_SIZE];
  if (strlen(path) >= DIL_PATH_SIZE) {
    return false;
  }

  lv2_atom_forge_set_buffer(&ui->forge, buffer, sizeof(buffer));
  dil_lv2_write_text(
    &ui->uris, &ui->forge, ui->uris.preset, ui->uris.atom_path, path);
  send(ui, (const LV2_Atom*)(const void*)buffer);
  return true;
}

void
dil_lv2_ui_ask(DilLv2Ui* const ui)
{
  LV2_Atom_Forge* const forge = &ui->forge;
  LV2_Atom_Forge_Frame object;
  _Alignas(LV2_Atom) uint8_t buffer[DIL_LV2_MESSAGE_SIZE];
  lv2_atom_forge_set_buffer(forge, buffer, sizeof(buffer));
  lv2_atom_forge_object(forge, &object, 0U, ui->uris.patch_get);
  lv2_atom_forge_key(forge, ui->uris.patch_property);
  lv2_atom_forge_urid(forge, ui->uris.preset);
  lv2_atom_forge_pop(forge, &object);
  send(ui, (const LV2_Atom*)(const void*)buffer);
}

void
dil_lv2_ui_hear(DilLv2Ui* const ui,
                const LV2_Atom* const message,
                const uint32_t size)
{
  const LV2_Atom_Object* const object =
    (const LV2_Atom_Object*)(const void*)message;
  const LV2_Atom* property = NULL;
  const LV2_Atom* value = NULL;
  if (size < sizeof(LV2_Atom_Object) || lv2_atom_total_size(message) > size ||
      !lv2_atom_forge_is_object_type(&ui->forge, message->type) ||
      object->body.otype != ui->uris.patch_set) {
    return;
  }

  lv2_atom_object_get(object,
                      ui->uris.patch_property,
                      &property,
                      ui->uris.patch_value,
                      &value,
                      0);
  if (property && property->type == ui->forge.URID &&
      ((const LV2_Atom_URID*)property)->body == ui->uris.preset && value &&
      value->type == ui->forge.Path) {
    snprintf(ui->preset,
             sizeof(ui->preset),
             "%.*s",
             (int)value->size,
             (const char*)LV2_ATOM_BODY_CONST(value));
  }
}

static bool
look(void* const self, DilLook* const out)
{
  const DilLv2Ui* const ui = (const DilLv2Ui*)self;
  if (ui->view) {
    return ui->view->look(ui->plugin, out);
  }

  memset(out, 0, sizeof(*out));
  snprintf(out->preset, sizeof(out->preset), "%s", ui->preset);
  return true;
}

static void
watch(void* const self, const bool is_watching)
{
  const DilLv2Ui* const ui = (const DilLv2Ui*)self;
  ui->view->watch(ui->plugin, is_watching);
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  const DilLv2Ui* const ui = (const DilLv2Ui*)self;
  return ui->view->read_steps(ui->plugin, steps, n_steps);
}

DilPluginSource
dil_lv2_ui_source(DilLv2Ui* const ui)
{
  const DilPluginSource source = {ui,
                                  parameter,
                                  play,
                                  choose,
                                  look,
                                  ui->view ? watch : NULL,
                                  ui->view ? read_steps : NULL};
  return source;
}

static void
touch(const DilLv2Ui* const ui, const uint32_t index, const bool is_held)
{
  if (ui->touch) {
    ui->touch->touch(ui->touch->handle, DIL_LV2_PARAMETERS + index, is_held);
  }
}

static void
begin(void* const self, const uint32_t index)
{
  touch((const DilLv2Ui*)self, index, true);
}

static void
set(void* const self, const uint32_t index, const float value)
{
  // The port is the only way: the plugin reads it in each block
  DilLv2Ui* const ui = (DilLv2Ui*)self;
  ui->values[index] = value;
  ui->write(
    ui->controller, DIL_LV2_PARAMETERS + index, sizeof(value), 0U, &value);
}

static void
end(void* const self, const uint32_t index)
{
  touch((const DilLv2Ui*)self, index, false);
}

DilPluginTarget
dil_lv2_ui_target(DilLv2Ui* const ui)
{
  const DilPluginTarget target = {ui, begin, set, end, NULL};
  return target;
}
