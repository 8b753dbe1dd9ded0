// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "browser.h"

#include "layout.h"
#include "piano.h"

#include <math.h>
#include <stdio.h>

#define STAR "\xE2\x98\x85"

void
browser_range(const DilViewPreset* const preset, char text[24])
{
  text[0] = '\0';
  if (preset->lo_key >= 0 && preset->hi_key >= 0 && preset->lo_key < 128 &&
      preset->hi_key < 128) {
    char low[8];
    char high[8];
    piano_name(preset->lo_key, low);
    piano_name(preset->hi_key, high);
    (void)snprintf(text, 24U, "%s \xE2\x80\x93 %s", low, high);
  }
}

/// How a row is written
typedef struct {
  const char* name;
  char note[64]; ///< On its right
  FontKind font;
  double indent;
  bool is_muted;
  bool has_fold;
} RowText;

static void
describe_preset(const Browser* const browser,
                const BrowserRow* const row,
                RowText* const text)
{
  const DilViewPreset* const preset = &browser->presets[row->preset];
  text->name = browser_preset_name(preset);
  text->has_fold = preset->n_instruments > 1U;
  text->font = text->has_fold ? FONT_BOLD : FONT_TEXT;
  text->indent = row->is_indented && text->has_fold ? 12.0 : 0.0;
  if (text->has_fold) {
    (void)snprintf(text->note,
                   sizeof(text->note),
                   "%u instruments",
                   (unsigned)preset->n_instruments);
  } else {
    browser_range(preset, text->note);
  }
}

static RowText
describe(const Browser* const browser, const BrowserRow* const row)
{
  RowText text = {"", "", FONT_TEXT, 0.0, false, false};
  switch (row->kind) {
  case ROW_HEADING:
    text.name = row->preset == DIL_VIEW_NONE
                  ? "Favourites"
                  : browser->presets[row->preset].family;
    text.font = FONT_SMALL;
    text.is_muted = true;
    text.has_fold = true;
    break;
  case ROW_PRESET:
    describe_preset(browser, row, &text);
    break;
  case ROW_INSTRUMENT:
    text.name =
      browser_instrument(&browser->presets[row->preset], row->instrument);
    text.indent = 12.0;
    break;
  case ROW_PARENT:
    text.name = "..";
    (void)snprintf(text.note, sizeof(text.note), "folder above");
    break;
  case ROW_ENTRY:
    text.name = browser->folder.entries[row->preset].name;
    if (browser->folder.entries[row->preset].is_folder) {
      (void)snprintf(text.note, sizeof(text.note), "folder");
    }
    break;
  }

  return text;
}

static bool
is_chosen(const Browser* const browser, const BrowserRow* const row)
{
  const bool is_several =
    row->kind == ROW_PRESET && browser->presets[row->preset].n_instruments > 1U;
  return !browser->is_folder && browser->playing != DIL_VIEW_NONE &&
         row->preset == browser->playing &&
         ((row->kind == ROW_PRESET && !(is_several && row->is_open)) ||
          (row->kind == ROW_INSTRUMENT &&
           row->instrument == browser->instrument));
}

/// The mark of what is folded, or not
static void
paint_chevron(const Canvas* const canvas,
              const double x,
              const double y,
              const bool is_open,
              const uint32_t colour)
{
  const double open[3][2] = {
    {x - 4.0, y - 2.0}, {x, y + 2.0}, {x + 4.0, y - 2.0}};
  const double closed[3][2] = {
    {x - 2.0, y - 4.0}, {x + 2.0, y}, {x - 2.0, y + 4.0}};
  canvas_line(canvas, is_open ? open : closed, 3U, 1.6, colour);
}

static void
paint_row(const Browser* const browser,
          const Canvas* const canvas,
          const Box box,
          const size_t index,
          const bool has_cursor)
{
  const Theme* const theme = canvas->theme;
  const BrowserRow* const row = &browser->rows[index];
  const RowText text = describe(browser, row);
  const bool is_lit = is_chosen(browser, row);
  const uint32_t muted = is_lit ? theme->on_accent : theme->muted;
  const bool is_favourite =
    row->kind == ROW_PRESET && browser->presets[row->preset].is_favourite;
  const double left = box.x + 24.0 + text.indent;
  const double right = box.x + box.width - 8.0;
  const double wide = fonts_width(canvas->fonts, FONT_SMALL, text.note, 64U);
  const double beside = right - left - (wide > 0.0 ? wide + 6.0 : 0.0);
  const double whole = fonts_width(canvas->fonts, text.font, text.name, 256U);

  // A name that fits without its note goes before it
  const bool has_note =
    beside >= 60.0 && (whole <= beside || whole > right - left);
  const double room = has_note ? beside : right - left;
  const Box note = {right - wide - 1.0, box.y, wide + 1.0, box.height};
  const Box name = {left, box.y, room, box.height};
  if (is_lit) {
    canvas_round(canvas, box, 4.0, theme->accent);
  } else if (index == browser->hover) {
    canvas_round(canvas, box, 4.0, theme->well);
  }
  if (text.has_fold) {
    paint_chevron(canvas,
                  box.x + 11.0 + text.indent,
                  box.y + box.height / 2.0,
                  row->is_open,
                  muted);
  } else if (is_favourite) {
    const Box star = {box.x + 4.0, box.y, 16.0, box.height};
    canvas_text(canvas, FONT_SMALL, muted, star, ALIGN_CENTRE, STAR);
  }
  canvas_text(canvas,
              text.font,
              is_lit          ? theme->on_accent
              : text.is_muted ? theme->muted
                              : theme->text,
              name,
              ALIGN_LEFT,
              text.name);
  if (has_note) {
    canvas_text(canvas, FONT_SMALL, muted, note, ALIGN_RIGHT, text.note);
  }
  if (has_cursor) {
    canvas_frame(
      canvas, box, 4.0, 1.5, is_lit ? theme->on_accent : theme->accent);
  }
}

