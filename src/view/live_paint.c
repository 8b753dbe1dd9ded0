// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_expected.h"
#include "live_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Points of a line at most: two periods of the lowest pitch
#define MAX_POINTS 2048U

/// Copy the heat map to where it is, pixel by pixel
static void
paint_map(const Live* const live,
          const Canvas* const canvas,
          const Box box,
          const double unit)
{
  if (!live->map) {
    return;
  }

  cairo_t* const cairo = canvas->cairo;
  const double x = floor(box.x * unit);
  const double y = floor(box.y * unit);
  cairo_save(cairo);
  cairo_identity_matrix(cairo);
  cairo_set_source_surface(cairo, live->map, x, y);
  cairo_rectangle(cairo,
                  x,
                  y,
                  (double)cairo_image_surface_get_width(live->map),
                  (double)cairo_image_surface_get_height(live->map));
  cairo_fill(cairo);
  cairo_restore(cairo);
}

/// What is drawn over the map, and below it
typedef struct {
  size_t n;
  double drawn[MAX_POINTS][2]; ///< Classes
  double wave[MAX_POINTS][2];  ///< Samples, -1..1 in y until they are placed
  float greatest;              ///< Magnitude of the samples
} Lines;

static void
put(Lines* const lines,
    const Live* const live,
    const Layout* const layout,
    const double place,
    const DilStep* const step)
{
  const double x = layout->heat.x + layout->heat.width * place;
  if (lines->n < MAX_POINTS) {
    lines->drawn[lines->n][0] = x;
    lines->drawn[lines->n][1] = live_row(live, layout->heat, step->code);
    lines->wave[lines->n][0] = x;
    lines->wave[lines->n][1] = (double)step->sample;
    lines->greatest = fmaxf(lines->greatest, fabsf(step->sample));
    ++lines->n;
  }
}

static void
put_slow(Lines* const lines, const Live* const live, const Layout* const layout)
{
  size_t n = 0U;
  const LiveStep* const steps = live_slow(live, &n);
  for (size_t i = 0U; i < n; ++i) {
    const double place = (double)(SLOW_STEPS - n + i) + 0.5;
    put(lines, live, layout, place / (double)SLOW_STEPS, &steps[i].step);
  }
}

/// The last two periods that are whole
static void
put_scope(Lines* const lines,
          const Live* const live,
          const Layout* const layout)
{
  const LiveStep* const newest = live_back(live, 0U);
  if (!newest) {
    return;
  }

  const double end = floor(newest->phase / 2.0) * 2.0;
  uint64_t back = 0U;
  const LiveStep* step = newest;
  while (step && step->step.note == newest->step.note &&
         step->phase >= end - 2.0) {
    step = live_back(live, ++back);
  }
  while (back-- > 0U) {
    step = live_back(live, back);
    if (end < 2.0 || step->phase < end) {
      put(lines, live, layout, fmod(step->phase, 2.0) / 2.0, &step->step);
    }
    if (end < 2.0 && step->phase >= 2.0) {
      break;
    }
  }
}

/// Greatest magnitude that the wave's box shows: the next half of an octave, so
/// that the picture does not pump
static double
full_scale(const float greatest)
{
  return exp2(ceil(2.0 * log2(fmax((double)greatest, 0.01))) / 2.0);
}

/// Paint the samples, with a dot on the newest of Slow
static void
paint_wave(Lines* const lines,
           const Canvas* const canvas,
           const Box box,
           const bool has_dot)
{
  const double scale = box.height / 2.0 * 0.9 / full_scale(lines->greatest);
  for (size_t i = 0U; i < lines->n; ++i) {
    lines->wave[i][1] = box.y + box.height / 2.0 - scale * lines->wave[i][1];
  }
  if (lines->n > 1U) {
    canvas_line(canvas,
                (const double(*)[2])lines->wave,
                lines->n,
                1.4,
                canvas->theme->text);
  }
  if (lines->n && has_dot) {
    const double* const newest = lines->wave[lines->n - 1U];
    canvas_disc(canvas, newest[0], newest[1], 3.2, canvas->theme->drawn);
  }
}

