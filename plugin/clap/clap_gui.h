// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_GUI_H
#define DIL_CLAP_GUI_H

#include "clap_plugin.h"

#include <clap/ext/gui.h>
#include <clap/ext/timer-support.h>

extern const clap_plugin_gui_t dil_clap_gui;
extern const clap_plugin_timer_support_t dil_clap_timer;
extern const clap_plugin_posix_fd_support_t dil_clap_files;

/// The host calls on the main thread: let the window move on, if it has no
/// other way
void
dil_clap_call_gui(DilClap* self);

/// Close the window, if there is one; main thread
void
dil_clap_end_gui(DilClap* self);

#endif // DIL_CLAP_GUI_H
