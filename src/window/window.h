// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_H
#define DIL_WINDOW_WINDOW_H

#include "view.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stdint.h>

/// What a window is opened with; all 0 is a window of its own
typedef struct {
  uintptr_t parent;       ///< X window that it is to be in, or 0
  const char* title;      ///< Of one that has no parent, or NULL
  double scale;           ///< As a host says, 1 to 3; 0: as the desktop says
  DilViewPicture picture; ///< Of the live view

  /// Ask the host for another size in pixels, as zooming wants it; NULL for a
  /// window of its own, which takes it, and for a host that cannot be asked
  void (*resize)(void* self, uint32_t width, uint32_t height);
  void* self; ///< First argument of resize()
} DilWindowSettings;

/**
   A window with a view in it: it hands on what the user does, and shows what
   the view has painted.

   It may be in a window of a host, who may destroy that at any time.  One
   thread at a time uses it.  Its size, zoom and theme are kept from one window
   to the next, in dilaton/window.json below XDG_CONFIG_HOME (~/.config).
*/
typedef struct DilWindow DilWindow;

/**
   Open a window and show it, in the size that the last one had.

   @param host Copied; what it refers to lives longer than the window.
   @return DIL_OK, DIL_NOT_FOUND (no display), DIL_UNSUPPORTED (the display
   refuses) or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_window_new(const DilWindowSettings* settings,
               const DilViewHost* host,
               DilWindow** out,
               DilMessage* message);

/// Close it, and keep its size, zoom and theme; NULL is fine
void
dil_window_free(DilWindow* window);

/**
   Deal with what has happened, and paint what has changed: every 33 ms or so.

   @param wait_s Seconds to wait for events, which are dealt with as they come;
   0 if another loop calls.
   @return False once the user has closed it, or it is lost with its parent or
   its display; then it is only to be freed.
*/
DIL_NODISCARD bool
dil_window_tick(DilWindow* window, double wait_s);

/// Whether it was closed by the user, and is not merely lost
bool
dil_window_is_closed(const DilWindow* window);

/// X window, for a host that wants it
uintptr_t
dil_window_id(const DilWindow* window);

/// What is shown in it
DilView*
dil_window_view(DilWindow* window);

/// Size in pixels
void
dil_window_size(const DilWindow* window, uint32_t* width, uint32_t* height);

/// Give it another size in pixels, as its host wants it; limited to 1 to 16384
void
dil_window_resize(DilWindow* window, uint32_t width, uint32_t height);

/// Another scale, as a host says it; 1 to 3
void
dil_window_set_scale(DilWindow* window, double scale);

/// Show or hide it
void
dil_window_show(DilWindow* window, bool is_shown);

/**
   Size in pixels that a new window in a host's will have, before there is one.

   @param scale As DilWindowSettings has it.
*/
void
dil_window_first_size(double scale, uint32_t* width, uint32_t* height);

/// Bring a size in pixels to one that is of use to people; any other is fine
/// too
void
dil_window_limit_size(uint32_t* width, uint32_t* height);

/// Keep a window of its own above an X window of another program
void
dil_window_stay_above(DilWindow* window, uintptr_t other);

/// File descriptor that has something to read when something has happened
int
dil_window_file(const DilWindow* window);

#endif // DIL_WINDOW_WINDOW_H
