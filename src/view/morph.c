// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "morph.h"

#include <math.h>
#include <string.h>

#define PI     3.14159265358979324
#define LABEL  15.0 ///< Height of a line of names
#define CORNER 4.0  ///< Radius of an instrument
#define HANDLE 6.5
#define BAND   5.0 ///< Thickness of the ring

/// Instruments whose names stand around the ring
#define MOST_NAMES 4U

typedef struct {
  double x;
  double y;
  double radius;
} Ring;

static Ring
ring_of(const DilView* const view)
{
  const Box box = view->layout.ring;
  const Ring ring = {box.x + box.width / 2.0,
                     box.y + box.height / 2.0,
                     fmin(box.width, box.height - 2.0 * LABEL) / 2.0 - 10.0};
  return ring;
}

/// Angle of a place, clockwise from the top; four stand in the corners, where
/// there is room for their names
static double
angle_of(const double place, const uint32_t n)
{
  const double first = n == 4U ? -0.25 * PI : 0.0;
  return first + 2.0 * PI * place / (double)n;
}

/// Instrument that the handle's arc begins at
static uint32_t
arc_of(const DilView* const view)
{
  const double last = (double)(view_n_instruments(view) - 1U);
  const double instrument = (double)view->values[DIL_PARAMETER_INSTRUMENT];
  return (uint32_t)fmin(fmax(instrument, 0.0), last);
}

double
morph_place(const DilView* const view)
{
  const double place =
    (double)arc_of(view) + (double)view->values[DIL_PARAMETER_MORPH];
  return fmod(place, (double)view_n_instruments(view));
}

void
morph_set(DilView* const view, const double place)
{
  const double n = (double)view_n_instruments(view);
  const double turned = place - n * floor(place / n);
  const double instrument = fmin(floor(turned), n - 1.0);
  const double morph = fmin(fmax(turned - instrument, 0.0), 1.0);
  view_set(view, DIL_PARAMETER_INSTRUMENT, (float)instrument);
  view_set(view, DIL_PARAMETER_MORPH, (float)morph);
}

double
morph_place_at(const DilView* const view, const double x, const double y)
{
  const Ring ring = ring_of(view);
  const uint32_t n = view_n_instruments(view);
  const double angle = atan2(x - ring.x, ring.y - y) - angle_of(0.0, n);
  const double place = angle / (2.0 * PI) * (double)n;
  const double turned = place - (double)n * floor(place / (double)n);
  const double nearest = nearbyint(turned);
  // An instrument alone is what one wants most
  return fabs(turned - nearest) < 0.04 ? nearest : turned;
}

static const char*
name_of(const DilView* const view, const uint32_t instrument)
{
  const DilViewPreset* const preset = view_preset(view);
  return preset ? browser_instrument(preset, instrument) : "";
}

/// Bytes of the last words that all names share, with the space before them
static size_t
shared_end(const DilView* const view, const uint32_t n)
{
  const char* const first = name_of(view, 0U);
  const size_t size = strlen(first);
  size_t shared = size;
  for (uint32_t i = 1U; i < n; ++i) {
    const char* const name = name_of(view, i);
    const size_t other = strlen(name);
    size_t same = 0U;
    while (same < shared && same < other &&
           first[size - 1U - same] == name[other - 1U - same]) {
      ++same;
    }
    shared = same;
  }

  while (shared && first[size - shared] != ' ') {
    --shared;
  }
  return shared;
}

/// A name without its last `shared` bytes, printed on `line` unless it is too
/// long
static const char*
short_name(const DilView* const view,
           const uint32_t instrument,
           const size_t shared,
           char line[LINE_SIZE])
{
  const char* const name = name_of(view, instrument);
  const size_t size = strlen(name) - shared;
  if (!shared || size >= LINE_SIZE) {
    return name;
  }

  line_print(line, "%.*s", (int)size, name);
  return line;
}

/// Write a name above or below the ring, left or right, where `beside` stands
/// in the same line
static void
paint_name(const DilView* const view,
           const Canvas* const canvas,
           const char* const name,
           const double side,
           const bool is_above,
           const char* const beside,
           const uint32_t colour)
{
  const Box box = view->layout.ring;
  const double half = box.width / 2.0;
  const double other = fonts_width(canvas->fonts, FONT_SMALL, beside, SIZE_MAX);
  const double room =
    beside[0] ? box.width - 6.0 - fmin(other, half - 3.0) : box.width;
  const Box line = {side > 0.1 ? box.x + box.width - room : box.x,
                    is_above ? box.y : box.y + box.height - LABEL,
                    room,
                    LABEL};
  canvas_text(canvas,
              FONT_SMALL,
              colour,
              line,
              side > 0.1    ? ALIGN_RIGHT
              : side < -0.1 ? ALIGN_LEFT
                            : ALIGN_CENTRE,
              name);
}