static void
paint_list(const Browser* const browser,
           const Canvas* const canvas,
           const Box list,
           const bool has_focus)
{
  const double all = (double)browser->n_rows * ROW_HEIGHT;
  cairo_save(canvas->cairo);
  cairo_rectangle(canvas->cairo, list.x, list.y, list.width, list.height);
  cairo_clip(canvas->cairo);
  for (size_t i = (size_t)(browser->scroll / ROW_HEIGHT); i < browser->n_rows;
       ++i) {
    const Box row = {list.x,
                     list.y + (double)i * ROW_HEIGHT - browser->scroll,
                     list.width - (all > list.height ? 5.0 : 0.0),
                     ROW_HEIGHT - 1.0};
    if (row.y > list.y + list.height) {
      break;
    }
    if (box_meets(row, canvas->clip)) {
      paint_row(browser, canvas, row, i, has_focus && i == browser->cursor);
    }
  }

  if (all > list.height) {
    const Box bar = {list.x + list.width - 3.0,
                     list.y + browser->scroll / all * list.height,
                     3.0,
                     fmax(list.height / all * list.height, 12.0)};
    canvas_round(canvas, bar, 1.5, canvas->theme->line);
  }
  cairo_restore(canvas->cairo);
  if (!browser->n_rows) {
    const Box line = {list.x + 8.0, list.y, list.width - 16.0, ROW_HEIGHT};
    canvas_text(canvas,
                FONT_TEXT,
                canvas->theme->muted,
                line,
                ALIGN_LEFT,
                browser->search.n    ? "Nothing fits"
                : browser->is_folder ? "No presets here"
                : !browser->has_list ? ""
                : browser->serial    ? "No presets found"
                                     : "Looking for presets\xE2\x80\xA6");
  }
}

static void
paint_field(const Browser* const browser,
            const Canvas* const canvas,
            const Box field,
            const bool has_focus)
{
  const Theme* const theme = canvas->theme;
  const Box inside = {
    field.x + 28.0, field.y, field.width - 36.0, field.height};
  const double x = field.x + 13.0;
  const double y = field.y + field.height / 2.0 - 1.0;
  const double handle[2][2] = {{x + 2.8, y + 2.8}, {x + 6.5, y + 6.5}};
  char text[64];
  canvas_round(canvas, field, 6.0, theme->well);
  canvas_colour(canvas, theme->muted);
  cairo_set_line_width(canvas->cairo, 1.5);
  cairo_new_path(canvas->cairo);
  cairo_arc(canvas->cairo, x, y, 4.0, 0.0, 6.28318530717958648);
  cairo_stroke(canvas->cairo);
  canvas_line(canvas, handle, 2U, 1.5, theme->muted);
  if (browser->is_folder) {
    (void)snprintf(text, sizeof(text), "Path, or part of a name");
  } else if (!browser->serial) {
    (void)snprintf(text, sizeof(text), "Search presets");
  } else {
    (void)snprintf(text,
                   sizeof(text),
                   "Search %zu preset%s",
                   browser->n_presets,
                   browser->n_presets == 1U ? "" : "s");
  }
  if (browser->search.n || has_focus) {
    field_paint(&browser->search, canvas, inside, ALIGN_LEFT, has_focus);
  }
  if (!browser->search.n) {
    Box hint = inside;
    hint.x += has_focus ? 4.0 : 0.0;
    hint.width -= has_focus ? 4.0 : 0.0;
    canvas_text(canvas, FONT_TEXT, theme->muted, hint, ALIGN_LEFT, text);
  }
}

void
browser_paint(const Browser* const browser,
              const Canvas* const canvas,
              const BrowserPlace* const place)
{
  const Theme* const theme = canvas->theme;
  const Box button = place->button;
  const Box rule = {place->field.x, button.y - 5.0, place->field.width, 1.0};
  const Box label = {
    button.x + 10.0, button.y, button.width - 70.0, button.height};
  const Box key = {
    button.x + button.width - 60.0, button.y, 52.0, button.height};
  canvas_round(canvas, place->panel, 8.0, theme->panel);
  paint_field(browser, canvas, place->field, place->has_focus);
  paint_list(browser, canvas, place->list, place->has_focus);
  canvas_fill(canvas, rule, theme->line);
  canvas_text(canvas,
              FONT_TEXT,
              theme->accent,
              label,
              ALIGN_LEFT,
              browser->is_folder ? "Back to presets"
                                 : "Open a file\xE2\x80\xA6");
  canvas_text(canvas,
              FONT_SMALL,
              theme->muted,
              key,
              ALIGN_RIGHT,
              browser->is_folder ? "Esc" : "Ctrl O");
}
