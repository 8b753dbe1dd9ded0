// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_URIS_H
#define DIL_LV2_URIS_H

#include "lv2_names.h"

/// Its window
#define DIL_LV2_UI DIL_LV2_URI "#ui"

/// Property with what MIDI has set, in state
#define DIL_LV2_MIDI DIL_LV2_URI "#midi"

/// Property with the name of the instrument that plays, in patch messages
#define DIL_LV2_INSTRUMENT_NAME DIL_LV2_URI "#instrument_name"

/// Ports by index
enum {
  DIL_LV2_CONTROL,   ///< MIDI and patch messages in
  DIL_LV2_NOTIFY,    ///< Patch messages out
  DIL_LV2_LEFT,      ///< Audio out
  DIL_LV2_RIGHT,     ///< Audio out
  DIL_LV2_LATENCY,   ///< Frames, out
  DIL_LV2_FREEWHEEL, ///< Whether nobody is waiting
  DIL_LV2_PARAMETERS ///< The first of them, by DilParameter
};

/// Bytes that the notify port needs: a path and a name, and their messages
#define DIL_LV2_NOTIFY_SIZE 8192

#endif // DIL_LV2_URIS_H
