// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_CANVAS_H
#define DIL_VIEW_CANVAS_H

#include "box.h"
#include "fonts.h"
#include "theme.h"

#include <cairo.h>

#include <stdint.h>

/// What widgets paint on, in units
typedef struct {
  cairo_t* cairo;
  const Theme* theme;
  Fonts* fonts;
  Box clip; ///< What is to be painted
} Canvas;

/// Where a text stands in its box
typedef enum { ALIGN_LEFT, ALIGN_CENTRE, ALIGN_RIGHT } Align;

/// Use a colour, 0xRRGGBB
void
canvas_colour(const Canvas* canvas, uint32_t colour);

/// Fill a box
void
canvas_fill(const Canvas* canvas, Box box, uint32_t colour);

/// Fill a box with round corners
void
canvas_round(const Canvas* canvas, Box box, double radius, uint32_t colour);

/// Draw the edge of a box with round corners, inside it
void
canvas_frame(const Canvas* canvas,
             Box box,
             double radius,
             double thickness,
             uint32_t colour);

/// Fill a disc
void
canvas_disc(const Canvas* canvas,
            double x,
            double y,
            double radius,
            uint32_t colour);

/// Draw a line of straight pieces through points [n_points]
void
canvas_line(const Canvas* canvas,
            const double (*points)[2],
            size_t n_points,
            double thickness,
            uint32_t colour);

/**
   Write a text in a box, in the middle of its height.

   A text that is wider than the box is cut and ends in an ellipsis; a box that
   has no room for this stays empty.

   @return Width in units, at most that of the box.
*/
double
canvas_text(const Canvas* canvas,
            FontKind kind,
            uint32_t colour,
            Box box,
            Align align,
            const char* text);

#endif // DIL_VIEW_CANVAS_H
