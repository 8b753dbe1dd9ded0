// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "morph.h"
#include "slider.h"
#include "view_private.h"

#include <math.h>
#include <string.h>

#define PAGE_STEPS   5.0 ///< Of a slider
#define PAGE_ROWS    10
#define SEEK_S       5.0
#define LOWEST_BASE  0
#define HIGHEST_BASE 96

/// -1, 1 or 0 for keys that go one way or the other
static int
way_of(const uint32_t key)
{
  return key == DIL_VIEW_RIGHT_KEY || key == DIL_VIEW_UP    ? 1
         : key == DIL_VIEW_LEFT_KEY || key == DIL_VIEW_DOWN ? -1
                                                            : 0;
}

static bool
slider_key(DilView* const view, const DilViewKey* const key)
{
  const uint32_t parameter = layout_slider_of(view->focus)->parameter;
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const float value = view->values[parameter];
  const bool is_fine = key->modifiers & DIL_VIEW_SHIFT;
  const int way = way_of(key->key);
  float next;
  switch (key->key) {
  case DIL_VIEW_HOME:
    next = info->low;
    break;
  case DIL_VIEW_END:
    next = info->high;
    break;
  case DIL_VIEW_DELETE:
  case DIL_VIEW_BACKSPACE:
    next = info->value;
    break;
  case DIL_VIEW_PAGE_UP:
    next = slider_step(parameter, value, PAGE_STEPS, is_fine);
    break;
  case DIL_VIEW_PAGE_DOWN:
    next = slider_step(parameter, value, -PAGE_STEPS, is_fine);
    break;
  case DIL_VIEW_ENTER: {
    char text[LINE_SIZE];
    slider_print_plain(parameter, value, text);
    view_type(view, TYPING_VALUE, text, true);
    return true;
  }
  default:
    if (!way) {
      return false;
    }
    next = slider_step(parameter, value, (double)way, is_fine);
  }

  view_nudge(view, parameter, next);
  return true;
}

static bool
ring_key(DilView* const view, const DilViewKey* const key)
{
  const double place = morph_place(view);
  const double step = key->modifiers & DIL_VIEW_SHIFT ? 0.002 : 0.02;
  if (key->key == DIL_VIEW_HOME) {
    morph_turn(view, floor(place) - place);
  } else if (key->key == DIL_VIEW_PAGE_UP || key->key == DIL_VIEW_END) {
    morph_turn(view, floor(place) + 1.0 - place);
  } else if (key->key == DIL_VIEW_PAGE_DOWN) {
    morph_turn(view, ceil(place) - 1.0 - place);
  } else if (way_of(key->key)) {
    morph_turn(view, step * (double)way_of(key->key));
  } else {
    return false;
  }
  return true;
}

/// Left and right fold and unfold, where there is no text to move in
static bool
fold_key(DilView* const view, const bool is_opening)
{
  Browser* const browser = &view->browser;
  const size_t row = browser->cursor;
  if (browser->search.n || row >= browser->n_rows || browser->is_folder) {
    return false;
  }
  if (browser->rows[row].is_open != is_opening) {
    (void)browser_fold(browser, row);
    view_change_item(view, ITEM_SEARCH);
  }
  return true;
}

static bool
search_key(DilView* const view, const DilViewKey* const key)
{
  Browser* const browser = &view->browser;
  const size_t n = browser->search.n;
  switch (key->key) {
  case DIL_VIEW_UP:
    browser_move(browser, -1);
    break;
  case DIL_VIEW_DOWN:
    browser_move(browser, 1);
    break;
  case DIL_VIEW_PAGE_UP:
    browser_move(browser, -PAGE_ROWS);
    break;
  case DIL_VIEW_PAGE_DOWN:
    browser_move(browser, PAGE_ROWS);
    break;
  case DIL_VIEW_ENTER:
    view_search_done(view);
    break;
  case DIL_VIEW_LEFT_KEY:
  case DIL_VIEW_RIGHT_KEY:
    if (fold_key(view, key->key == DIL_VIEW_RIGHT_KEY)) {
      return true;
    }
    (void)field_key(&browser->search, key->key, key->modifiers);
    break;
  default:
    if (!field_key(&browser->search, key->key, key->modifiers)) {
      return false;
    }
  }

  if (browser->search.n != n && key->key != DIL_VIEW_ENTER) {
    view_search(view);
  }
  view_change_item(view, ITEM_SEARCH);
  return true;
}

