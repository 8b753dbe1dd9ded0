// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "x_guard.h"

#include <X11/X.h>

#include <stddef.h>
#include <string.h>

/// The innermost guard of this thread
static _Thread_local XGuard* current;

/// The guard of a display that this thread is within, or NULL
static XGuard*
find(const Display* const display)
{
  XGuard* guard = current;
  while (guard && guard->display != display) {
    guard = guard->outer;
  }
  return guard;
}

static int
note_error(Display* const display, XErrorEvent* const error)
{
  XGuard* const guard = find(display);
  if (!guard) {
    const XErrorHandler before = current ? current->before : NULL;
    return before ? before(display, error) : 0;
  }

  // Others' windows may go, as the one that something was dragged from
  const bool is_gone =
    error->error_code == BadWindow || error->error_code == BadDrawable;
  guard->n_errors += 1U;
  guard->is_lost = guard->is_lost || (is_gone && guard->window &&
                                      error->resourceid == guard->window);
  return 0;
}

/// The display has ended: returning from here, Xlib calls note_end()
static int
let_end(Display* const display)
{
  if (!find(display) && current && current->end_before) {
    (void)current->end_before(display);
  }
  return 0;
}

void
xguard_enter(XGuard* const guard)
{
  guard->outer = current;
  current = guard;
  guard->before = XSetErrorHandler(note_error);
  guard->end_before = XSetIOErrorHandler(let_end);
}

void
xguard_close(const XGuard* const guard)
{
  (void)XSetErrorHandler(guard->before);
  (void)XSetIOErrorHandler(guard->end_before);
  current = guard->outer;
}

void
xguard_leave(XGuard* const guard)
{
  XSync(guard->display, False);
  xguard_close(guard);
}

static void
note_end(Display* const display, void* const self)
{
  (void)display;
  XGuard* const guard = (XGuard*)self;
  guard->is_lost = true;
}

void
xguard_outlive(XGuard* const guard)
{
  XSetIOErrorExitHandler(guard->display, note_end, guard);
}

int
dil_window_next_event(Display* const display, XEvent* const event)
{
  // Without a display it gives nothing
  memset(event, 0, sizeof(*event));
  const int result = XNextEvent(display, event);
  const XGuard* const guard = find(display);
  if (guard && guard->watch) {
    guard->watch(guard->self, event);
  }
  return result;
}
