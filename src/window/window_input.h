// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_INPUT_H
#define DIL_WINDOW_WINDOW_INPUT_H

#include "view.h"

#include <X11/Xlib.h>
#include <pugl/pugl.h>

#include <stdbool.h>
#include <stdint.h>

/// Codes of keys in X
#define N_KEY_CODES 256U

/// What the user does with a window, on its way to a view
typedef struct {
  DilView* view;
  Display* display;
  Window parent;   ///< That gets the keys that are not used, or None
  bool is_focused; ///< Keys come here
  bool has_key;    ///< `key` waits for what becomes of it
  bool is_used;    ///< The view has a use for it
  XKeyEvent key;   ///< The last one
  bool is_passed[N_KEY_CODES]; ///< The key's press went to `parent`
  DilViewPointer press;        ///< The last one
  double press_s;              ///< When that was
  bool wants_quit;             ///< Ctrl Q, of a window of its own
} WindowInput;

/// Look at any event of the display, before pugl does
void
window_input_look(WindowInput* input, Window window, const XEvent* event);

/// Hand on an event of the pointer or the keyboard; false for others
bool
window_input_take(WindowInput* input, const PuglEvent* event);

/// Let go of a key that nobody has used: after the last event
void
window_input_settle(WindowInput* input);

#endif // DIL_WINDOW_WINDOW_INPUT_H
