// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VST3_WINDOW_H
#define DIL_VST3_WINDOW_H

#include "plugin_window.h"
#include "vst3_plugin.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct DilVst3ViewImpl DilVst3View;

/// What a host holds of a view
typedef struct {
  const void* functions;
  DilVst3View* view;
} DilVst3ViewFace;

/// A view, which has a window while it is attached to one of the host's
struct DilVst3ViewImpl {
  DilVst3ViewFace view;
  DilVst3ViewFace scaling;
  DilVst3ViewFace timer;
  atomic_uint n_references;

  DilVst3* owner;
  struct v3_plugin_frame** frame; ///< Or NULL
  struct v3_run_loop** loop;      ///< That calls the timer, or NULL
  DilPluginWindow* window;        ///< Or NULL
  double scale;                   ///< As the host says, or 0
  uint32_t width;  ///< As the host wants it before there is a window, or 0
  uint32_t height; ///< As `width`
};

/// Open the window in one of the host's; false if it is open or cannot be,
/// which hosts see on the standard error
bool
dil_vst3_open_window(DilVst3View* view, uintptr_t parent);

/// Close the window, if there is one
void
dil_vst3_close_window(DilVst3View* view);

/// Let the window move on, if there is one
void
dil_vst3_tick(DilVst3View* view);

/// Have the window called by the host's loop, if that is to be had
void
dil_vst3_start_timer(DilVst3View* view);

/// Have no more calls
void
dil_vst3_stop_timer(DilVst3View* view);

#endif // DIL_VST3_WINDOW_H