/// From the least to the greatest sample of each column
static void
paint_envelope(const Live* const live,
               const Canvas* const canvas,
               const Box box)
{
  const size_t n =
    live->n_columns < LONG_COLUMNS ? (size_t)live->n_columns : LONG_COLUMNS;
  float greatest = 0.0f;
  for (size_t i = 0U; i < n; ++i) {
    greatest = fmaxf(greatest, fmaxf(live->span[i][1], -live->span[i][0]));
  }

  const double scale = box.height / 2.0 * 0.9 / full_scale(greatest);
  const double wide = box.width / (double)LONG_COLUMNS;
  canvas_colour(canvas, canvas->theme->text);
  cairo_new_path(canvas->cairo);
  for (size_t i = 0U; i < n; ++i) {
    const float* const span =
      live->span[(live->n_columns - n + i) % LONG_COLUMNS];
    const double top = box.y + box.height / 2.0 - scale * (double)span[1];
    const double high = fmax(scale * (double)(span[1] - span[0]), 1.0);
    cairo_rectangle(canvas->cairo,
                    box.x + wide * (double)(LONG_COLUMNS - n + i),
                    top,
                    wide,
                    high);
  }
  cairo_fill(canvas->cairo);
}

static void
paint_drawn(const Lines* const lines,
            const Canvas* const canvas,
            const DilViewPicture picture)
{
  const uint32_t colour = canvas->theme->drawn;
  if (lines->n > 1U) {
    canvas_line(canvas, lines->drawn, lines->n, 1.1, colour);
  }
  if (picture == DIL_VIEW_SLOW) {
    cairo_new_path(canvas->cairo);
    for (size_t i = 0U; i < lines->n; ++i) {
      cairo_rectangle(canvas->cairo,
                      lines->drawn[i][0] - 1.4,
                      lines->drawn[i][1] - 1.4,
                      2.8,
                      2.8);
    }
    cairo_fill(canvas->cairo);
  }
}

static void
paint_scale(const Live* const live,
            const Canvas* const canvas,
            const Layout* const layout)
{
  const Theme* const theme = canvas->theme;
  const Box heat = layout->heat;
  const Box wave = layout->wave;
  const double x = layout->live.x + 4.0;
  const double wide = heat.x - x - 6.0;
  const Box lines[4] = {{x, heat.y - 2.0, wide, 14.0},
                        {x, heat.y + heat.height / 2.0 - 7.0, wide, 14.0},
                        {x, heat.y + heat.height - 12.0, wide, 14.0},
                        {x, wave.y + wave.height / 2.0 - 7.0, wide, 14.0}};
  const char* const texts[4] = {live->is_wide ? "+127" : "+64",
                                "0",
                                live->is_wide ? "\xE2\x88\x92"
                                                "127"
                                              : "\xE2\x88\x92"
                                                "64",
                                "wave"};
  for (size_t i = 0U; i < 4U; ++i) {
    canvas_text(
      canvas, FONT_SMALL, theme->muted, lines[i], ALIGN_RIGHT, texts[i]);
  }
}

static void
paint_wells(const Canvas* const canvas, const Layout* const layout)
{
  const Theme* const theme = canvas->theme;
  const Box wave = layout->wave;
  const Box axis = {wave.x, wave.y + wave.height / 2.0, wave.width, 1.0};
  canvas_fill(canvas, wave, theme->well);
  canvas_fill(canvas, axis, theme->line);
  canvas_round(canvas, layout->odds, 3.0, theme->well);
}

void
live_paint(Live* const live,
           const Canvas* const canvas,
           const Layout* const layout,
           const DilViewPicture picture,
           const double unit)
{
  Lines lines;
  lines.n = 0U;
  lines.greatest = 0.0f;
  const Expected expected = live_expect(live, picture);
  paint_scale(live, canvas, layout);
  paint_wells(canvas, layout);
  live_fill_map(live, canvas->theme, picture);
  paint_map(live, canvas, layout->heat, unit);
  if (picture == DIL_VIEW_SLOW) {
    put_slow(&lines, live, layout);
  } else if (picture == DIL_VIEW_SCOPE) {
    put_scope(&lines, live, layout);
  } else {
    paint_envelope(live, canvas, layout->wave);
  }

  paint_drawn(&lines, canvas, picture);
  paint_wave(&lines, canvas, layout->wave, picture == DIL_VIEW_SLOW);
  if (!expected.has_any) {
    return;
  }

  live_paint_expected(live, canvas, layout, &expected, picture);
}
