// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_MORPH_H
#define DIL_VIEW_MORPH_H

#include "view_private.h"

/// Place on the ring of the preset's instruments, in [0, n): what lies after
/// the point is Morph
double
morph_place(const DilView* view);

/// Set both parameters of a gesture so that the handle is at a place, any
/// number of times around
void
morph_set(DilView* view, double place);

/// The place that a point in units is nearest to
double
morph_place_at(const DilView* view, double x, double y);

/// Move the handle by a part of the way to the next instrument, in a gesture of
/// its own; with those before it that came within a second, it is one step of
/// undo
void
morph_turn(DilView* view, double by);

/// Paint the ring, its instruments and its handle
void
morph_paint(const DilView* view, const Canvas* canvas);

#endif // DIL_VIEW_MORPH_H