static void
paint_arc(const Canvas* const canvas,
          const Ring ring,
          const double from,
          const double to,
          const uint32_t colour)
{
  canvas_colour(canvas, colour);
  cairo_set_line_width(canvas->cairo, BAND);
  cairo_set_line_cap(canvas->cairo, CAIRO_LINE_CAP_BUTT);
  cairo_new_path(canvas->cairo);
  cairo_arc(
    canvas->cairo, ring.x, ring.y, ring.radius, from - PI / 2.0, to - PI / 2.0);
  cairo_stroke(canvas->cairo);
}

static void
paint_disc(const Canvas* const canvas,
           const Ring ring,
           const double angle,
           const double radius,
           const uint32_t colour)
{
  const double x = ring.x + ring.radius * sin(angle);
  const double y = ring.y - ring.radius * cos(angle);
  canvas_disc(canvas, x, y, radius + 1.5, canvas->theme->panel);
  canvas_disc(canvas, x, y, radius, colour);
}

static void
paint_names(const DilView* const view,
            const Canvas* const canvas,
            const uint32_t n,
            const uint32_t from)
{
  const Theme* const theme = canvas->theme;
  const uint32_t to = (from + 1U) % n;
  if (n > MOST_NAMES) {
    paint_name(view, canvas, name_of(view, from), 0.0, true, "", theme->text);
    paint_name(view, canvas, name_of(view, to), 0.0, false, "", theme->text);
    return;
  }

  // Where two share a line, they leave out what all are: saxophones, say
  char lines[MOST_NAMES][LINE_SIZE];
  const char* names[MOST_NAMES] = {"", "", "", ""};
  const size_t shared = n > 2U ? shared_end(view, n) : 0U;
  for (uint32_t i = 0U; i < n; ++i) {
    names[i] = short_name(view, i, shared, lines[i]);
  }

  for (uint32_t i = 0U; i < n; ++i) {
    const double angle = angle_of((double)i, n);
    const bool is_beside = fabs(sin(angle)) > 0.1;
    paint_name(view,
               canvas,
               names[i],
               sin(angle),
               cos(angle) > 0.0,
               is_beside ? names[n == 3U ? 3U - i : i ^ 1U] : "",
               i == from || i == to ? theme->text : theme->muted);
  }
}

void
morph_paint(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const uint32_t n = view_n_instruments(view);
  const Ring ring = ring_of(view);
  const uint32_t from = arc_of(view);
  const double part = (double)view->values[DIL_PARAMETER_MORPH];
  const double place = (double)from + part;
  const Box value = {
    ring.x - ring.radius, ring.y - 16.0, 2.0 * ring.radius, 18.0};
  const Box label = {
    ring.x - ring.radius, ring.y + 3.0, 2.0 * ring.radius, 14.0};
  char text[LINE_SIZE];
  paint_names(view, canvas, n, from);
  paint_arc(canvas, ring, 0.0, 2.0 * PI, theme->line);
  paint_arc(
    canvas, ring, angle_of((double)from, n), angle_of(place, n), theme->accent);
  for (uint32_t i = 0U; i < n && n <= 32U; ++i) {
    paint_disc(canvas,
               ring,
               angle_of((double)i, n),
               CORNER,
               i == from || i == (from + 1U) % n ? theme->accent
                                                 : theme->muted);
  }
  paint_disc(canvas, ring, angle_of(place, n), HANDLE, theme->handle);
  line_print(text, "%.0f %%", 100.0 * part);
  canvas_text(canvas, FONT_BIG, theme->text, value, ALIGN_CENTRE, text);
  canvas_text(canvas, FONT_SMALL, theme->muted, label, ALIGN_CENTRE, "Morph");
}

void
morph_turn(DilView* const view, const double by)
{
  static const uint32_t both[] = {DIL_PARAMETER_INSTRUMENT,
                                  DIL_PARAMETER_MORPH};

  const bool is_soon = view->now_s - view->nudged_s < 1.0;
  const size_t n_before = view->history.n_done;
  view->nudged_s = view->now_s;
  view_begin(view, both, 2U);
  morph_set(view, morph_place(view) + by);
  view_end(view);
  if (is_soon && view->history.n_done > n_before) {
    history_merge(&view->history);
  }
}
