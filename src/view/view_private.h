// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_VIEW_PRIVATE_H
#define DIL_VIEW_VIEW_PRIVATE_H

#include "box.h"
#include "browser.h"
#include "canvas.h"
#include "fonts.h"
#include "history.h"
#include "layout.h"
#include "line.h"
#include "live_view.h"
#include "meter.h"
#include "piano.h"
#include "settings_menu.h"
#include "text_field.h"
#include "theme.h"
#include "view.h"

#include "dilaton/parameter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a text field is open for
typedef enum {
  TYPING_NOTHING,
  TYPING_VALUE,    ///< Of the slider that has the focus
  TYPING_RECORDING ///< The file to record to
} Typing;

/// What is dragged, from where
typedef struct {
  Item item;            ///< ITEM_NONE for nothing
  DilViewButton button; ///< Whose release ends it
  double x;             ///< Units, where the value stood last
  double y;             ///< Units
  double place;         ///< Of the value in 0..1, not rounded
  bool is_dragged;      ///< A gesture is open
} Grab;

/// All that a view is.  One thread has it.
struct DilView {
  DilViewHost host;
  cairo_surface_t* surface;
  Fonts* fonts;
  double width;  ///< Pixels
  double height; ///< Pixels
  double scale;  ///< Of the screen
  double zoom;   ///< Of the user
  double unit;   ///< Pixels of a unit
  DilViewTheme theme;
  DilViewPicture picture;
  LayoutParts parts;
  Layout layout;
  Box changes[DIL_VIEW_MAX_RECTS]; ///< In units, to be painted
  size_t n_changes;
  double now_s; ///< Of the last tick

  DilViewState state;             ///< As of the last tick
  char texts[4][LINE_SIZE];       ///< What its texts point at
  float values[DIL_N_PARAMETERS]; ///< As of the last tick

  Item focus;
  Item hover;
  Grab grab;
  HistoryStep gesture; ///< Open if it has parameters
  bool is_shown;
  bool is_focused;
  bool is_text_used;      ///< The key's text is the key's
  bool is_clicked;        ///< The piano has been: it takes the computer's keys
  bool is_about;          ///< What is known of the preset is shown
  char notice[LINE_SIZE]; ///< In the place of the status line
  char copied[FIELD_SIZE];
  double nudged_s; ///< When view_nudge() was called last
  DilViewWish wish;

  Typing typing;
  TextField field;
  Browser browser;
  History history;
  Live live;
  Menu menu;
  Meter meter;
  Piano piano;
};

/// Have a box of units painted
void
view_change(DilView* view, Box box);

/// Have an item painted, and the status line that may speak of it
void
view_change_item(DilView* view, Item item);

/// Have all painted
void
view_change_all(DilView* view);

/// Lay out again what is there now, and have it painted
void
view_lay_out(DilView* view);

/// Paint all that meets the canvas's clip
void
view_paint_all(DilView* view, const Canvas* canvas);

/// Move the focus, ending what was typed
void
view_set_focus(DilView* view, Item item);

/// The item that the status line speaks of
Item
view_subject(const DilView* view);

/// Instruments of the preset that plays; 1 if it is not known
uint32_t
view_n_instruments(const DilView* view);

/// Name of the instrument that plays, or ""
const char*
view_instrument_name(const DilView* view);

/// The preset that plays, or NULL
const DilViewPreset*
view_preset(const DilView* view);

/// Begin a gesture of parameters; a second one ends the first
void
view_begin(DilView* view, const uint32_t* parameters, size_t n_parameters);

/// Set a parameter of the gesture
void
view_set(DilView* view, uint32_t parameter, float value);

/// End the gesture, which can be undone from then on
void
view_end(DilView* view);

/// Set a parameter in a gesture of its own
void
view_set_once(DilView* view, uint32_t parameter, float value);

/// Set a parameter by a turn of the wheel or an arrow: with those before it
/// that came within a second, it is one step of undo
void
view_nudge(DilView* view, uint32_t parameter, float value);

/// Choose a preset, which can be undone
void
view_choose(DilView* view, const char* path);

/// Choose the preset before or after the one that plays, of those in the list
void
view_step_preset(DilView* view, int step);

/// Undo or, for is_redo, redo
void
view_undo(DilView* view, bool is_redo);

/// Do what a button does
void
view_push(DilView* view, Item item);

/// Do what a row of the list is for
void
view_use_row(DilView* view, size_t row);

/// Use what was typed in the search field, or the row with the cursor
void
view_search_done(DilView* view);

/// Mark the preset of a row, or the one that plays, as a favourite or no more
void
view_favour(DilView* view);

/// Open a file, of whatever kind
void
view_open_file(DilView* view, const char* path, bool is_installed);

/// Copy the file with the cursor to one's own presets; false if it is none
bool
view_install(DilView* view);

/// What has been typed in the search field has changed
void
view_search(DilView* view);

/// Open a text field for the item that has the focus
void
view_type(DilView* view, Typing typing, const char* text, bool is_selected);

/// Use what was typed; if it means nothing the field stays open
void
view_type_done(DilView* view);

/// Close the field and forget what is in it
void
view_type_end(DilView* view);

/// The text field that text goes to, or NULL
TextField*
view_field(DilView* view);

/// What keys do in the item that has the focus
bool
view_item_key(DilView* view, const DilViewKey* key);

/// Strike or let go of what the piano has to strike and let go of
void
view_play(DilView* view, const PianoChange* change);

/// Let go of the keys that the computer's keys hold or, with `is_all`, of all
/// that were struck here
void
view_let_go(DilView* view, bool is_all);

/// Have a look at the host: state, parameters and presets
void
view_poll(DilView* view);

#endif // DIL_VIEW_VIEW_PRIVATE_H
