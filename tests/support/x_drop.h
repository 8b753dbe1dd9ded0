// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_X_DROP_H
#define DIL_TEST_X_DROP_H

#include <X11/Xlib.h>

/// Let everything go on until an event of a type has come to a display, and
/// take it
typedef XEvent (*XDropWait)(void* context, Display* display, int type);

/// Drop a file on a window, as file managers do, and wait until it is taken
void
x_drop(Display* display,
       Window target,
       const char* path,
       XDropWait wait,
       void* context);

#endif // DIL_TEST_X_DROP_H
