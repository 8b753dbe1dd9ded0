// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_DESK_H
#define DIL_TEST_DESK_H

#include "view.h"
#include "window.h"

#include "support/temp.h"
#include "support/x_server.h"

#include <X11/Xlib.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// An X server, another program's connection to it, and a host that notes what
/// a window asks of it
typedef struct {
  XServer* server;
  Display* display; ///< Of the other program
  TempFolder* folder;
  DilViewHost host;
  float values[64];   ///< Of the parameters
  char chosen[256];   ///< Preset or melody that was asked for last
  unsigned n_changes; ///< Of presets and melodies
  unsigned n_begun;   ///< Gestures
  unsigned n_ended;   ///< Gestures
  bool is_watching;
} Desk;

/// cmocka fixture of a group that sets *state to a Desk, or skips all
int
desk_setup(void** state);

/// cmocka fixture that ends it
int
desk_teardown(void** state);

/// Open a window, which must succeed
DilWindow*
desk_open(Desk* desk, uintptr_t parent);

/// A plain window of the other program, as hosts have it, 1000 x 700
Window
desk_parent(Desk* desk);

/// Whether something has come about
typedef bool (*DeskTest)(void* context);

/// Let a window tick until something has come about; fails the test if it ends
/// before or never does
void
desk_tick_until(DilWindow* window, DeskTest test, void* context);

/// Let a window tick until it is painted: it shows more than one colour
void
desk_tick_until_painted(Desk* desk, DilWindow* window);

/// A pixel of a window, 0xRRGGBB
uint32_t
desk_pixel(Desk* desk, Window window, int x, int y);

#endif // DIL_TEST_DESK_H
