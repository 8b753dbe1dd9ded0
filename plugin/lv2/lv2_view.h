// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_VIEW_H
#define DIL_LV2_VIEW_H

#include "lv2_uris.h"
#include "shelf_look.h"

#include <lv2/core/lv2.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Extension data of the plugin: a DilLv2View
#define DIL_LV2_VIEW DIL_LV2_URI "#view"

/**
   What the plugin offers to its window in the same process.

   The window is a module of its own, and is to find another build's table by
   its sizes.  All functions are for the thread of the windows.
*/
typedef struct {
  uint32_t size;      ///< sizeof(DilLv2View)
  uint32_t look_size; ///< sizeof(DilLook)
  uint32_t step_size; ///< sizeof(DilStep)

  /// dil_shelf_look(), dil_shelf_watch() and dil_shelf_read_steps()
  bool (*look)(LV2_Handle plugin, DilLook* look);
  void (*watch)(LV2_Handle plugin, bool is_watching);
  size_t (*read_steps)(LV2_Handle plugin, DilStep* steps, size_t n_steps);
} DilLv2View;

/// The table
extern const DilLv2View dil_lv2_view;

#endif // DIL_LV2_VIEW_H
