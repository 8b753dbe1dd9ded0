// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "status_line.h"
#include "morph.h"
#include "slider.h"
#include "top_bar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// What an item does, and how
typedef struct {
  Item item;
  const char* heading;
  const char* text;
} Help;

static const Help helps[] = {
  {ITEM_OPEN,
   "Open a file",
   "shows folders here; a path can be typed or pasted. Files can be dropped, "
   "too"},
  {ITEM_PREVIOUS, "Previous preset", "of those in the list"},
  {ITEM_NEXT, "Next preset", "of those in the list"},
  {ITEM_ABOUT,
   "Preset",
   "click to see who made it, from what, and its licence"},
  {ITEM_UNDO, "Undo", "takes back the last change. Ctrl Z"},
  {ITEM_REDO, "Redo", "does again what was undone. Ctrl Shift Z"},
  {ITEM_LOOP, "Loop", "plays the melody again and again"},
  {ITEM_PICTURES,
   "Picture",
   "Scope: two periods. Slow: each sample as it is drawn. Long: six seconds"},
  {ITEM_PAUSE, "Pause", "stops the picture; then the arrows go step by step"},
  {ITEM_LIVE,
   "Live",
   "each sample is drawn from 256 odds; bright is likely, the line is what was "
   "drawn"},
  {ITEM_PIANO,
   "Keys",
   "lower is louder, gliding plays, the right button holds. Up and Down: "
   "octave"},
  {ITEM_STATUS,
   "Settings",
   "click for the output, colours and zoom. Ctrl + and Ctrl \xE2\x88\x92 zoom"},
};

static void
say(char heading[LINE_SIZE],
    char text[LINE_SIZE],
    const char* const first,
    const char* const second)
{
  line_print(heading, "%s", first);
  line_print(text, "%s", second);
}

static void
help_slider(const DilView* const view,
            const Item item,
            char heading[LINE_SIZE],
            char text[LINE_SIZE])
{
  const SliderPlace* const slider = layout_slider_of(item);
  const DilParameterInfo* const info = dil_parameter_info(slider->parameter);
  char usual[LINE_SIZE];
  slider_print(slider->parameter, info->value, usual);
  line_print(heading, "%s", info->name);
  if (view->typing == TYPING_VALUE && view->focus == item) {
    line_print(text,
               "%s. Type a value, Enter sets it, Esc leaves it as it was",
               slider->help);
  } else {
    line_print(text,
               "%s. Shift drags finer, double click sets %.40s",
               slider->help,
               usual);
  }
}

/// What is known of a preset of the list
static void
help_preset(const DilViewPreset* const preset,
            char heading[LINE_SIZE],
            char text[LINE_SIZE])
{
  const char* const authors = preset->authors ? preset->authors : "";
  const char* const licence = preset->licence ? preset->licence : "";
  char range[24];
  browser_range(preset, range);
  line_print(heading, "%.100s", browser_preset_name(preset));
  line_print(text,
             "%s%.100s%s%.100s%s%s%sCtrl D: %s",
             authors[0] ? "by " : "",
             authors,
             authors[0] && licence[0] ? ", " : "",
             licence,
             (authors[0] || licence[0]) && range[0] ? ", " : "",
             range,
             authors[0] || licence[0] || range[0] ? ". " : "",
             preset->is_favourite ? "no favourite" : "favourite");
}

/// A row of the list under the pointer
static void
help_row(const DilView* const view,
         const BrowserRow* const row,
         char heading[LINE_SIZE],
         char text[LINE_SIZE])
{
  const Browser* const browser = &view->browser;
  if (row->kind == ROW_ENTRY) {
    const FolderEntry* const entry = &browser->folder.entries[row->preset];
    line_print(heading, "%.100s", entry->name);
    line_print(text,
               folder_is_preset(entry->name) && !entry->is_folder &&
                   view->host.install
                 ? "in %.200s. Enter plays it, Ctrl I copies it to your presets"
                 : "in %.200s",
               browser->folder.path);
    return;
  }
  if (row->kind == ROW_PARENT || row->kind == ROW_HEADING) {
    say(heading,
        text,
        row->kind == ROW_PARENT ? "Folder above" : "Group",
        row->kind == ROW_PARENT ? browser->folder.path
                                : "click to fold or unfold it");
    return;
  }

  help_preset(&browser->presets[row->preset], heading, text);
}

