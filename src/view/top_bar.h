// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_TOP_BAR_H
#define DIL_VIEW_TOP_BAR_H

#include "view_private.h"

/// Paint name, transport, preset, undo, counts and meter
void
top_bar_paint(const DilView* view, const Canvas* canvas);

/// Paint what is known of the preset, over the live view
void
about_paint(const DilView* view, const Canvas* canvas);

/// Write a time as minutes and seconds
void
top_bar_time(double time_s, char text[16]);

#endif // DIL_VIEW_TOP_BAR_H
