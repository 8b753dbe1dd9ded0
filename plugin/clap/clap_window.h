// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_WINDOW_H
#define DIL_CLAP_WINDOW_H

#include "clap_plugin.h"
#include "plugin_window.h"
#include "worker.h"

#include <clap/ext/gui.h>
#include <clap/ext/timer-support.h>

#include <stdbool.h>
#include <stdint.h>

struct DilClapGui {
  const clap_host_gui_t* host;               ///< Or NULL
  const clap_host_timer_support_t* timer;    ///< Or NULL
  const clap_host_posix_fd_support_t* files; ///< Or NULL
  DilPluginWindow* window;                   ///< Or NULL
  bool is_floating;
  double scale;        ///< As the host says, or 0
  uint32_t width;      ///< As the host wants it before there is a window, or 0
  uint32_t height;     ///< As `width`
  uintptr_t transient; ///< Window that a floating one stays above, or 0
  char title[256];
  clap_id timer_id;  ///< If `has_timer`
  DilWorker* caller; ///< Asks for calls where there is no timer, or NULL
  int file;          ///< That the host looks at, or -1
  bool has_timer;
};

/// Open the window in another one, or for 0 on its own; false if it is open or
/// cannot be, which the log tells
bool
dil_clap_open_window(DilClap* self, uintptr_t parent);

/// Let the window move on, if there is one.  It may be gone with its host's, or
/// closed, and then the host may destroy all of it from within.
void
dil_clap_tick(DilClap* self);

/// Have no more ticks
void
dil_clap_stop_ticks(DilClap* self);

#endif // DIL_CLAP_WINDOW_H
