// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_PLUGIN_H
#define DIL_LV2_PLUGIN_H

#include "bridge.h"
#include "lv2_map.h"
#include "lv2_uris.h"

#include <lv2/atom/atom.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/log/log.h>
#include <lv2/state/state.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

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
  DilPresetNews preset; ///< That is played, as the audio thread knows
  uint32_t instrument;  ///< That was told last
} DilLv2;

/// Hand the messages of the control port to the bridge, inside of a block, and
/// answer on the notify port
DIL_REALTIME void
dil_lv2_read_control(DilLv2* self);

/// What extensions are offered
const void*
dil_lv2_extension_data(const char* uri);

#endif // DIL_LV2_PLUGIN_H
