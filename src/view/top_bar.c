// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "top_bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

void
top_bar_time(const double time_s, char text[16])
{
  const unsigned whole_s = (unsigned)fmin(fmax(time_s, 0.0), 359999.0);
  (void)snprintf(text, 16U, "%u:%02u", whole_s / 60U, whole_s % 60U);
}

/// Middle of an item
typedef struct {
  double x;
  double y;
} Point;

static Point
middle(const DilView* const view, const Item item)
{
  const Box box = view->layout.items[item];
  const Point point = {box.x + box.width / 2.0, box.y + box.height / 2.0};
  return point;
}

/// The ground of a button that the pointer is on
static void
paint_button(const DilView* const view, const Canvas* const canvas, Item item)
{
  if (view->hover == item) {
    canvas_round(canvas, view->layout.items[item], 5.0, canvas->theme->line);
  }
}

static void
paint_arrow(const DilView* const view,
            const Canvas* const canvas,
            const Item item,
            const double side)
{
  const Point at = middle(view, item);
  const double points[3][2] = {{at.x - 2.5 * side, at.y - 5.0},
                               {at.x + 2.5 * side, at.y},
                               {at.x - 2.5 * side, at.y + 5.0}};
  paint_button(view, canvas, item);
  canvas_line(canvas, points, 3U, 1.8, canvas->theme->muted);
}

static void
paint_preset(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Box box = view->layout.items[ITEM_ABOUT];
  const DilViewPreset* const preset = view_preset(view);
  const uint32_t instrument = view->browser.instrument;
  const bool is_several = preset && preset->n_instruments > 1U;
  const bool is_known = view->browser.serial > 0U;
  const char* const name = !preset      ? is_known ? "No preset" : ""
                           : is_several ? browser_instrument(preset, instrument)
                                        : browser_preset_name(preset);
  char rate[LINE_SIZE] = "";
  char note[LINE_SIZE];
  if (preset && preset->rate > 0.0f) {
    line_print(rate, "%.3g kHz", (double)preset->rate / 1000.0);
  }
  const char* const group = is_several ? browser_preset_name(preset)
                            : preset && preset->family ? preset->family
                                                       : "";
  line_print(note,
             "%.300s%s%.30s",
             view->state.is_loading ? "loading\xE2\x80\xA6" : group,
             (view->state.is_loading || group[0]) && rate[0] ? ", " : "",
             rate);
  canvas_round(canvas, view->layout.name, 6.0, theme->panel);
  paint_button(view, canvas, ITEM_ABOUT);
  const Box left = {box.x + 6.0, box.y, box.width - 12.0, box.height};
  const double wide =
    canvas_text(canvas, FONT_NAME, theme->text, left, ALIGN_LEFT, name);
  const Box rest = {
    left.x + wide + 12.0, box.y, left.width - wide - 12.0, box.height};

  // The rate gives way first
  const bool has_room =
    fonts_width(canvas->fonts, FONT_TEXT, note, strlen(note)) <= rest.width;
  canvas_text(canvas,
              FONT_TEXT,
              theme->muted,
              rest,
              ALIGN_RIGHT,
              has_room || view->state.is_loading || !group[0] ? note : group);
  paint_arrow(view, canvas, ITEM_PREVIOUS, -1.0);
  paint_arrow(view, canvas, ITEM_NEXT, 1.0);
}

static void
paint_undo(const DilView* const view,
           const Canvas* const canvas,
           const Item item,
           const double side,
           const bool can)
{
  const uint32_t colour = can ? canvas->theme->text : canvas->theme->line;
  const Point at = middle(view, item);
  const double tip[3][2] = {{at.x - 2.0 * side, at.y - 7.0},
                            {at.x - 5.0 * side, at.y - 4.0},
                            {at.x - 2.0 * side, at.y - 1.0}};
  paint_button(view, canvas, item);
  canvas_line(canvas, tip, 3U, 1.5, colour);
  cairo_new_path(canvas->cairo);
  cairo_move_to(canvas->cairo, at.x - 5.0 * side, at.y - 4.0);
  cairo_line_to(canvas->cairo, at.x, at.y - 4.0);
  if (side > 0.0) {
    cairo_arc(canvas->cairo, at.x, at.y + 0.5, 4.5, -1.5708, 1.5708);
  } else {
    cairo_arc_negative(canvas->cairo, at.x, at.y + 0.5, 4.5, -1.5708, 1.5708);
  }
  cairo_line_to(canvas->cairo, at.x - 2.0 * side, at.y + 5.0);
  cairo_stroke(canvas->cairo);
}

