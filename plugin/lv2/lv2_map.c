// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_map.h"

#include "lv2_uris.h"

#include <lv2/log/log.h>
#include <lv2/midi/midi.h>
#include <lv2/patch/patch.h>
#include <lv2/ui/ui.h>

#include <stddef.h>
#include <stdint.h>
#include <string.h>

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
               {&uris->event_transfer, LV2_ATOM__eventTransfer},
               {&uris->log_error, LV2_LOG__Error},
               {&uris->log_note, LV2_LOG__Note},
               {&uris->log_warning, LV2_LOG__Warning},
               {&uris->midi_event, LV2_MIDI__MidiEvent},
               {&uris->patch_get, LV2_PATCH__Get},
               {&uris->patch_property, LV2_PATCH__property},
               {&uris->patch_set, LV2_PATCH__Set},
               {&uris->patch_value, LV2_PATCH__value},
               {&uris->preset, DIL_LV2_PRESET},
               {&uris->hash, DIL_LV2_HASH},
               {&uris->instrument_name, DIL_LV2_INSTRUMENT_NAME},
               {&uris->midi, DIL_LV2_MIDI},
               {&uris->scale_factor, LV2_UI__scaleFactor}};

  for (size_t i = 0U; i < sizeof(names) / sizeof(*names); ++i) {
    *names[i].urid = map->map(map->handle, names[i].uri);
  }
}

void
dil_lv2_write_text(const DilLv2Uris* const uris,
                   LV2_Atom_Forge* const forge,
                   const LV2_URID property,
                   const LV2_URID type,
                   const char* const text)
{
  LV2_Atom_Forge_Frame object;
  lv2_atom_forge_object(forge, &object, 0U, uris->patch_set);
  lv2_atom_forge_key(forge, uris->patch_property);
  lv2_atom_forge_urid(forge, property);
  lv2_atom_forge_key(forge, uris->patch_value);
  lv2_atom_forge_typed_string(forge, type, text, (uint32_t)strlen(text));
  lv2_atom_forge_pop(forge, &object);
}
