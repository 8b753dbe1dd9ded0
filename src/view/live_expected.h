// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_LIVE_EXPECTED_H
#define DIL_VIEW_LIVE_EXPECTED_H

#include "live_view.h"

#include "dilaton/watch.h"

#include <stdbool.h>

/// What the network expects: for the newest step of Slow, and as a mean of the
/// last 100 ms for the other pictures
typedef struct {
  bool has_any;
  const DilStep* step; ///< Of Slow, or NULL
  float odds[DIL_N_ODDS];
  bool kept[DIL_N_ODDS]; ///< Can be drawn
} Expected;

/// Find it
Expected
live_expect(const Live* live, DilViewPicture picture);

/// Middle of a class's row in a box of the height of the heat map
double
live_row(const Live* live, Box box, int code);

/// Paint it, and in numbers
void
live_paint_expected(const Live* live,
                    const Canvas* canvas,
                    const Layout* layout,
                    const Expected* expected,
                    DilViewPicture picture);

#endif // DIL_VIEW_LIVE_EXPECTED_H
