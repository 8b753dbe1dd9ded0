// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_WINDOW_STAGE_H
#define DIL_TEST_WINDOW_STAGE_H

#include "layout.h"
#include "scene.h"

#include "support/x_server.h"

#include <X11/Xlib.h>

#include <stdbool.h>
#include <stdint.h>

/// An X server, a host's connection to it, and a folder for the configuration
typedef struct {
  Scene* scene;
  XServer* server;
  Display* display; ///< Of the host
} WindowStage;

/// A plugin that plays preset "one", with a window in a window of its host
typedef struct {
  WindowStage* stage;
  Host* host; ///< NULL for one in another process
  HostWindow window;
  Window found; ///< The plugin's window where there is no host here
  float peak;   ///< Heard so far
} StagePlugin;

/// cmocka fixture of a group that sets *state to a WindowStage
int
stage_setup(void** state);

/// cmocka fixture that ends it
int
stage_teardown(void** state);

/// Skip the test where there is no X server
void
stage_need(const WindowStage* stage);

/// A window of the host, 1000 x 700
uintptr_t
stage_parent(const WindowStage* stage);

/// Load a plugin and open its window, with what `like` says of parent and
/// offers, or the usual for NULL
StagePlugin*
stage_open(WindowStage* stage, HostFormat format, const HostWindow* like);

/// Close the window and the plugin
void
stage_close(StagePlugin* plugin);

/// The plugin's window
Window
stage_window(const StagePlugin* plugin);

/// Whether something has come about
typedef bool (*StageTest)(StagePlugin* plugin, const void* context);

/// Let the host's loop and its audio go on until something has come about;
/// fails the test if it never does
void
stage_run_until(StagePlugin* plugin, StageTest test, const void* context);

/// Let them go on for some turns
void
stage_run(StagePlugin* plugin, unsigned n_turns);

/// Run until all of the window is painted
void
stage_run_until_painted(StagePlugin* plugin);

/// Where everything is in a new window
Layout
stage_layout(void);

/// A point of a key, near its front
void
stage_find_key(int wanted, double* x, double* y);

/// A pixel of the plugin's window, 0xRRGGBB
uint32_t
stage_pixel(const StagePlugin* plugin, double x, double y);

/// Run until a pixel has a colour or, unless `is_same`, another one
void
stage_run_until_pixel(StagePlugin* plugin,
                      double x,
                      double y,
                      uint32_t colour,
                      bool is_same);

/// A button goes down or up, or the pointer moves, at a place
void
stage_point(const StagePlugin* plugin, int type, double x, double y);

/// A key goes down and up
void
stage_type(const StagePlugin* plugin, KeySym key, unsigned modifiers);

/// Send a message to the window, as other programs do
void
stage_send(const StagePlugin* plugin, const char* type, const long data[5]);

/// Drop a file on the window, as file managers do
void
stage_drop(StagePlugin* plugin, const char* path);

/// Drag a slider from its handle by some pixels
void
stage_drag(StagePlugin* plugin, uint32_t parameter, double distance);

#endif // DIL_TEST_WINDOW_STAGE_H
