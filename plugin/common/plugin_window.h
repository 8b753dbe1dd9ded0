// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_WINDOW_H
#define DIL_PLUGIN_WINDOW_H

#include "shelf_look.h"
#include "window.h"

#include "dilaton/attributes.h"
#include "dilaton/event.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Time between two ticks of a window, in milliseconds
#define DIL_PLUGIN_TICK_MS 33U

/// What a window asks of the plugin.  All functions of this and the next are
/// called by the thread of the windows, and must not block.
typedef struct {
  void* self; ///< First argument of all

  /// Value of a parameter as it is now
  float (*parameter)(void* self, uint32_t parameter);

  /// Strike a key or let go of one; false while that cannot be
  bool (*play)(void* self, const DilEvent* event);

  /// Have a preset loaded; false while that cannot be
  bool (*choose)(void* self, const char* path);

  /// As dil_shelf_look()
  bool (*look)(void* self, DilLook* look);

  /// As those of DilViewHost; NULL where they cannot be had
  void (*watch)(void* self, bool is_watching);
  size_t (*read_steps)(void* self, DilStep* steps, size_t n_steps);
} DilPluginSource;

/// What a window asks of the host
typedef struct {
  void* self; ///< First argument of all

  /// As those of DilViewHost; set() is to reach the plugin too
  void (*begin)(void* self, uint32_t parameter);
  void (*set)(void* self, uint32_t parameter, float value);
  void (*end)(void* self, uint32_t parameter);

  /// A key has been struck: the plugin is not to sleep; may be NULL
  void (*wake)(void* self);
} DilPluginTarget;

/**
   The window of a plugin, which all formats have: what the plugin and the host
   offer, and the presets to choose from.

   It lives in the thread of the host's windows.  The presets are listed and
   copied by the worker of the plugins.
*/
typedef struct DilPluginWindow DilPluginWindow;

/**
   Open the window and show it.

   @param source Copied; what it refers to lives longer than the window.
   @param target As `source`.
   @param bundle Folder with the plugin's own files, or NULL.
   @param settings As dil_window_new() has it.
   @return As dil_window_new().
*/
DIL_NODISCARD DilStatus
dil_plugin_window_new(const DilPluginSource* source,
                      const DilPluginTarget* target,
                      const char* bundle,
                      const DilWindowSettings* settings,
                      DilPluginWindow** out,
                      DilMessage* message);

/// Close it; NULL is fine
void
dil_plugin_window_free(DilPluginWindow* window);

/// As dil_window_tick() that waits for nothing
DIL_NODISCARD bool
dil_plugin_window_tick(DilPluginWindow* window);

/// The window itself, for its size
DilWindow*
dil_plugin_window_frame(DilPluginWindow* window);

#endif // DIL_PLUGIN_WINDOW_H
