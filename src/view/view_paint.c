// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "morph.h"
#include "slider.h"
#include "status_line.h"
#include "top_bar.h"
#include "view_private.h"

#include <math.h>

static void
paint_pictures(const DilView* const view, const Canvas* const canvas)
{
  static const char* const names[DIL_VIEW_N_PICTURES] = {
    "Scope", "Slow", "Long"};

  const Theme* const theme = canvas->theme;
  const Box box = view->layout.items[ITEM_PICTURES];
  const double wide = box.width / (double)DIL_VIEW_N_PICTURES;
  canvas_round(canvas, box, 5.0, theme->well);
  for (size_t i = 0U; i < DIL_VIEW_N_PICTURES; ++i) {
    const Box part = {box.x + wide * (double)i, box.y, wide, box.height};
    const bool is_shown = view->picture == (DilViewPicture)i;
    if (is_shown) {
      canvas_round(canvas, box_grow(part, -2.0), 4.0, theme->line);
    }
    canvas_text(canvas,
                FONT_TEXT,
                is_shown ? theme->text : theme->muted,
                part,
                ALIGN_CENTRE,
                names[i]);
  }
}

static void
paint_pause(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Box box = view->layout.items[ITEM_PAUSE];
  const double x = box.x + box.width / 2.0;
  const double y = box.y + box.height / 2.0;
  const Box bars[2] = {{x - 4.0, y - 4.5, 2.8, 9.0},
                       {x + 1.2, y - 4.5, 2.8, 9.0}};
  canvas_round(
    canvas, box, 5.0, view->hover == ITEM_PAUSE ? theme->line : theme->well);
  if (!view->live.is_paused) {
    canvas_fill(canvas, bars[0], theme->text);
    canvas_fill(canvas, bars[1], theme->text);
    return;
  }

  canvas_colour(canvas, theme->accent);
  cairo_new_path(canvas->cairo);
  cairo_move_to(canvas->cairo, x - 3.5, y - 5.0);
  cairo_line_to(canvas->cairo, x + 5.0, y);
  cairo_line_to(canvas->cairo, x - 3.5, y + 5.0);
  cairo_close_path(canvas->cairo);
  cairo_fill(canvas->cairo);
}

static void
paint_live(DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Layout* const layout = &view->layout;
  const Box panel = layout->live;
  const LiveStep* const newest = live_back(&view->live, 0U);
  char text[LINE_SIZE] = "play a note to see what the network expects";
  if (!view->host.read_steps) {
    line_print(text, "not from here: the host runs the plugin elsewhere");
  } else if (newest) {
    const double key = nearbyint((double)newest->step.key);
    char name[8];
    piano_name((int)fmin(fmax(key, 0.0), 127.0), name);
    line_print(text,
               "the voice of %s: what the network expects, and what it draws",
               name);
  }

  const Box title = {panel.x + 14.0, panel.y + 4.0, 40.0, 26.0};
  const Box rest = {title.x + 36.0,
                    title.y,
                    layout->items[ITEM_PICTURES].x - title.x - 46.0,
                    26.0};
  canvas_round(canvas, panel, 8.0, theme->panel);
  canvas_text(canvas, FONT_NAME, theme->text, title, ALIGN_LEFT, "Live");
  canvas_text(canvas, FONT_TEXT, theme->muted, rest, ALIGN_LEFT, text);
  paint_pictures(view, canvas);
  paint_pause(view, canvas);
  live_paint(&view->live, canvas, layout, view->picture, view->unit);
}

static void
paint_controls(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Layout* const layout = &view->layout;
  canvas_round(canvas, layout->controls, 8.0, theme->panel);
  if (view->parts.has_ring) {
    morph_paint(view, canvas);
  }
  for (uint32_t i = 0U; i < N_COLUMNS; ++i) {
    const Box column = layout->columns[i];
    const Box heading = {column.x, column.y, column.width, 20.0};
    canvas_text(canvas,
                FONT_BOLD,
                theme->text,
                heading,
                ALIGN_LEFT,
                layout_column_name(i));
  }
  for (int item = ITEM_SLIDERS; item < ITEM_PIANO; ++item) {
    if (box_meets(box_grow(layout->items[item], 6.0), canvas->clip)) {
      slider_paint(view, canvas, (Item)item);
    }
  }
}

static void
paint_focus(const DilView* const view, const Canvas* const canvas)
{
  const Box box = view->layout.items[view->focus];
  if (box.width > 0.0 && view->typing != TYPING_RECORDING) {
    const bool is_slider = layout_slider_of(view->focus);
    canvas_frame(canvas,
                 box_grow(box, is_slider ? 2.0 : 1.5),
                 6.0,
                 1.6,
                 canvas->theme->accent);
  }
}

void
view_paint_all(DilView* const view, const Canvas* const canvas)
{
  const Layout* const layout = &view->layout;
  const BrowserPlace place = {layout->browser,
                              layout->items[ITEM_SEARCH],
                              layout->list,
                              layout->items[ITEM_OPEN],
                              view->focus == ITEM_SEARCH};
  canvas_colour(canvas, canvas->theme->ground);
  cairo_paint(canvas->cairo);
  if (box_meets(layout->top, canvas->clip)) {
    top_bar_paint(view, canvas);
  }
  if (box_meets(layout->browser, canvas->clip)) {
    browser_paint(&view->browser, canvas, &place);
  }
  if (box_meets(layout->live, canvas->clip)) {
    if (view->is_about) {
      about_paint(view, canvas);
    } else {
      paint_live(view, canvas);
    }
  }
  if (box_meets(layout->controls, canvas->clip)) {
    paint_controls(view, canvas);
  }
  if (box_meets(layout->piano, canvas->clip)) {
    piano_paint(&view->piano, canvas, layout->piano);
  }
  if (box_meets(layout->status, canvas->clip)) {
    status_line_paint(view, canvas);
  }
  paint_focus(view, canvas);
  menu_paint(view, canvas);
}

/// Pixels of a box, whole ones
static DilViewRect
pixels_of(const DilView* const view, const Box box)
{
  const double left = fmax(floor(box.x * view->unit), 0.0);
  const double top = fmax(floor(box.y * view->unit), 0.0);
  const double right =
    fmin(ceil((box.x + box.width) * view->unit), view->width);
  const double bottom =
    fmin(ceil((box.y + box.height) * view->unit), view->height);
  const DilViewRect rect = {
    (int)left, (int)top, (int)(right - left), (int)(bottom - top)};
  return rect;
}

size_t
dil_view_paint(DilView* const view, DilViewRect rects[DIL_VIEW_MAX_RECTS])
{
  size_t n = 0U;
  for (size_t i = 0U; i < view->n_changes; ++i) {
    const DilViewRect rect = pixels_of(view, view->changes[i]);
    if (rect.width <= 0 || rect.height <= 0) {
      continue;
    }

    cairo_t* const cairo = cairo_create(view->surface);
    cairo_rectangle(cairo, rect.x, rect.y, rect.width, rect.height);
    cairo_clip(cairo);
    cairo_scale(cairo, view->unit, view->unit);
    const Canvas canvas = {cairo,
                           theme_get(view->theme),
                           view->fonts,
                           {(double)rect.x / view->unit,
                            (double)rect.y / view->unit,
                            (double)rect.width / view->unit,
                            (double)rect.height / view->unit}};
    view_paint_all(view, &canvas);
    cairo_destroy(cairo);
    rects[n++] = rect;
  }

  view->n_changes = 0U;
  return n;
}
