// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_expected.h"

#include "number.h"

#include <math.h>
#include <stdio.h>

Expected
live_expect(const Live* const live, const DilViewPicture picture)
{
  Expected expected = {false, NULL, {0.0f}, {false}};
  const LiveStep* const newest = live_back(live, 0U);
  if (picture == DIL_VIEW_SLOW) {
    size_t n = 0U;
    const LiveStep* const steps = live_slow(live, &n);
    expected.step = n ? &steps[n - 1U].step : NULL;
    expected.has_any = n > 0U;
  } else {
    expected.has_any = live_mean(live, expected.odds);
  }

  if (expected.step) {
    live_odds(live, expected.step, expected.odds);
    live_kept(live, expected.step, expected.kept);
  } else if (newest) {
    // What is cut of the mean, by the newest step's rules
    DilStep mean = newest->step;
    float greatest = 1e-9f;
    for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
      greatest = fmaxf(greatest, expected.odds[c]);
    }
    for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
      const float level =
        255.0f +
        (float)DIL_ODDS_A_NAT * logf(fmaxf(expected.odds[c] / greatest, 1e-9f));
      mean.odds[c] = (uint8_t)fmaxf(level, 0.0f);
    }
    live_kept(live, &mean, expected.kept);
  }

  return expected;
}

double
live_row(const Live* const live, const Box box, const int code)
{
  const double n = live->is_wide ? 128.0 : 64.0;
  const double place = 0.5 - ((double)(code - 128) - 0.5) / (2.0 * n);
  return box.y + box.height * fmin(fmax(place, 0.0), 1.0);
}

/// Bars of what a step, or the last 100 ms, expected
static void
paint_odds(const Live* const live,
           const Canvas* const canvas,
           const Box box,
           const Expected* const expected,
           const float greatest)
{
  const Theme* const theme = canvas->theme;
  const float* const odds = expected->odds;
  const bool* const kept = expected->kept;
  const int n = live->is_wide ? 128 : 64;
  for (int cut = 0; cut < 2; ++cut) {
    canvas_colour(canvas, cut ? theme->muted : theme->accent);
    cairo_new_path(canvas->cairo);
    for (int c = 128 - n + 1; c < 128 + n; ++c) {
      const double wide = (box.width - 10.0) * (double)(odds[c] / greatest);
      const double top = live_row(live, box, c) - box.height / (double)n / 4.0;
      if (wide < 0.3 || kept[c] == (bool)cut) {
        continue;
      }
      // Hatched, a bar that cannot be drawn is short strokes
      for (double x = 0.0; x < wide; x += cut ? 4.0 : wide + 1.0) {
        cairo_rectangle(canvas->cairo,
                        box.x + x,
                        top,
                        cut ? fmin(1.5, wide - x) : wide,
                        box.height / (double)n / 2.0);
      }
    }
    cairo_fill(canvas->cairo);
  }
}

/// Mark the class that was drawn, from the map to the end of its bar
static void
paint_draw(const Live* const live,
           const Canvas* const canvas,
           const Layout* const layout,
           const uint8_t code,
           const double part)
{
  const uint32_t colour = canvas->theme->drawn;
  const double y = live_row(live, layout->odds, code);
  const double x = layout->odds.x + (layout->odds.width - 10.0) * part;
  const double bar[2][2] = {{layout->odds.x, y}, {x, y}};
  const double from = layout->heat.x + layout->heat.width;
  canvas_line(canvas, bar, 2U, 1.6, colour);
  for (double at = from + 1.0; at < layout->odds.x - 1.0; at += 4.0) {
    const Box dash = {at, y - 0.5, 2.0, 1.0};
    canvas_fill(canvas, dash, colour);
  }
  canvas_disc(canvas, x, y, 3.2, colour);
}

static void
paint_fact(const Canvas* const canvas,
           const Box box,
           const size_t row,
           const char* const name,
           const char* const value,
           const bool is_drawn)
{
  const Theme* const theme = canvas->theme;
  const Box line = {box.x, box.y + 17.0 * (double)row, box.width, 17.0};
  if (line.y + line.height > box.y + box.height + 2.0) {
    return;
  }

  const double wide = canvas_text(canvas,
                                  FONT_TEXT,
                                  is_drawn ? theme->drawn : theme->text,
                                  line,
                                  ALIGN_RIGHT,
                                  value);
  const Box rest = {box.x, line.y, box.width - wide - 4.0, line.height};
  canvas_text(canvas,
              is_drawn ? FONT_BOLD : FONT_TEXT,
              is_drawn ? theme->drawn : theme->muted,
              rest,
              ALIGN_LEFT,
              name);
}

static void
paint_facts(const Live* const live,
            const Canvas* const canvas,
            const Box box,
            const Expected* const expected,
            const DilViewPicture picture)
{
  char name[32];
  char value[32];
  size_t row = 0U;
  if (expected->step) {
    const int code = (int)expected->step->code - 128;
    (void)snprintf(name,
                   sizeof(name),
                   "drew %s%d",
                   code < 0   ? "\xE2\x88\x92"
                   : code > 0 ? "+"
                              : "",
                   code < 0 ? -code : code);
    dil_number_print(value,
                     sizeof(value),
                     "%.1f %%",
                     100.0 * (double)expected->odds[expected->step->code]);
    paint_fact(canvas, box, row++, name, value, true);
  }

  dil_number_print(value,
                   sizeof(value),
                   "%.1f bits",
                   expected->step ? live_bits(expected->odds)
                                  : (double)live->bits);
  paint_fact(canvas, box, row++, "choice", value, false);
  if (picture == DIL_VIEW_SLOW) {
    const LiveStep* const newest = live_back(live, 0U);
    const double rate = newest ? (double)newest->step.rate : 0.0;
    (void)snprintf(
      value, sizeof(value), "%.0f times", nearbyint(rate / SLOW_RATE));
    paint_fact(canvas, box, row, "slower", value, false);
  } else {
    paint_fact(canvas, box, row++, "mean of", "100 ms", false);
    paint_fact(canvas,
               box,
               row,
               "shown",
               picture == DIL_VIEW_SCOPE ? "2 periods" : "6 s",
               false);
  }
}

void
live_paint_expected(const Live* const live,
                    const Canvas* const canvas,
                    const Layout* const layout,
                    const Expected* const expected,
                    const DilViewPicture picture)
{
  float greatest = 1e-6f;
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    greatest = fmaxf(greatest, expected->odds[c]);
  }

  paint_odds(live, canvas, layout->odds, expected, greatest);
  if (expected->step) {
    const uint8_t code = expected->step->code;
    paint_draw(
      live, canvas, layout, code, (double)(expected->odds[code] / greatest));
  }
  paint_facts(live, canvas, layout->facts, expected, picture);
}
