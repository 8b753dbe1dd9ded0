// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "slider.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LINE_HEIGHT 17.0
#define TRACK_Y     22.0
#define TRACK       4.0
#define HANDLE      5.0
#define MINUS       "\xE2\x88\x92"

static bool
is_time(const DilParameterInfo* const info)
{
  return !strcmp(info->unit, "s");
}

double
slider_place(const uint32_t parameter, const float value)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double place =
    (double)(value - info->low) / (double)(info->high - info->low);
  return is_time(info) ? sqrt(fmax(place, 0.0)) : place;
}

float
slider_value(const uint32_t parameter, const double place)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double limited = fmin(fmax(place, 0.0), 1.0);
  const double part = is_time(info) ? limited * limited : limited;
  return dil_parameter_limit(
    parameter, info->low + (float)(part * (double)(info->high - info->low)));
}

Box
slider_track(const Box box)
{
  const Box track = {box.x, box.y + TRACK_Y, box.width, TRACK};
  return track;
}

bool
slider_is_value(const Box box, const double x, const double y)
{
  return y < box.y + LINE_HEIGHT && x > box.x + box.width * 0.55;
}

static int
n_digits(const DilParameterInfo* const info, const float value)
{
  if (info->is_integer ||
      (!strcmp(info->unit, "ct") && fabsf(value - nearbyintf(value)) < 0.05f)) {
    return 0;
  }
  return !strcmp(info->unit, "") || is_time(info) ? 2 : 1;
}

/// Whether a value has a name
static bool
has_name(const DilParameterInfo* const info, const float value)
{
  return info->choices || (info->has_own && value < 0.0f);
}

void
slider_print(const uint32_t parameter, const float value, char line[LINE_SIZE])
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (has_name(info, value)) {
    (void)dil_parameter_write(parameter, (double)value, line, LINE_SIZE);
    return;
  }

  const int digits = n_digits(info, value);
  const float least = 0.5f * (digits == 2 ? 0.01f : digits == 1 ? 0.1f : 1.0f);
  const bool is_bipolar = info->low < 0.0f && info->low + info->high == 0.0f;
  line_print(line,
             "%s%.*f%s%s",
             value <= -least                ? MINUS
             : is_bipolar && value >= least ? "+"
                                            : "",
             digits,
             (double)fabsf(value),
             info->unit[0] ? " " : "",
             info->unit);
}

void
slider_print_plain(const uint32_t parameter,
                   const float value,
                   char line[LINE_SIZE])
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (has_name(info, value)) {
    (void)dil_parameter_write(parameter, (double)value, line, LINE_SIZE);
  } else {
    line_print(line, "%.*f", n_digits(info, value), (double)value);
  }
}

bool
slider_read(const uint32_t parameter,
            const char* const text,
            float* const value)
{
  const char* const start = text + strspn(text, " ");
  const size_t n_minus = strlen(MINUS);
  const bool is_negative = !strncmp(start, MINUS, n_minus);
  const bool is_positive = start[0] == '+';
  double number = 0.0;
  if (!start[0]) {
    *value = dil_parameter_info(parameter)->value;
    return true;
  }
  if (!dil_parameter_read(
        parameter, start + (is_negative ? n_minus : is_positive), &number)) {
    return false;
  }

  *value =
    dil_parameter_limit(parameter, (float)(is_negative ? -number : number));
  return true;
}

float
slider_step(const uint32_t parameter,
            const float value,
            const double n_steps,
            const bool is_fine)
{
  const double step = n_steps * (is_fine ? 0.002 : 0.02);
  const float moved =
    slider_value(parameter, slider_place(parameter, value) + step);
  const bool is_integer = dil_parameter_info(parameter)->is_integer;
  if (is_integer && fabsf(moved - value) < 1.0f) {
    return dil_parameter_limit(parameter,
                               value + (n_steps > 0.0 ? 1.0f : -1.0f));
  }
  return moved;
}

static void
paint_track(const Canvas* const canvas,
            const Box box,
            const uint32_t parameter,
            const float value)
{
  const Theme* const theme = canvas->theme;
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const bool is_bipolar = info->low < 0.0f && info->low + info->high == 0.0f;
  const Box track = slider_track(box);
  const double room = track.width - 2.0 * HANDLE;
  const double x = track.x + HANDLE + room * slider_place(parameter, value);
  const double usual =
    track.x + HANDLE + room * slider_place(parameter, info->value);
  const double from = is_bipolar ? usual : track.x;
  const Box filled = {fmin(from, x), track.y, fabs(x - from), TRACK};
  const Box mark = {usual - 0.6, track.y + TRACK + 2.5, 1.2, 3.5};
  canvas_round(canvas, track, TRACK / 2.0, theme->line);
  canvas_round(canvas, filled, TRACK / 2.0, theme->accent);
  canvas_fill(canvas, mark, theme->muted);
  canvas_disc(canvas, x, track.y + TRACK / 2.0, HANDLE + 1.0, theme->panel);
  canvas_disc(canvas, x, track.y + TRACK / 2.0, HANDLE, theme->handle);
}

void
slider_paint(const DilView* const view,
             const Canvas* const canvas,
             const Item item)
{
  const Theme* const theme = canvas->theme;
  const SliderPlace* const slider = layout_slider_of(item);
  const Box box = view->layout.items[item];
  const float value = view->values[slider->parameter];
  const bool is_typed = view->typing == TYPING_VALUE && view->focus == item;
  double wide = box.width * 0.45;
  if (is_typed) {
    const Box field = {
      box.x + box.width - wide, box.y - 1.0, wide, LINE_HEIGHT + 1.0};
    const Box inside = box_grow(field, -3.0);
    const Box line = {inside.x, field.y, inside.width, field.height};
    canvas_round(canvas, field, 3.0, theme->well);
    field_paint(&view->field, canvas, line, ALIGN_RIGHT, true);
  } else {
    const Box line = {box.x, box.y, box.width, LINE_HEIGHT};
    char text[LINE_SIZE];
    slider_print(slider->parameter, value, text);
    wide = canvas_text(canvas, FONT_TEXT, theme->text, line, ALIGN_RIGHT, text);
  }

  const Box label = {box.x, box.y, box.width - wide - 4.0, LINE_HEIGHT};
  canvas_text(
    canvas, FONT_SMALL, theme->muted, label, ALIGN_LEFT, slider->label);
  paint_track(canvas, box, slider->parameter, value);
}
