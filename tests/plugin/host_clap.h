// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HOST_CLAP_H
#define DIL_TEST_HOST_CLAP_H

#include "host_private.h"

#include "clap_more.h"

#include <clap/entry.h>
#include <clap/ext/gui.h>
#include <clap/ext/params.h>
#include <clap/ext/timer-support.h>
#include <clap/plugin.h>

#include <stdatomic.h>

enum { host_clap_max_events = 4096 };

/// Any event that is sent
typedef union {
  clap_event_header_t header;
  clap_event_note_t note;
  clap_event_note_expression_t expression;
  clap_event_param_value_t value;
  clap_event_midi_t midi;
  clap_event_midi_sysex_t sysex;
} HostClapEvent;

/// A host with its one plugin
typedef struct {
  Host base;
  const clap_plugin_entry_t* entry;
  clap_host_t host;
  clap_host_log_t log;
  clap_host_params_t params;
  const clap_plugin_t* plugin;
  HostClapEvent events[host_clap_max_events];
  uint32_t n_events;
  int64_t frame;

  const clap_plugin_gui_t* gui; ///< While the window is open
  clap_host_gui_t gui_host;
  clap_host_timer_support_t timer;
  clap_host_posix_fd_support_t files;
  bool has_timer;
  int file;              ///< That is looked at, or -1
  atomic_bool is_called; ///< A call on the main thread is wanted
} HostClap;

/// An extension of the plugin, which must be there
const void*
host_clap_extension(const HostClap* host, const char* id);

/// What the host offers for windows, or NULL
const void*
host_clap_window_extension(const HostClap* host, const char* id);

/// Note what the plugin tells of its parameters
bool CLAP_ABI
host_clap_push(const clap_output_events_t* list,
               const clap_event_header_t* event);

/// As HostFunctions has them
bool
host_clap_open_window(Host* host);
void
host_clap_tick_window(Host* host);
void
host_clap_resize_window(Host* host, uint32_t width, uint32_t height);
void
host_clap_window_size(Host* host, uint32_t* width, uint32_t* height);
void
host_clap_close_window(Host* host);

#endif // DIL_TEST_HOST_CLAP_H
