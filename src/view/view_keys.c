// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "slider.h"
#include "view_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define ZOOM_STEP 0.1

void
dil_view_focus(DilView* const view, const bool is_focused)
{
  view->is_focused = is_focused;
  if (!is_focused) {
    view_let_go(view, false);
  }
}

/// Whether a key of the computer is one of the piano now
static bool
is_piano_key(const DilView* const view, const DilViewKey* const key)
{
  const bool is_digit = key->key >= '0' && key->key <= '9';
  const bool is_elsewhere =
    view->host.is_alone && view->focus != ITEM_SEARCH &&
    !(layout_slider_of(view->focus) && (is_digit || key->key == '.'));
  const bool is_here =
    view->focus == ITEM_PIANO && (view->host.is_alone || view->is_clicked);
  return view->typing == TYPING_NOTHING && !view->menu.is_open &&
         !(key->modifiers & (DIL_VIEW_CTRL | DIL_VIEW_ALT)) &&
         (is_here || is_elsewhere) &&
         piano_place(key->place, key->key) < N_PLACES;
}

/// Give up the innermost of what is open; false if nothing is
static bool
escape(DilView* const view)
{
  Browser* const browser = &view->browser;
  if (view->menu.is_open) {
    (void)menu_open(view, false);
  } else if (view->typing != TYPING_NOTHING) {
    view_type_end(view);
  } else if (view->is_about) {
    view_push(view, ITEM_ABOUT);
  } else if (browser->search.n) {
    field_set(&browser->search, "", false);
    view_search(view);
  } else if (browser->is_folder) {
    browser_close(browser);
    view_change(view, view->layout.browser);
  } else if (view->focus != ITEM_PIANO || view->is_clicked) {
    view_set_focus(view, ITEM_PIANO);
    view->is_clicked = false;
    view_let_go(view, false);
  } else {
    return false;
  }
  return true;
}

/// Put a text on the clipboard: of a field, or of the slider with the focus
static bool
copy(DilView* const view, const bool is_cut)
{
  TextField* const field = view_field(view);
  const SliderPlace* const slider = layout_slider_of(view->focus);
  if (field) {
    (void)snprintf(view->copied, sizeof(view->copied), "%s", field->text);
    if (is_cut) {
      field_set(field, "", false);
      if (view->focus == ITEM_SEARCH) {
        view_search(view);
      }
      view_change_item(view, view->focus);
    }
  } else if (slider) {
    char line[LINE_SIZE];
    slider_print_plain(
      slider->parameter, view->values[slider->parameter], line);
    (void)snprintf(view->copied, sizeof(view->copied), "%s", line);
  } else {
    return false;
  }

  view->wish.copy = view->copied;
  return true;
}

/// Keys with Ctrl, wherever the focus is
static bool
use_command(DilView* const view, const DilViewKey* const key)
{
  const bool is_shift = key->modifiers & DIL_VIEW_SHIFT;
  switch (key->key) {
  case '1':
  case '2':
  case '3':
  case '4':
  case '5':
    view_set_focus(view, layout_first(&view->layout, (Group)(key->key - '1')));
    return true;
  case 'z':
    view_undo(view, is_shift);
    return true;
  case 'y':
    view_undo(view, true);
    return true;
  case '+':
  case '=':
    dil_view_set_zoom(view, view->zoom + ZOOM_STEP);
    return true;
  case '-':
    dil_view_set_zoom(view, view->zoom - ZOOM_STEP);
    return true;
  case '0':
    dil_view_set_zoom(view, 1.0);
    return true;
  case 't':
    dil_view_set_theme(
      view, view->theme == DIL_VIEW_DARK ? DIL_VIEW_LIGHT : DIL_VIEW_DARK);
    return true;
  case 'o':
    view_push(view, ITEM_OPEN);
    return true;
  case 'f':
    view_set_focus(view, ITEM_SEARCH);
    return true;
  case 'd':
    view_favour(view);
    return true;
  case 'i':
    return view_install(view);
  case 'c':
  case 'x':
    return copy(view, key->key == 'x');
  case 'v':
    view->wish.is_pasting = view_field(view) || layout_slider_of(view->focus);
    return view->wish.is_pasting;
  default:
    return false;
  }
}

static bool
use_key(DilView* const view, const DilViewKey* const key)
{
  const bool is_ctrl = key->modifiers & DIL_VIEW_CTRL;
  const bool is_hosts =
    !view->host.is_alone && view->focus == ITEM_PIANO && view->is_clicked;
  if (key->key == DIL_VIEW_ESCAPE) {
    return escape(view);
  }
  if (is_piano_key(view, key)) {
    const PianoChange change = piano_type(&view->piano,
                                          piano_place(key->place, key->key),
                                          false,
                                          key->modifiers & DIL_VIEW_SHIFT);
    view_play(view, &change);
    return true;
  }
  if (is_ctrl && !is_hosts && use_command(view, key)) {
    return true;
  }
  if (view->menu.is_open) {
    return menu_key(view, key);
  }
  if (key->key == DIL_VIEW_TAB && !is_ctrl) {
    if (view->typing == TYPING_VALUE) {
      view_type_done(view);
    }
    view_set_focus(view,
                   layout_next(&view->layout,
                               view->focus,
                               key->modifiers & DIL_VIEW_SHIFT ? -1 : 1));
    return true;
  }
  return view_item_key(view, key);
}

bool
dil_view_key(DilView* const view, const DilViewKey* const key)
{
  if (view->notice[0]) {
    view->notice[0] = '\0';
    view_change(view, view->layout.status);
  }

  const bool is_used = use_key(view, key);
  view->is_text_used = is_used && !(key->modifiers & DIL_VIEW_CTRL) &&
                       key->key >= ' ' && key->key < DIL_VIEW_LEFT_KEY;
  return is_used;
}

bool
dil_view_key_up(DilView* const view, const DilViewKey* const key)
{
  const size_t place = piano_place(key->place, key->key);
  if (place == N_PLACES || view->piano.held[place] == NO_KEY) {
    return false;
  }

  const PianoChange change = piano_type(&view->piano, place, true, false);
  view_play(view, &change);
  return true;
}

/// Whether a text begins a value
static bool
is_number(const char* const text)
{
  return strchr("0123456789+-.,", text[0]) ||
         !strncmp(text, "\xE2\x88\x92", 3U);
}

bool
dil_view_text(DilView* const view, const char* const text)
{
  const bool is_used = view->is_text_used;
  const bool is_first = text[0] && (uint8_t)text[0] >= 0x20U;
  view->is_text_used = false;
  if (is_used || !is_first || view->menu.is_open) {
    return is_used;
  }
  if (!view_field(view) && layout_slider_of(view->focus) && is_number(text)) {
    view_type(view, TYPING_VALUE, "", false);
  } else if (!view_field(view) && view->host.is_alone) {
    view_set_focus(view, ITEM_SEARCH);
  }

  TextField* const field = view_field(view);
  if (!field || !field_put(field, text)) {
    return false;
  }
  if (field == &view->browser.search) {
    view_search(view);
  }
  view_change_item(view, view->focus);
  return true;
}

bool
dil_view_drop(DilView* const view, const char* const path)
{
  view_open_file(view, path, true);
  return true;
}

DilViewWish
dil_view_wish(DilView* const view)
{
  DilViewWish wish = view->wish;
  wish.is_typing = view_field(view) || view->is_clicked ||
                   (view->host.is_alone && view->focus == ITEM_PIANO);
  view->wish.copy = NULL;
  view->wish.is_pasting = false;
  return wish;
}
