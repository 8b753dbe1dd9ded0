// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "lv2_ui.h"

#include <lv2/core/lv2_util.h>
#include <lv2/data-access/data-access.h>
#include <lv2/instance-access/instance-access.h>
#include <lv2/options/options.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Scale that the host tells, or 0
static double
find_scale(const DilLv2Ui* const ui, const LV2_Feature* const* const features)
{
  const LV2_Options_Option* option =
    (const LV2_Options_Option*)lv2_features_data(features,
                                                 LV2_OPTIONS__options);
  for (; option && option->key; ++option) {
    if (option->key == ui->uris.scale_factor &&
        option->type == ui->forge.Float && option->size == sizeof(float)) {
      return (double)*(const float*)option->value;
    }
  }
  return 0.0;
}

/// Find the plugin, if it is in this process
static void
find_plugin(DilLv2Ui* const ui, const LV2_Feature* const* const features)
{
  const LV2_Handle plugin =
    lv2_features_data(features, LV2_INSTANCE_ACCESS_URI);
  const LV2_Extension_Data_Feature* const access =
    (const LV2_Extension_Data_Feature*)lv2_features_data(features,
                                                         LV2_DATA_ACCESS_URI);
  const DilLv2View* const view =
    plugin && access && access->data_access
      ? (const DilLv2View*)access->data_access(DIL_LV2_VIEW)
      : NULL;
  if (view && view->size == sizeof(*view) &&
      view->look_size == sizeof(DilLook) &&
      view->step_size == sizeof(DilStep)) {
    ui->plugin = plugin;
    ui->view = view;
  }
}

/// Zooming wants another size
static void
resize(void* const self, const uint32_t width, const uint32_t height)
{
  const DilLv2Ui* const ui = (const DilLv2Ui*)self;
  if (ui->resize) {
    ui->resize->ui_resize(ui->resize->handle, (int)width, (int)height);
  }
  dil_window_resize(dil_plugin_window_frame(ui->window), width, height);
}

static void
complain(const DilLv2Ui* const ui,
         const LV2_Log_Log* const log,
         const char* const text)
{
  if (log) {
    log->printf(log->handle, ui->uris.log_error, "Dilaton: %s\n", text);
  } else {
    fprintf(stderr, "Dilaton: %s\n", text);
  }
}

/// Open the window in the host's, or on its own
static bool
open(DilLv2Ui* const ui,
     const char* const bundle,
     const LV2_Feature* const* const features)
{
  const uintptr_t parent =
    (uintptr_t)lv2_features_data(features, LV2_UI__parent);
  const DilPluginSource source = dil_lv2_ui_source(ui);
  const DilPluginTarget target = dil_lv2_ui_target(ui);
  const DilWindowSettings settings = {.parent = parent,
                                      .title = "Dilaton",
                                      .scale = find_scale(ui, features),
                                      .resize = parent ? resize : NULL,
                                      .self = ui};
  DilMessage message;
  if (dil_plugin_window_new(
        &source, &target, bundle, &settings, &ui->window, &message)) {
    complain(ui,
             (const LV2_Log_Log*)lv2_features_data(features, LV2_LOG__log),
             message.text);
    return false;
  }

  uint32_t width = 0U;
  uint32_t height = 0U;
  dil_window_size(dil_plugin_window_frame(ui->window), &width, &height);
  if (parent && ui->resize) {
    ui->resize->ui_resize(ui->resize->handle, (int)width, (int)height);
  }
  return true;
}

static LV2UI_Handle
instantiate(const LV2UI_Descriptor* const descriptor,
            const char* const plugin,
            const char* const bundle,
            const LV2UI_Write_Function write,
            const LV2UI_Controller controller,
            LV2UI_Widget* const widget,
            const LV2_Feature* const* const features)
{
  (void)descriptor;
  const LV2_URID_Map* const map =
    (const LV2_URID_Map*)lv2_features_data(features, LV2_URID__map);
  DilLv2Ui* const ui = (DilLv2Ui*)calloc(1U, sizeof(*ui));
  if (!ui || !map || !!strcmp(plugin, DIL_LV2_URI)) {
    free(ui);
    return NULL;
  }

  ui->write = write;
  ui->controller = controller;
  ui->resize = (const LV2UI_Resize*)lv2_features_data(features, LV2_UI__resize);
  ui->touch = (const LV2UI_Touch*)lv2_features_data(features, LV2_UI__touch);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    ui->values[i] = dil_parameter_info(i)->value;
  }
  dil_lv2_map(&ui->uris, map);
  LV2_URID_Map writable = *map;
  lv2_atom_forge_init(&ui->forge, &writable);
  find_plugin(ui, features);
  if (!open(ui, bundle, features)) {
    free(ui);
    return NULL;
  }

  *widget = (LV2UI_Widget)dil_window_id(dil_plugin_window_frame(ui->window));
  dil_lv2_ui_ask(ui);
  return ui;
}

static void
cleanup(const LV2UI_Handle handle)
{
  DilLv2Ui* const ui = (DilLv2Ui*)handle;
  dil_plugin_window_free(ui->window);
  free(ui);
}

static void
port_event(const LV2UI_Handle handle,
           const uint32_t port,
           const uint32_t size,
           const uint32_t format,
           const void* const buffer)
{
  DilLv2Ui* const ui = (DilLv2Ui*)handle;
  const uint32_t parameter = port - DIL_LV2_PARAMETERS;
  if (!format && size == sizeof(float) && parameter < DIL_N_PARAMETERS) {
    float value = 0.0f;
    memcpy(&value, buffer, sizeof(value));
    ui->values[parameter] = dil_parameter_limit(parameter, value);
  } else if (format == ui->uris.event_transfer && port == DIL_LV2_NOTIFY) {
    dil_lv2_ui_hear(ui, (const LV2_Atom*)buffer, size);
  }
}

static int
idle(const LV2UI_Handle handle)
{
  return !dil_plugin_window_tick(((DilLv2Ui*)handle)->window);
}

static int
show(const LV2UI_Handle handle)
{
  dil_window_show(dil_plugin_window_frame(((DilLv2Ui*)handle)->window), true);
  return 0;
}

static int
hide(const LV2UI_Handle handle)
{
  dil_window_show(dil_plugin_window_frame(((DilLv2Ui*)handle)->window), false);
  return 0;
}

/// The host gives another size
static int
take_size(const LV2UI_Feature_Handle handle, const int width, const int height)
{
  if (width < 1 || height < 1) {
    return 1;
  }

  dil_window_resize(dil_plugin_window_frame(((DilLv2Ui*)handle)->window),
                    (uint32_t)width,
                    (uint32_t)height);
  return 0;
}

static const void*
extension_data(const char* const uri)
{
  static const LV2UI_Idle_Interface idling = {idle};
  static const LV2UI_Show_Interface showing = {show, hide};
  static const LV2UI_Resize resizing = {NULL, take_size};

  return !strcmp(uri, LV2_UI__idleInterface)   ? (const void*)&idling
         : !strcmp(uri, LV2_UI__showInterface) ? (const void*)&showing
         : !strcmp(uri, LV2_UI__resize)        ? (const void*)&resizing
                                               : NULL;
}

LV2_SYMBOL_EXPORT const LV2UI_Descriptor*
lv2ui_descriptor(const uint32_t index)
{
  static const LV2UI_Descriptor descriptor = {
    DIL_LV2_UI, instantiate, cleanup, port_event, extension_data};

  return index ? NULL : &descriptor;
}
