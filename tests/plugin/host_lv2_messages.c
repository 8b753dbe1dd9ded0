// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_lv2.h"

#include "support/test.h"

#include <lv2/atom/util.h>
#include <lv2/patch/patch.h>

#include <stdio.h>
#include <string.h>

/// Note what a property is told to be
static void
read_property(HostLv2* const self,
              const LV2_Atom* const property,
              const LV2_Atom* const value)
{
  assert_non_null(property);
  assert_non_null(value);
  const LV2_URID urid = ((const LV2_Atom_URID*)property)->body;
  const char* const text = (const char*)LV2_ATOM_BODY_CONST(value);
  if (urid == host_lv2_map(self, DIL_LV2_PRESET)) {
    assert_int_equal(value->type, host_lv2_map(self, LV2_ATOM__Path));
    snprintf(self->shown, sizeof(self->shown), "%s", text);
  } else {
    assert_int_equal(urid, host_lv2_map(self, DIL_LV2_INSTRUMENT_NAME));
    assert_int_equal(value->type, host_lv2_map(self, LV2_ATOM__String));
    snprintf(self->named, sizeof(self->named), "%s", text);
  }
}

void
host_lv2_read_notify(HostLv2* const self)
{
  const LV2_Atom_Sequence* const sequence =
    (const LV2_Atom_Sequence*)(const void*)self->notify;
  self->named[0] = '\0';
  LV2_ATOM_SEQUENCE_FOREACH(sequence, event)
  {
    const LV2_Atom_Object* const object =
      (const LV2_Atom_Object*)(const void*)&event->body;
    const LV2_Atom* property = NULL;
    const LV2_Atom* value = NULL;
    assert_int_equal(object->body.otype, host_lv2_map(self, LV2_PATCH__Set));
    lv2_atom_object_get(object,
                        host_lv2_map(self, LV2_PATCH__property),
                        &property,
                        host_lv2_map(self, LV2_PATCH__value),
                        &value,
                        0);
    read_property(self, property, value);
    host_lv2_tell_window(self, &event->body);
  }
}

void
host_lv2_shown(Host* const host, char text[4096])
{
  memcpy(text, ((HostLv2*)host)->shown, 4096U);
}

void
host_lv2_choose(Host* const host, const char* const path)
{
  HostLv2* const self = (HostLv2*)host;
  LV2_Atom_Forge* const forge = &self->forge;
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_frame_time(forge, 0);
  lv2_atom_forge_object(forge, &object, 0U, host_lv2_map(self, LV2_PATCH__Set));
  lv2_atom_forge_key(forge, host_lv2_map(self, LV2_PATCH__property));
  lv2_atom_forge_urid(forge, host_lv2_map(self, DIL_LV2_PRESET));
  lv2_atom_forge_key(forge, host_lv2_map(self, LV2_PATCH__value));
  lv2_atom_forge_path(forge, path, (uint32_t)strlen(path));
  lv2_atom_forge_pop(forge, &object);
}

void
host_lv2_instrument(Host* const host, const bool is_asked, char text[128])
{
  HostLv2* const self = (HostLv2*)host;
  LV2_Atom_Forge* const forge = &self->forge;
  LV2_Atom_Forge_Frame object;
  float left[64];
  float right[64];
  float* const out[2] = {left, right};
  if (is_asked) {
    lv2_atom_forge_frame_time(forge, 0);
    lv2_atom_forge_object(
      forge, &object, 0U, host_lv2_map(self, LV2_PATCH__Get));
    lv2_atom_forge_key(forge, host_lv2_map(self, LV2_PATCH__property));
    lv2_atom_forge_urid(forge, host_lv2_map(self, DIL_LV2_INSTRUMENT_NAME));
    lv2_atom_forge_pop(forge, &object);
  }

  host_process(host, out, 64U);
  snprintf(text, 128U, "%s", self->named);
}
