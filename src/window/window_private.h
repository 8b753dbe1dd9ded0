// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_PRIVATE_H
#define DIL_WINDOW_WINDOW_PRIVATE_H

#include "selection.h"
#include "view.h"
#include "window.h"
#include "window_input.h"
#include "window_memory.h"
#include "x_guard.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <cairo.h>
#include <pugl/pugl.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Pixels of a side at most
#define WINDOW_MOST_PIXELS 16384U

/// Least pixels that window managers and hosts are asked to allow
#define WINDOW_LEAST_WIDTH  440.0
#define WINDOW_LEAST_HEIGHT 270.0

struct DilWindow {
  XGuard guard;
  PuglWorld* world;
  PuglView* pugl;
  DilView* view;
  Selection selection;
  WindowInput input;
  XImage* image;           ///< The picture as X sees it, of the visuals that
                           ///< have its pixels, or NULL
  GC context;              ///< For it
  cairo_surface_t* screen; ///< The window as cairo sees it, for others, or NULL
  DilWindowSettings settings;
  double scale;           ///< Of the desktop, or as a host says
  double zoom;            ///< As the size has followed it
  uint32_t width;         ///< Pixels
  uint32_t height;        ///< Pixels
  uint32_t wanted_width;  ///< Pixels that its host is to be asked for, or 0
  uint32_t wanted_height; ///< Pixels
  bool is_open;           ///< It has been opened without a failure
  bool is_visible;
  bool is_closed;  ///< By the user
  bool is_exposed; ///< All of it is to be copied again
};

/// Share of the screen that a window of its own takes at most by itself
#define WINDOW_MOST_OF_SCREEN 0.95

/// A number between two others
static inline double
window_limit(const double value, const double low, const double high)
{
  return value >= low ? (value <= high ? value : high) : low;
}

/// Deal with an event that pugl tells of
PuglStatus
window_take_event(PuglView* pugl, const PuglEvent* event);

/// Look at an event of the display before pugl does; `self` is the window
void
window_look(void* self, const XEvent* event);

/// Hand on a file that was dropped; `self` is the window
void
window_drop(void* self, const char* path);

/// Hand on a text that was pasted; `self` is the window
void
window_paste(void* self, const char* text);

/// Do what the view asks for after an event
void
window_grant_wish(DilWindow* window);

/// Let the view move on, and show what has changed
void
window_paint(DilWindow* window);

/// Prepare to show the picture, which has been made or has another size
DIL_NODISCARD DilStatus
window_screen_prepare(DilWindow* window);

/// Show rectangles [n] of the picture
void
window_screen_copy(DilWindow* window, const DilViewRect* rects, size_t n);

/// Free what shows it
void
window_screen_free(DilWindow* window);

/// Grow or shrink with the zoom that the user has chosen
void
window_follow_zoom(DilWindow* window);

/// Connect with the display
DIL_NODISCARD DilStatus
window_open_display(DilWindow* window, bool is_alone, DilMessage* message);

/// Make the window and its view, and show it; within the guard
DIL_NODISCARD DilStatus
window_open(DilWindow* window,
            const DilWindowSettings* settings,
            const WindowMemory* memory,
            const DilViewHost* host);

/// Size in pixels that a new window has at a scale
void
window_choose_size(const WindowMemory* memory,
                   double scale,
                   uint32_t* width,
                   uint32_t* height);

#endif // DIL_WINDOW_WINDOW_PRIVATE_H
