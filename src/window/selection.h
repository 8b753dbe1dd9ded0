// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_SELECTION_H
#define DIL_WINDOW_SELECTION_H

#include <X11/Xlib.h>

#include <stdbool.h>
#include <stddef.h>

/// What a window gets from others
typedef struct {
  void* self; ///< First argument of the two

  /// A file was dropped
  void (*drop)(void* self, const char* path);

  /// The text of the clipboard has come
  void (*paste)(void* self, const char* text);
} SelectionTaker;

/**
   Files that are dragged onto a window, and text that is pasted.

   Source: "Drag-and-Drop Protocol for the X Window System", version 5; and
   ICCCM 2.0, section 2.4.
*/
typedef struct {
  Display* display;
  Window window;
  SelectionTaker taker;
  Window source;  ///< Where what is dragged comes from, or None
  bool is_file;   ///< What is dragged is a list of files
  Atom enter;     ///< Messages: something has come in
  Atom position;  ///< ... it has moved
  Atom status;    ///< ... our answer
  Atom leave;     ///< ... it has gone
  Atom drop;      ///< ... it was let go of
  Atom finished;  ///< ... our last answer
  Atom dragged;   ///< Selection of what is dragged
  Atom clipboard; ///< Selection of what was copied
  Atom copy;      ///< What is done with it
  Atom types;     ///< Property of `source`, with more than three types
  Atom uri_list;  ///< Type of a list of files
  Atom text;      ///< Type of UTF-8
  Atom here;      ///< Property of the window that takes the content
} Selection;

/// Begin: files may be dropped from now on
void
selection_begin(Selection* selection,
                Display* display,
                Window window,
                const SelectionTaker* taker);

/// Ask for the text of the clipboard
void
selection_paste(Selection* selection);

/// Look at any event of the display
void
selection_event(Selection* selection, const XEvent* event);

#endif // DIL_WINDOW_SELECTION_H
