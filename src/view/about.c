// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "top_bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LINE 20.0

/// Lines that have been written
typedef struct {
  const Canvas* canvas;
  Box box; ///< What is left
} Page;

/// Write a fact, unless it is not known
static void
write(Page* const page, const char* const name, const char* const text)
{
  const Theme* const theme = page->canvas->theme;
  if (!text || !text[0] || page->box.height < LINE) {
    return;
  }

  const Box left = {page->box.x, page->box.y, 92.0, LINE};
  const Box right = {
    page->box.x + 96.0, page->box.y, page->box.width - 96.0, LINE};
  canvas_text(page->canvas, FONT_TEXT, theme->muted, left, ALIGN_LEFT, name);
  canvas_text(page->canvas, FONT_TEXT, theme->text, right, ALIGN_LEFT, text);
  page->box.y += LINE;
  page->box.height -= LINE;
}

static void
write_instruments(Page* const page, const DilViewPreset* const preset)
{
  char text[LINE_SIZE] = "";
  size_t n = 0U;
  for (uint32_t i = 0U; i < preset->n_instruments && n < sizeof(text); ++i) {
    const int more = snprintf(text + n,
                              sizeof(text) - n,
                              "%s%s",
                              i ? ", " : "",
                              preset->instruments[i]);
    n += more > 0 ? (size_t)more : 0U;
  }
  write(page, preset->n_instruments > 1U ? "Instruments" : "Instrument", text);
}

static void
write_facts(Page* const page, const DilViewPreset* const preset)
{
  char text[LINE_SIZE];
  char range[24];
  browser_range(preset, range);
  write(page, "Made by", preset->authors ? preset->authors : "not said");
  write(
    page, "Recordings", preset->recordings ? preset->recordings : "not said");
  write(page, "Licence", preset->licence ? preset->licence : "not said");
  write_instruments(page, preset);
  line_print(text,
             preset->rate > 0.0f ? "%s%s%.0f samples a second" : "%s",
             range,
             range[0] ? ", " : "",
             (double)preset->rate);
  write(page, "Range", text);
  text[0] = '\0';
  if (!isnan(preset->bits)) {
    line_print(text, "%.2f bits a sample", (double)preset->bits);
  }
  write(page, "Surprise", text);
  text[0] = '\0';
  if (!isnan(preset->score)) {
    line_print(text, "%.2f", (double)preset->score);
  }
  write(page, "Score", text);
  write(page, "File", preset->path);
}

void
about_paint(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const DilViewPreset* const preset = view_preset(view);
  const Box panel = view->layout.live;
  const Box heading = {panel.x + 14.0, panel.y + 4.0, panel.width - 28.0, 26.0};
  Page page = {canvas, box_grow(panel, -14.0)};
  page.box.y += 18.0;
  page.box.height -= 18.0;
  canvas_round(canvas, panel, 8.0, theme->panel);
  const double wide = canvas_text(canvas,
                                  FONT_NAME,
                                  theme->text,
                                  heading,
                                  ALIGN_LEFT,
                                  preset ? preset->name : "No preset");
  const Box rest = {heading.x + wide + 12.0,
                    heading.y,
                    heading.width - wide - 12.0,
                    heading.height};
  canvas_text(
    canvas, FONT_SMALL, theme->muted, rest, ALIGN_RIGHT, "Esc closes");
  if (preset) {
    write_facts(&page, preset);
  } else {
    write(&page, "", "Choose one on the left, or drop a file on the window");
  }
}
