// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_SETTINGS_MENU_H
#define DIL_VIEW_SETTINGS_MENU_H

#include "box.h"
#include "canvas.h"
#include "view.h"

#include <stdbool.h>
#include <stddef.h>

/// Settings of the output and of the window, inside the window
typedef struct {
  bool is_open;
  size_t
    setting;     ///< Whose choices are shown, or DIL_VIEW_NONE for all settings
  size_t cursor; ///< Row
  size_t first;  ///< Row that is at the top
} Menu;

/// Open it, or close it
void
menu_open(DilView* view, bool is_open);

/// Where it is, in units
Box
menu_box(const DilView* view);

/// Use a press at a place in it
void
menu_press(DilView* view, double y);

/// Move the cursor to a place in it
void
menu_point(DilView* view, double y);

/// Move the cursor by rows
void
menu_move(DilView* view, int n_rows);

/// Use a key
bool
menu_key(DilView* view, const DilViewKey* key);

/// Paint it, if it is open
void
menu_paint(const DilView* view, const Canvas* canvas);

#endif // DIL_VIEW_SETTINGS_MENU_H
