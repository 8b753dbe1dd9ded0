// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_VIEW_VIEW_CASE_H
#define DIL_TEST_VIEW_VIEW_CASE_H

#include "mock_host.h"
#include "view.h"
#include "view_private.h"

#include <stdbool.h>
#include <stdint.h>

/// A view of a mock host, and what is done to it
typedef struct {
  MockHost mock;
  DilView* view;
  double now_s;
} ViewCase;

/// Make it, 900 x 560 at scale 1
void
case_start(ViewCase* c, bool is_alone);

/// Check that the host was used as it must be, and end it
void
case_end(ViewCase* c);

/// Let a thirtieth of a second pass
void
case_tick(ViewCase* c);

/// Paint what has changed; how many rectangles
size_t
case_paint(ViewCase* c);

/// A copy of the pixels, of the caller
uint32_t*
case_pixels(ViewCase* c, size_t* n_pixels);

/// Press at a place in units
bool
case_press(ViewCase* c, double x, double y, bool is_double);

/// Move to a place in units
void
case_move(ViewCase* c, double x, double y, uint32_t modifiers);

/// Let the left button go
void
case_release(ViewCase* c);

/// Press and release in the middle of an item
void
case_click(ViewCase* c, Item item);

/// Press a key
bool
case_key(ViewCase* c, uint32_t key, uint32_t modifiers);

/// Type characters: each is a key and a text
void
case_type(ViewCase* c, const char* text);

/// The slider of a parameter
Item
case_slider(uint32_t parameter);

#endif // DIL_TEST_VIEW_VIEW_CASE_H