static bool
typing_key(DilView* const view, const DilViewKey* const key)
{
  if (key->key == DIL_VIEW_ENTER) {
    view_type_done(view);
    return true;
  }

  const bool is_used = field_key(&view->field, key->key, key->modifiers);
  view_change_item(view, view->focus);
  return is_used;
}

static bool
live_key(DilView* const view, const DilViewKey* const key)
{
  const int way = key->key == DIL_VIEW_RIGHT_KEY  ? 1
                  : key->key == DIL_VIEW_LEFT_KEY ? -1
                                                  : 0;
  if (!way) {
    return false;
  }
  if (!view->live.is_paused) {
    view_push(view, ITEM_PAUSE);
  }
  live_move(&view->live, key->modifiers & DIL_VIEW_SHIFT ? 10 * way : way);
  view_change(view, view->layout.live);
  return true;
}

static bool
seek_key(DilView* const view, const DilViewKey* const key)
{
  const int way = way_of(key->key);
  const double at = key->key == DIL_VIEW_HOME
                      ? 0.0
                      : view->state.position_s + SEEK_S * (double)way;
  if (!view->host.seek || !view->state.melody ||
      (!way && key->key != DIL_VIEW_HOME)) {
    return false;
  }

  view->host.seek(view->host.self, fmin(fmax(at, 0.0), view->state.length_s));
  return true;
}

static bool
piano_key(DilView* const view, const DilViewKey* const key)
{
  const int way = key->key == DIL_VIEW_UP     ? 12
                  : key->key == DIL_VIEW_DOWN ? -12
                                              : 0;
  const int base = view->piano.base + way;
  if (!way || base < LOWEST_BASE || base > HIGHEST_BASE) {
    return way;
  }

  view->piano.base = base;
  view_change(view, view->layout.piano);
  return true;
}

static bool
button_key(DilView* const view, const DilViewKey* const key)
{
  const Item item = view->focus;
  const int way = way_of(key->key);
  const bool is_pushed =
    key->key == DIL_VIEW_ENTER || (key->key == ' ' && view->host.is_alone);
  if (item == ITEM_PICTURES && way) {
    const int n = (int)DIL_VIEW_N_PICTURES;
    dil_view_set_picture(view,
                         (DilViewPicture)(((int)view->picture + way + n) % n));
    return true;
  }
  if (is_pushed && item != ITEM_PIANO && item != ITEM_POSITION) {
    view_push(view, item);
    return true;
  }
  return false;
}

bool
view_item_key(DilView* const view, const DilViewKey* const key)
{
  const Item item = view->focus;
  bool is_used = false;
  if (view->typing != TYPING_NOTHING) {
    return typing_key(view, key);
  }
  if (item == ITEM_SEARCH) {
    return search_key(view, key);
  }
  if (layout_slider_of(item)) {
    is_used = slider_key(view, key);
  } else if (item == ITEM_RING) {
    is_used = ring_key(view, key);
  } else if (item == ITEM_POSITION) {
    is_used = seek_key(view, key);
  } else if (item == ITEM_PIANO) {
    is_used = piano_key(view, key);
  } else {
    is_used =
      (item == ITEM_LIVE && live_key(view, key)) || button_key(view, key);
  }
  if (!is_used && key->key == ' ' && view->host.is_alone &&
      view->state.melody) {
    view_push(view, ITEM_PLAY);
    return true;
  }
  return is_used;
}
