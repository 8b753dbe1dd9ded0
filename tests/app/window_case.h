// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_WINDOW_CASE_H
#define DIL_TEST_WINDOW_CASE_H

#include "live_case.h"

#include "box.h"

#include "support/x_server.h"

#include <X11/Xlib.h>

#include <stdbool.h>
#include <stdint.h>

/// A program that plays in a window, and someone who looks at it and has a
/// mouse
typedef struct {
  LiveCase* live;
  XServer* server;  ///< Or NULL
  Display* display; ///< Of the one who looks
  Window window;
} WindowCase;

/// Pixels of a part of the window
typedef struct {
  int width;
  int height;
  uint32_t* pixels; ///< [height][width] 0xRRGGBB; to be freed
} Picture;

/// cmocka fixture that sets *state to a WindowCase with an X server of its own
int
window_setup(void** state);

/// cmocka fixture that ends what was started
int
window_teardown(void** state);

/// Start to play the preset in a window, with more options
#define PLAY_WINDOW(window_case, ...)                                          \
  (window_start(window_case,                                                   \
                (const char* const[]){DIL_PROGRAM,                             \
                                      "play",                                  \
                                      "--window",                              \
                                      "-p",                                    \
                                      (window_case)->live->preset,             \
                                      __VA_ARGS__,                             \
                                      NULL}))

/// Start a program, or skip the test without an X server and what moves its
/// mouse; wait until its window is there and painted
void
window_start(WindowCase* window_case, const char* const* arguments);

/// Let xdotool do something: WINDOW_DO(case, "key", "ctrl+z")
#define WINDOW_DO(window_case, ...)                                            \
  (window_do((const char* const[]){"xdotool", __VA_ARGS__, NULL}))

/// Start xdotool and wait until it has done it
void
window_do(const char* const* arguments);

/// Move the pointer to a place in the window
void
window_point(const WindowCase* window_case, double x, double y);

/// Pixels of a box of the window
Picture
window_look(const WindowCase* window_case, Box box);

/// Wait until a box of the window looks as `picture`, or does not
void
window_wait(const WindowCase* window_case,
            Box box,
            const Picture* picture,
            bool is_same);

/// Drop a file on the window, as file managers do
void
window_drop(WindowCase* window_case, const char* path);

/// Wait until the last line says in the colour of notices what went wrong or,
/// unless `is_there`, says so no more
void
window_wait_for_notice(const WindowCase* window_case, bool is_there);

/// Ask the window to close, as window managers do, and wait until the program
/// has ended well
void
window_close(WindowCase* window_case);

#endif // DIL_TEST_WINDOW_CASE_H
