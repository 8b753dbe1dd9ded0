// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HOST_LV2_H
#define DIL_TEST_HOST_LV2_H

#include "host_private.h"

#include "dilaton/parameter.h"
#include "lv2_uris.h"

#include <lilv/lilv.h>
#include <lv2/atom/forge.h>
#include <lv2/core/lv2.h>
#include <lv2/data-access/data-access.h>
#include <lv2/log/log.h>
#include <lv2/options/options.h>
#include <lv2/ui/ui.h>
#include <lv2/urid/urid.h>
#include <lv2/worker/worker.h>

enum {
  host_lv2_max_uris = 256,
  host_lv2_sequence_size = 65536,
  host_lv2_n_features = 4
};

/// A host with its one plugin
typedef struct {
  Host base;
  LilvWorld* world;
  const LilvPlugin* plugin;
  LilvInstance* instance;
  TempFolder* folder;

  char* uris[host_lv2_max_uris]; ///< Number i + 1 is that of uris[i]
  uint32_t n_uris;
  pthread_mutex_t uris_lock;

  LV2_URID_Map map;
  LV2_URID_Unmap unmap;
  LV2_Log_Log log;
  LV2_Worker_Schedule schedule;
  const LV2_Worker_Interface* worker;
  LV2_Feature feature_list[host_lv2_n_features];
  const LV2_Feature* features[host_lv2_n_features + 1];

  LV2_Atom_Forge forge;
  LV2_Atom_Forge_Frame frame;
  _Alignas(8) uint8_t control[host_lv2_sequence_size];
  _Alignas(8) uint8_t notify[DIL_LV2_NOTIFY_SIZE];
  float latency;
  float freewheel;
  char shown[4096]; ///< Preset that was told on the notify port
  char named[128];  ///< Instrument that was told there in the last block
  float values[DIL_N_PARAMETERS];
  double rate;

  void* ui_library; ///< While the window is open
  const LV2UI_Descriptor* ui_descriptor;
  LV2UI_Handle ui;
  float told[DIL_N_PARAMETERS]; ///< To the window, of the ports
  float scale;
  LV2UI_Resize resize;
  LV2UI_Touch touch;
  LV2_Extension_Data_Feature access;
  LV2_Options_Option options[2];
} HostLv2;

/// Number of a URI; the handle is the host
LV2_URID
host_lv2_map(LV2_URID_Map_Handle handle, const char* uri);

/// Note the properties that the plugin has sent in patch:Set, and no others
void
host_lv2_read_notify(HostLv2* host);

/// As HostFunctions has them
void
host_lv2_shown(Host* host, char text[4096]);
void
host_lv2_choose(Host* host, const char* path);
bool
host_lv2_open_window(Host* host);
void
host_lv2_tick_window(Host* host);
void
host_lv2_resize_window(Host* host, uint32_t width, uint32_t height);
void
host_lv2_window_size(Host* host, uint32_t* width, uint32_t* height);
void
host_lv2_close_window(Host* host);

/// Tell the window what the plugin has sent on its notify port
void
host_lv2_tell_window(HostLv2* host, const LV2_Atom* atom);

#endif // DIL_TEST_HOST_LV2_H
