// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "text_field.h"

#include "view.h"

#include "utf8.h"

#include <string.h>

void
field_set(TextField* const field,
          const char* const text,
          const bool is_selected)
{
  field->n = 0U;
  field->at = 0U;
  field->text[0] = '\0';
  field->is_selected = false;
  (void)field_put(field, text);
  field->is_selected = is_selected && field->n > 0U;
}

static void
erase(TextField* const field, const size_t from, const size_t to)
{
  memmove(field->text + from, field->text + to, field->n - to + 1U);
  field->n -= to - from;
  field->at = from;
  field->is_selected = false;
}

bool
field_put(TextField* const field, const char* const text)
{
  bool has_put = false;
  for (const char* from = text; *from;) {
    uint32_t code = 0U;
    const size_t n = dil_utf8_length((const uint8_t*)from, SIZE_MAX, &code);
    if (n && !dil_is_control(code)) {
      if (field->is_selected) {
        erase(field, 0U, field->n);
      }
      if (field->n + n >= FIELD_SIZE) {
        break;
      }
      memmove(field->text + field->at + n,
              field->text + field->at,
              field->n - field->at + 1U);
      memcpy(field->text + field->at, from, n);
      field->n += n;
      field->at += n;
      has_put = true;
    }
    from += n ? n : 1U;
  }

  return has_put;
}

static size_t
before(const TextField* const field, size_t at)
{
  do {
    at -= at > 0U;
  } while (at > 0U && ((uint8_t)field->text[at] & 0xC0U) == 0x80U);
  return at;
}

static size_t
after(const TextField* const field, size_t at)
{
  do {
    at += at < field->n;
  } while (at < field->n && ((uint8_t)field->text[at] & 0xC0U) == 0x80U);
  return at;
}

static bool
move_to(TextField* const field, const size_t at)
{
  field->at = at;
  field->is_selected = false;
  return true;
}

bool
field_key(TextField* const field, const uint32_t key, const uint32_t modifiers)
{
  const bool is_ctrl = modifiers & DIL_VIEW_CTRL;
  switch (key) {
  case DIL_VIEW_BACKSPACE:
    erase(field,
          field->is_selected || is_ctrl ? 0U : before(field, field->at),
          field->is_selected ? field->n : field->at);
    return true;
  case DIL_VIEW_DELETE:
    erase(field,
          field->is_selected ? 0U : field->at,
          field->is_selected || is_ctrl ? field->n : after(field, field->at));
    return true;
  case DIL_VIEW_LEFT_KEY:
    return move_to(field, before(field, field->at));
  case DIL_VIEW_RIGHT_KEY:
    return move_to(field, after(field, field->at));
  case DIL_VIEW_HOME:
    return move_to(field, 0U);
  case DIL_VIEW_END:
    return move_to(field, field->n);
  case 'a':
    field->is_selected = is_ctrl && field->n > 0U;
    return is_ctrl;
  default:
    return false;
  }
}

void
field_paint(const TextField* const field,
            const Canvas* const canvas,
            const Box box,
            const Align align,
            const bool has_focus)
{
  Fonts* const fonts = canvas->fonts;
  const double width = fonts_width(fonts, FONT_TEXT, field->text, field->n);
  const double at = fonts_width(fonts, FONT_TEXT, field->text, field->at);
  double x = align == ALIGN_RIGHT && width < box.width
               ? box.x + box.width - width
               : box.x;
  if (has_focus && x + at > box.x + box.width) {
    x = box.x + box.width - at;
  }

  const double high = box.height - 8.0;
  cairo_save(canvas->cairo);
  cairo_rectangle(
    canvas->cairo, box.x - 1.0, box.y, box.width + 2.0, box.height);
  cairo_clip(canvas->cairo);
  if (field->is_selected && has_focus) {
    const Box all = {x, box.y + 4.0, width, high};
    canvas_fill(canvas, all, canvas->theme->line);
  }
  canvas_colour(canvas, canvas->theme->text);
  fonts_draw(fonts,
             canvas->cairo,
             FONT_TEXT,
             x,
             box.y + (box.height + fonts_capital(FONT_TEXT)) / 2.0,
             field->text,
             field->n);
  if (has_focus) {
    const Box cursor = {x + at, box.y + 4.0, 1.2, high};
    canvas_fill(canvas, cursor, canvas->theme->accent);
  }
  cairo_restore(canvas->cairo);
}
