// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_MAP_H
#define DIL_LV2_MAP_H

#include <lv2/atom/forge.h>
#include <lv2/urid/urid.h>

/// Bytes of a message about a property but for its text, and some to spare
#define DIL_LV2_MESSAGE_SIZE 128U

/// Numbers that the host has given to names
typedef struct {
  LV2_URID atom_object;
  LV2_URID atom_path;
  LV2_URID atom_string;
  LV2_URID atom_urid;
  LV2_URID event_transfer;
  LV2_URID log_error;
  LV2_URID log_note;
  LV2_URID log_warning;
  LV2_URID midi_event;
  LV2_URID patch_get;
  LV2_URID patch_property;
  LV2_URID patch_set;
  LV2_URID patch_value;
  LV2_URID preset;
  LV2_URID hash;
  LV2_URID instrument_name;
  LV2_URID midi;
  LV2_URID scale_factor;
} DilLv2Uris;

/// Map all names
void
dil_lv2_map(DilLv2Uris* uris, const LV2_URID_Map* map);

/// Write the message that a property is a text, of type atom:Path or
/// atom:String
void
dil_lv2_write_text(const DilLv2Uris* uris,
                   LV2_Atom_Forge* forge,
                   LV2_URID property,
                   LV2_URID type,
                   const char* text);

#endif // DIL_LV2_MAP_H
