// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_SLIDER_H
#define DIL_VIEW_SLIDER_H

#include "view_private.h"

/// Place of a value on its track, 0 to 1: times by their square root, so that
/// the short ones have room
double
slider_place(uint32_t parameter, float value);

/// The value at a place on the track, one that the parameter can have
float
slider_value(uint32_t parameter, double place);

/// The part of a slider's box that is its track
Box
slider_track(Box box);

/// Whether a point in a slider's box is on its value, to be typed
bool
slider_is_value(Box box, double x, double y);

/// Write a value as short as people read it: "-3.0 dB", with a minus sign
void
slider_print(uint32_t parameter, float value, char line[LINE_SIZE]);

/// Write a value to be edited, without its unit
void
slider_print_plain(uint32_t parameter, float value, char line[LINE_SIZE]);

/// Read what was typed; nothing is the default
bool
slider_read(uint32_t parameter, const char* text, float* value);

/// Move by steps of the keyboard, each a fiftieth of the track or, fine, a
/// tenth of that, and at least one whole number
float
slider_step(uint32_t parameter, float value, double n_steps, bool is_fine);

/// Paint a slider
void
slider_paint(const DilView* view, const Canvas* canvas, Item item);

#endif // DIL_VIEW_SLIDER_H
