// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_PLUGIN_H
#define DIL_LV2_PLUGIN_H

#include "bridge.h"
#include "lv2_uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

/// Numbers that the host has given to names
typedef struct {
  LV2_URID atom_object;
  LV2_URID atom_path;
  LV2_URID atom_string;
  LV2_URID atom_urid;
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
} DilLv2Uris;

/// One instance
typedef struct {
  DilBridge* bridge;
  const LV2_Log_Log* log;              ///< Or NULL
  const LV2_Worker_Schedule* schedule; ///< Or NULL
  DilLv2Uris uris;
  double rate;

  const LV2_Atom_Sequence* control;
  LV2_Atom_Sequence* notify;
  float* out[DIL_N_OUTPUTS];
  float* latency;
  const float* parameters[DIL_N_PARAMETERS];

  LV2_Atom_Forge forge;
  char
    path[DIL_PATH_SIZE]; ///< Preset that is played, as the audio thread knows
} DilLv2;

/// Map all names
void
dil_lv2_map(DilLv2Uris* uris, const LV2_URID_Map* map);

/// Hand the messages of the control port to the bridge, inside of a block, and
/// answer on the notify port
DIL_REALTIME void
dil_lv2_read_control(DilLv2* self);

/// What extensions are offered
const void*
dil_lv2_extension_data(const char* uri);

#endif // DIL_LV2_PLUGIN_H
