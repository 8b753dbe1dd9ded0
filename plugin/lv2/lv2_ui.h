// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_UI_H
#define DIL_LV2_UI_H

#include "lv2_map.h"
#include "lv2_view.h"
#include "plugin_window.h"

#include "dilaton/parameter.h"

#include <lv2/atom/forge.h>
#include <lv2/log/log.h>
#include <lv2/ui/ui.h>
#include <lv2/urid/urid.h>

#include <stdbool.h>
#include <stdint.h>

/// The window of an instance
typedef struct {
  LV2UI_Write_Function write;
  LV2UI_Controller controller;
  const LV2UI_Resize* resize; ///< Of the host, or NULL
  const LV2UI_Touch* touch;   ///< Of the host, or NULL
  LV2_Handle plugin;          ///< If there is `view`
  const DilLv2View* view;     ///< Of the plugin if it is here, or NULL
  DilLv2Uris uris;
  LV2_Atom_Forge forge;
  float values[DIL_N_PARAMETERS]; ///< Of the ports, as the host tells
  char preset[DIL_PATH_SIZE];     ///< That the plugin has told of, or ""
  DilPluginWindow* window;
} DilLv2Ui;

/// What the window asks of the plugin, by the ways that there are
DilPluginSource
dil_lv2_ui_source(DilLv2Ui* ui);

/// What the window asks of the host
DilPluginTarget
dil_lv2_ui_target(DilLv2Ui* ui);

/// Ask the plugin which preset it plays
void
dil_lv2_ui_ask(DilLv2Ui* ui);

/// Hear what the plugin tells on its notify port
void
dil_lv2_ui_hear(DilLv2Ui* ui, const LV2_Atom* message, uint32_t size);

#endif // DIL_LV2_UI_H