static void
paint_play(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Point at = middle(view, ITEM_PLAY);
  const Box square = {at.x - 4.5, at.y - 4.5, 9.0, 9.0};
  const uint32_t colour = view->state.melody ? theme->text : theme->muted;
  paint_button(view, canvas, ITEM_PLAY);
  if (view->state.is_playing) {
    canvas_fill(canvas, square, theme->accent);
    return;
  }

  canvas_colour(canvas, colour);
  cairo_new_path(canvas->cairo);
  cairo_move_to(canvas->cairo, at.x - 4.0, at.y - 6.0);
  cairo_line_to(canvas->cairo, at.x + 6.0, at.y);
  cairo_line_to(canvas->cairo, at.x - 4.0, at.y + 6.0);
  cairo_close_path(canvas->cairo);
  cairo_fill(canvas->cairo);
}

static void
paint_loop(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const bool is_on = view->state.is_looping;
  const uint32_t colour = is_on ? theme->accent : theme->muted;
  const Point at = middle(view, ITEM_LOOP);
  const Box band = {at.x - 7.0, at.y - 4.0, 14.0, 8.0};
  const double tip[3][2] = {{at.x + 1.0, at.y - 7.0},
                            {at.x + 4.0, at.y - 3.7},
                            {at.x + 1.0, at.y - 0.4}};
  paint_button(view, canvas, ITEM_LOOP);
  canvas_frame(canvas, band, 4.0, 1.6, colour);
  canvas_line(canvas, tip, 3U, 1.6, colour);
  if (is_on) { // Not by colour alone
    const Box line = {at.x - 7.0, at.y + 7.5, 14.0, 1.6};
    canvas_fill(canvas, line, colour);
  }
}

static void
paint_record(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Point at = middle(view, ITEM_RECORD);
  const Box square = {at.x - 4.5, at.y - 4.5, 9.0, 9.0};
  paint_button(view, canvas, ITEM_RECORD);
  if (view->state.recording) {
    canvas_fill(canvas, square, theme->drawn);
  } else {
    canvas_disc(canvas, at.x, at.y, 5.5, theme->drawn);
  }
}

static void
paint_position(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Box box = view->layout.items[ITEM_POSITION];
  Box track = {box.x, box.y + 3.5, box.width, 3.0};
  canvas_round(canvas, track, 1.5, theme->line);
  if (view->state.melody && view->state.length_s > 0.0) {
    const double part = view->state.position_s / view->state.length_s;
    track.width *= fmin(fmax(part, 0.0), 1.0);
    canvas_round(canvas, track, 1.5, theme->accent);
  }
}

static void
paint_counts(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const DilViewState* const state = &view->state;
  const Box box = view->layout.counts;
  const Box left = {box.x, box.y, box.width / 2.0 - 4.0, box.height};
  const Box right = {
    box.x + box.width / 2.0, box.y, box.width / 2.0, box.height};
  char text[LINE_SIZE];
  if (state->is_heard) {
    line_print(text,
               "%u voice%s",
               (unsigned)state->n_voices,
               state->n_voices == 1U ? "" : "s");
    canvas_text(canvas, FONT_TEXT, theme->text, left, ALIGN_RIGHT, text);
  }
  if (!isnan(state->load)) {
    line_print(text, "load %.0f %%", 100.0 * (double)state->load);
    canvas_text(canvas,
                FONT_TEXT,
                state->load > 0.9f ? theme->drawn : theme->text,
                right,
                ALIGN_RIGHT,
                text);
  }
}

void
top_bar_paint(const DilView* const view, const Canvas* const canvas)
{
  const History* const history = &view->history;
  const Layout* const layout = &view->layout;
  const Box title = {18.0, 9.0, 92.0, 30.0};
  canvas_text(
    canvas, FONT_TITLE, canvas->theme->text, title, ALIGN_LEFT, "Dilaton");
  if (view->parts.has_transport) {
    paint_play(view, canvas);
    paint_loop(view, canvas);
    paint_record(view, canvas);
    paint_position(view, canvas);
  }
  paint_preset(view, canvas);
  paint_undo(view, canvas, ITEM_UNDO, 1.0, history->n_done > 0U);
  paint_undo(view, canvas, ITEM_REDO, -1.0, history->n_done < history->n_steps);
  paint_counts(view, canvas);
  meter_paint(&view->meter, canvas, layout->meter, view->state.is_heard);
}
