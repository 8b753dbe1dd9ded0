// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "live_view.h"

#include "theme.h"

#include <math.h>
#include <string.h>

/// Odds that have the last colour
#define HOTTEST 0.09f

static void
use_theme(Live* const live, const Theme* const theme)
{
  for (size_t i = 0U; i < 256U; ++i) {
    live->colours[i] = theme_heat(theme, (float)i / 255.0f);
  }
}

/// Index of a colour
static uint8_t
heat_of(const float odds)
{
  const float heat = sqrtf(odds / HOTTEST);
  return (uint8_t)(fminf(heat, 1.0f) * 255.0f + 0.5f);
}

/// A picture's pixels
typedef struct {
  uint8_t* data;
  int width;
  int height;
  int stride;
  int n_rows; ///< Classes up, and down
} Map;

/// The likeliest of the classes that a row of pixels stands for
static int
class_of(const Map* const map, const int y, const float* const odds)
{
  const int n = 2 * map->n_rows;
  const int first = y * n / map->height; // Below the uppermost
  const int last = ((y + 1) * n - 1) / map->height;
  int likeliest = 128 + map->n_rows - last;
  for (int below = first; below < last; ++below) {
    const int code = 128 + map->n_rows - below;
    likeliest =
      code < (int)DIL_N_ODDS && odds[code] > odds[likeliest] ? code : likeliest;
  }

  return likeliest < (int)DIL_N_ODDS ? likeliest : (int)DIL_N_ODDS - 1;
}

/// Fill the pixels from x to `end` with the odds of a column
static void
fill_column(const Live* const live,
            const Map* const map,
            const int x,
            const int end,
            const float* const odds,
            const bool* const kept)
{
  uint8_t heats[DIL_N_ODDS];
  for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
    heats[c] = heat_of(odds[c]);
  }

  for (int y = 0; y < map->height; ++y) {
    const int code = class_of(map, y, odds);
    const uint32_t hot = live->colours[heats[code]];
    uint32_t* const row =
      (uint32_t*)(void*)(map->data + (size_t)y * (size_t)map->stride);
    for (int i = x; i < end; ++i) {
      // Hatched: it cannot be drawn
      row[i] = kept && !kept[code] && (i + y) / 2 % 2 ? live->colours[0] : hot;
    }
  }
}

static int
pixel(const Map* const map, const size_t column, const size_t n_columns)
{
  return (int)(column * (size_t)map->width / n_columns);
}

static void
fill_slow(const Live* const live, const Map* const map)
{
  size_t n = 0U;
  const LiveStep* const steps = live_slow(live, &n);
  const size_t first = SLOW_STEPS - n;
  for (size_t i = 0U; i < n; ++i) {
    const DilStep* const step = &steps[i].step;
    const bool is_cut = step->top_k < DIL_N_ODDS || step->top_p < 1.0f;
    float odds[DIL_N_ODDS];
    bool kept[DIL_N_ODDS];
    live_odds(live, step, odds);
    if (is_cut) {
      live_kept(live, step, kept);
    }
    fill_column(live,
                map,
                pixel(map, first + i, SLOW_STEPS),
                pixel(map, first + i + 1U, SLOW_STEPS),
                odds,
                is_cut ? kept : NULL);
  }
}

static void
fill_scope(const Live* const live, const Map* const map)
{
  const float* last = NULL; // A column that no step fell in is like its left
  float odds[DIL_N_ODDS];
  for (size_t i = 0U; i < SCOPE_COLUMNS; ++i) {
    const float* const sums = live->scope + i * DIL_N_ODDS;
    if (live->weight[i] > 1e-3f) {
      for (size_t c = 0U; c < DIL_N_ODDS; ++c) {
        odds[c] = sums[c] / live->weight[i];
      }
      last = odds;
    }
    if (last) {
      fill_column(live,
                  map,
                  pixel(map, i, SCOPE_COLUMNS),
                  pixel(map, i + 1U, SCOPE_COLUMNS),
                  last,
                  NULL);
    }
  }
}

static void
fill_long(const Live* const live, const Map* const map)
{
  const size_t n =
    live->n_columns < LONG_COLUMNS ? (size_t)live->n_columns : LONG_COLUMNS;
  for (size_t i = 0U; i < n; ++i) {
    const size_t column = (size_t)((live->n_columns - n + i) % LONG_COLUMNS);
    const size_t place = LONG_COLUMNS - n + i;
    fill_column(live,
                map,
                pixel(map, place, LONG_COLUMNS),
                pixel(map, place + 1U, LONG_COLUMNS),
                live->columns + column * DIL_N_ODDS,
                NULL);
  }
}

void
live_fill_map(Live* const live,
              const Theme* const theme,
              const DilViewPicture picture)
{
  if (!live->map) {
    return;
  }

  cairo_surface_flush(live->map);
  const Map map = {cairo_image_surface_get_data(live->map),
                   cairo_image_surface_get_width(live->map),
                   cairo_image_surface_get_height(live->map),
                   cairo_image_surface_get_stride(live->map),
                   live->is_wide ? 128 : 64};
  use_theme(live, theme);
  for (int y = 0; y < map.height; ++y) {
    uint32_t* const row =
      (uint32_t*)(void*)(map.data + (size_t)y * (size_t)map.stride);
    for (int x = 0; x < map.width; ++x) {
      row[x] = live->colours[0];
    }
  }
  if (picture == DIL_VIEW_SLOW) {
    fill_slow(live, &map);
  } else if (picture == DIL_VIEW_SCOPE) {
    fill_scope(live, &map);
  } else {
    fill_long(live, &map);
  }
  cairo_surface_mark_dirty(live->map);
}