static void
help_transport(const DilView* const view,
               const Item item,
               char heading[LINE_SIZE],
               char text[LINE_SIZE])
{
  const DilViewState* const state = &view->state;
  char at[16];
  char length[16];
  top_bar_time(item == ITEM_RECORD ? state->recorded_s : state->position_s, at);
  top_bar_time(state->length_s, length);
  if (item == ITEM_RECORD) {
    line_print(heading, "Record");
    line_print(text,
               state->recording ? "%.200s, %s. Click to end it"
                                : "what is heard, to a file",
               state->recording,
               at);
  } else {
    line_print(heading, "%.100s", state->melody ? state->melody : "Melody");
    line_print(text,
               state->melody ? "%s of %s. Space plays and stops"
                             : "open one to play it, or drop it on the window",
               at,
               length);
  }
}

void
status_line_help(const DilView* const view,
                 char heading[LINE_SIZE],
                 char text[LINE_SIZE])
{
  const Item item = view_subject(view);
  const Browser* const browser = &view->browser;
  const size_t row =
    view->hover == ITEM_SEARCH ? browser->hover : browser->cursor;
  say(heading, text, "", "");
  if (view->notice[0]) {
    say(heading, text, "", view->notice);
  } else if (layout_slider_of(item)) {
    help_slider(view, item, heading, text);
  } else if (item == ITEM_SEARCH && row < browser->n_rows) {
    help_row(view, &browser->rows[row], heading, text);
  } else if (item == ITEM_SEARCH) {
    say(heading,
        text,
        browser->is_folder ? "Files" : "Presets",
        browser->is_folder
          ? browser->folder.path
          : "type words in any order, arrows choose, Enter plays");
  } else if (item == ITEM_RING) {
    line_print(heading, "Morph");
    line_print(text,
               "from %.60s to its neighbour. Drag the handle, or use the "
               "arrows; while notes sound it stops at instruments",
               view_instrument_name(view));
  } else if (item == ITEM_RECORD || item == ITEM_PLAY ||
             item == ITEM_POSITION) {
    help_transport(view, item, heading, text);
  } else {
    for (size_t i = 0U; i < sizeof(helps) / sizeof(*helps); ++i) {
      if (helps[i].item == item) {
        say(heading, text, helps[i].heading, helps[i].text);
      }
    }
  }
}

/// Paint how the output is, whose name gives way to the underruns
static double
paint_output(const DilView* const view, const Canvas* const canvas)
{
  const uint32_t colour = canvas->theme->muted;
  const DilViewState* const state = &view->state;
  const Box box = view->layout.items[ITEM_STATUS];
  Box inside = {box.x + 6.0, box.y, box.width - 12.0, box.height};
  char text[LINE_SIZE];
  if (view->hover == ITEM_STATUS || view->menu.is_open) {
    canvas_round(canvas, box, 4.0, canvas->theme->line);
  }
  if (!state->output) {
    line_print(text, "Zoom %.0f %%", 100.0 * view->zoom);
    return canvas_text(canvas, FONT_TEXT, colour, inside, ALIGN_RIGHT, text);
  }

  line_print(text,
             ", %u underrun%s",
             (unsigned)state->n_underruns,
             state->n_underruns == 1U ? "" : "s");
  const double wide =
    canvas_text(canvas, FONT_TEXT, colour, inside, ALIGN_RIGHT, text);
  inside.width -= wide;
  return wide +
         canvas_text(
           canvas, FONT_TEXT, colour, inside, ALIGN_RIGHT, state->output);
}

void
status_line_paint(const DilView* const view, const Canvas* const canvas)
{
  const Theme* const theme = canvas->theme;
  const Box line = view->layout.status;
  const double wide = paint_output(view, canvas);
  Box left = {14.0, line.y, line.width - wide - 44.0, line.height};
  char heading[LINE_SIZE];
  char text[LINE_SIZE];
  if (view->typing == TYPING_RECORDING) {
    const Box label = {left.x, left.y, 64.0, left.height};
    const Box field = {left.x + 68.0, left.y + 3.0, left.width - 220.0, 20.0};
    const Box inside = {field.x + 6.0, field.y, field.width - 12.0, 20.0};
    const Box keys = {field.x + field.width + 8.0, left.y, 144.0, left.height};
    canvas_text(canvas, FONT_BOLD, theme->text, label, ALIGN_LEFT, "Record to");
    canvas_round(canvas, field, 4.0, theme->panel);
    field_paint(&view->field, canvas, inside, ALIGN_LEFT, true);
    canvas_text(canvas,
                FONT_SMALL,
                theme->muted,
                keys,
                ALIGN_LEFT,
                "Enter begins, Esc does not");
    return;
  }

  status_line_help(view, heading, text);
  if (heading[0]) {
    const double used =
      canvas_text(canvas, FONT_BOLD, theme->text, left, ALIGN_LEFT, heading) +
      14.0;
    left.x += used;
    left.width -= used;
  }
  canvas_text(canvas,
              FONT_TEXT,
              view->notice[0] ? theme->drawn : theme->muted,
              left,
              ALIGN_LEFT,
              text);
}
