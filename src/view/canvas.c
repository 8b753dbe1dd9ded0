// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ELLIPSIS "\xE2\x80\xA6"

void
canvas_colour(const Canvas* const canvas, const uint32_t colour)
{
  cairo_set_source_rgb(canvas->cairo,
                       (double)(colour >> 16U & 0xFFU) / 255.0,
                       (double)(colour >> 8U & 0xFFU) / 255.0,
                       (double)(colour & 0xFFU) / 255.0);
}

void
canvas_fill(const Canvas* const canvas, const Box box, const uint32_t colour)
{
  canvas_colour(canvas, colour);
  cairo_rectangle(canvas->cairo, box.x, box.y, box.width, box.height);
  cairo_fill(canvas->cairo);
}

static void
round_path(const Canvas* const canvas, const Box box, const double radius)
{
  static const double right_angle = 1.57079632679489662;

  cairo_t* const cairo = canvas->cairo;
  const double r = fmin(radius, fmin(box.width, box.height) / 2.0);
  const double xs[] = {box.x + box.width - r, box.x + r};
  const double ys[] = {box.y + r, box.y + box.height - r};
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, xs[0], ys[0], r, -right_angle, 0.0);
  cairo_arc(cairo, xs[0], ys[1], r, 0.0, right_angle);
  cairo_arc(cairo, xs[1], ys[1], r, right_angle, 2.0 * right_angle);
  cairo_arc(cairo, xs[1], ys[0], r, 2.0 * right_angle, 3.0 * right_angle);
  cairo_close_path(cairo);
}

void
canvas_round(const Canvas* const canvas,
             const Box box,
             const double radius,
             const uint32_t colour)
{
  if (box.width > 0.0 && box.height > 0.0) {
    canvas_colour(canvas, colour);
    round_path(canvas, box, radius);
    cairo_fill(canvas->cairo);
  }
}

void
canvas_frame(const Canvas* const canvas,
             const Box box,
             const double radius,
             const double thickness,
             const uint32_t colour)
{
  const Box inner = box_grow(box, -thickness / 2.0);
  if (inner.width > 0.0 && inner.height > 0.0) {
    canvas_colour(canvas, colour);
    cairo_set_line_width(canvas->cairo, thickness);
    round_path(canvas, inner, radius);
    cairo_stroke(canvas->cairo);
  }
}

void
canvas_disc(const Canvas* const canvas,
            const double x,
            const double y,
            const double radius,
            const uint32_t colour)
{
  canvas_colour(canvas, colour);
  cairo_new_path(canvas->cairo);
  cairo_arc(canvas->cairo, x, y, radius, 0.0, 6.28318530717958648);
  cairo_fill(canvas->cairo);
}

void
canvas_line(const Canvas* const canvas,
            const double (*const points)[2],
            const size_t n_points,
            const double thickness,
            const uint32_t colour)
{
  canvas_colour(canvas, colour);
  cairo_set_line_width(canvas->cairo, thickness);
  cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_ROUND);
  cairo_new_path(canvas->cairo);
  for (size_t i = 0U; i < n_points; ++i) {
    cairo_line_to(canvas->cairo, points[i][0], points[i][1]);
  }
  cairo_stroke(canvas->cairo);
}

/// Where a text of a width begins
static double
start_of(const Box box, const Align align, const double width)
{
  return align == ALIGN_LEFT     ? box.x
         : align == ALIGN_CENTRE ? box.x + (box.width - width) / 2.0
                                 : box.x + box.width - width;
}

double
canvas_text(const Canvas* const canvas,
            const FontKind kind,
            const uint32_t colour,
            const Box box,
            const Align align,
            const char* const text)
{
  Fonts* const fonts = canvas->fonts;
  char cut[512];
  const char* shown = text;
  double width = fonts_width(fonts, kind, text, SIZE_MAX);
  if (width > box.width) {
    const double dots = fonts_width(fonts, kind, ELLIPSIS, SIZE_MAX);
    size_t n = fonts_fit(fonts, kind, text, box.width - dots);
    while (n > 0U && (n > sizeof(cut) - 4U || text[n - 1U] == ' ' ||
                      ((unsigned char)text[n] & 0xC0U) == 0x80U)) {
      --n;
    }
    if (box.width < dots || !n) {
      return 0.0;
    }

    (void)snprintf(cut, sizeof(cut), "%.*s%s", (int)n, text, ELLIPSIS);
    shown = cut;
    width = fonts_width(fonts, kind, shown, SIZE_MAX);
  }

  const double y = box.y + (box.height + fonts_capital(kind)) / 2.0;
  canvas_colour(canvas, colour);
  fonts_draw(fonts,
             canvas->cairo,
             kind,
             start_of(box, align, width),
             y,
             shown,
             SIZE_MAX);
  return width;
}
