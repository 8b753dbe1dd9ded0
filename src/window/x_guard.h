// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_X_GUARD_H
#define DIL_WINDOW_X_GUARD_H

#include <X11/Xlib.h>

#include <stdbool.h>

/// Is told of each event, before pugl sees it
typedef void (*XGuardWatch)(void* self, const XEvent* event);

/**
   Calls of Xlib that may fail: between xguard_enter() and xguard_leave().

   An error of X ends the process unless somebody handles it, and a host that
   destroys the parent of a window makes many; so does a display that ends.
   There is one handler of each in a process, so they are ours only for as long
   as it takes, and what is not of our display goes to those before.  A guard is
   of one thread, and another one's calls may be within it.
*/
typedef struct XGuard {
  Display* display;
  Window window;        ///< Whose loss matters, or None
  XGuardWatch watch;    ///< Or NULL
  void* self;           ///< First argument of `watch`
  bool is_lost;         ///< The window or the display has gone
  unsigned n_errors;    ///< Seen so far
  struct XGuard* outer; ///< Of this thread, while within this one
  XErrorHandler before;
  XIOErrorHandler end_before;
} XGuard;

/// Begin; `display` is set
void
xguard_enter(XGuard* guard);

/// Wait for the errors of all calls so far, and end
void
xguard_leave(XGuard* guard);

/// End without waiting, for the display was closed
void
xguard_close(const XGuard* guard);

/// Once for a display: see its end as a loss, and not as that of the process
void
xguard_outlive(XGuard* guard);

/**
   XNextEvent(), in whose place pugl is built to call it: it tells of neither
   focus nor things that are dropped, so its events are looked at.
*/
int
dil_window_next_event(Display* display, XEvent* event);

#endif // DIL_WINDOW_X_GUARD_H
