// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "morph.h"
#include "slider.h"
#include "view_private.h"

#include <math.h>

/// Units of a slider's track that its handle cannot go to
#define TRACK_ENDS 10.0

/// A press so near to the handle takes it as it is
#define NEAR_HANDLE 8.0

/// Rows of the list that a notch of the wheel scrolls by
#define WHEEL_ROWS 3.0

static const uint32_t ring_parameters[] = {DIL_PARAMETER_INSTRUMENT,
                                           DIL_PARAMETER_MORPH};

/// The pointer's place in units
static DilViewPointer
in_units(const DilView* const view, const DilViewPointer* const pointer)
{
  DilViewPointer units = *pointer;
  units.x = isfinite(pointer->x) ? pointer->x / view->unit : -1.0;
  units.y = isfinite(pointer->y) ? pointer->y / view->unit : -1.0;
  return units;
}

static void
press_slider(DilView* const view,
             const Item item,
             const DilViewPointer* const at)
{
  const Box box = view->layout.items[item];
  const Box track = slider_track(box);
  const uint32_t parameter = layout_slider_of(item)->parameter;
  view_set_focus(view, item);
  if (at->is_double) {
    view_set_once(view, parameter, dil_parameter_info(parameter)->value);
    return;
  }
  if (slider_is_value(box, at->x, at->y)) {
    char text[LINE_SIZE];
    slider_print_plain(parameter, view->values[parameter], text);
    view_type(view, TYPING_VALUE, text, true);
    return;
  }

  view->grab.place = slider_place(parameter, view->values[parameter]);
  view->grab.is_dragged = true;
  view_begin(view, &parameter, 1U);
  const double room = box.width - TRACK_ENDS;
  const double handle = track.x + TRACK_ENDS / 2.0 + room * view->grab.place;
  if (at->y > track.y - 6.0 && fabs(at->x - handle) > NEAR_HANDLE) {
    view->grab.place = (at->x - track.x - TRACK_ENDS / 2.0) / room;
    view_set(view, parameter, slider_value(parameter, view->grab.place));
  }
}

static void
press_ring(DilView* const view, const DilViewPointer* const at)
{
  view_set_focus(view, ITEM_RING);
  view_begin(view, ring_parameters, 2U);
  view->grab.place = at->is_double ? floor(morph_place(view))
                                   : morph_place_at(view, at->x, at->y);
  view->grab.is_dragged = true;
  morph_set(view, view->grab.place);
}

static void
press_piano(DilView* const view, const DilViewPointer* const at)
{
  float velocity = 0.0f;
  const int key = piano_key_at(view->layout.piano, at->x, at->y, &velocity);
  view_set_focus(view, ITEM_PIANO);
  view->is_clicked = true;
  if (key != NO_KEY && at->button == DIL_VIEW_RIGHT) {
    const PianoChange change = piano_keep(&view->piano, key, velocity);
    view_play(view, &change);
  } else if (key != NO_KEY && at->button == DIL_VIEW_LEFT) {
    const PianoChange change = piano_point(&view->piano, key, velocity);
    view_play(view, &change);
  }
}

static void
press_browser(DilView* const view, const DilViewPointer* const at)
{
  Browser* const browser = &view->browser;
  const Box list = view->layout.list;
  if (!box_has(list, at->x, at->y)) {
    view_set_focus(view, ITEM_SEARCH);
    return;
  }

  const size_t row = browser_row_at(browser, list, at->y);
  if (row >= browser->n_rows || (at->is_double && !browser->is_folder)) {
    return; // The first press has done it
  }
  const bool is_at_fold = at->x < list.x + 22.0;
  const bool is_preset = browser->rows[row].kind == ROW_PRESET;
  if (is_preset && is_at_fold && !browser_fold(browser, row)) {
    view_favour(view);
  } else if (!is_preset || !is_at_fold) {
    view_use_row(view, row);
  }
  view_change_item(view, ITEM_SEARCH);
}

static void
seek(DilView* const view, const double x)
{
  const Box box = view->layout.items[ITEM_POSITION];
  const double part = fmin(fmax((x - box.x) / box.width, 0.0), 1.0);
  if (view->host.seek && view->state.melody) {
    view->host.seek(view->host.self, part * view->state.length_s);
  }
}

/// A press on what has no other use for a button than the first
static void
press_item(DilView* const view, const Item item, const DilViewPointer* const at)
{
  if (layout_slider_of(item)) {
    press_slider(view, item, at);
  } else if (item == ITEM_RING) {
    press_ring(view, at);
  } else if (item == ITEM_SEARCH) {
    press_browser(view, at);
  } else if (item == ITEM_POSITION) {
    seek(view, at->x);
  } else if (item == ITEM_PICTURES) {
    const Box box = view->layout.items[item];
    const double part = (at->x - box.x) / box.width;
    dil_view_set_picture(view,
                         (DilViewPicture)(part * (double)DIL_VIEW_N_PICTURES));
  } else if (item == ITEM_LIVE) {
    view_set_focus(view, ITEM_LIVE);
  } else {
    view_push(view, item);
  }
}

bool
dil_view_press(DilView* const view, const DilViewPointer* const pointer)
{
  const DilViewPointer at = in_units(view, pointer);
  const Item item = layout_item_at(&view->layout, at.x, at.y);
  const bool was_told = view->notice[0];
  view->notice[0] = '\0';
  view_change(view, view->layout.status);
  if (view->grab.item != ITEM_NONE) {
    return true; // Another button, while one is down
  }
  if (view->menu.is_open) {
    if (box_has(menu_box(view), at.x, at.y)) {
      menu_press(view, at.y);
    } else {
      menu_open(view, false);
    }
    return true;
  }
  if (view->is_about && box_has(view->layout.live, at.x, at.y)) {
    view_push(view, ITEM_ABOUT);
    return true;
  }

  view_type_end(view);
  if (item == ITEM_NONE) {
    return was_told;
  }

  const Grab grab = {item, at.button, at.x, at.y, 0.0, false};
  view->grab = grab;
  if (item == ITEM_PIANO) {
    press_piano(view, &at);
  } else if (at.button == DIL_VIEW_LEFT) {
    press_item(view, item, &at);
  }
  return true;
}

bool
dil_view_release(DilView* const view, const DilViewPointer* const pointer)
{
  if (view->grab.item == ITEM_NONE || pointer->button != view->grab.button) {
    return false;
  }
  if (view->grab.is_dragged) {
    view_end(view);
  }

  const PianoChange change = piano_point(&view->piano, NO_KEY, 0.0f);
  view_play(view, &change);
  view->grab.item = ITEM_NONE;
  view->grab.is_dragged = false;
  return true;
}

static void
drag_ring(DilView* const view, const DilViewPointer* const at)
{
  const double n = (double)view_n_instruments(view);
  const double place = morph_place_at(view, at->x, at->y);
  const double former = morph_place_at(view, view->grab.x, view->grab.y);
  const double way = place - former - n * nearbyint((place - former) / n);
  view->grab.place =
    at->modifiers & DIL_VIEW_SHIFT ? view->grab.place + 0.1 * way : place;
  morph_set(view, view->grab.place);
}

static void
drag(DilView* const view, const DilViewPointer* const at)
{
  Grab* const grab = &view->grab;
  const SliderPlace* const slider = layout_slider_of(grab->item);
  if (grab->item == ITEM_PIANO && grab->button == DIL_VIEW_LEFT) {
    float velocity = 0.0f;
    const int key = piano_key_at(view->layout.piano, at->x, at->y, &velocity);
    const PianoChange change = piano_point(&view->piano, key, velocity);
    view_play(view, &change);
  } else if (grab->is_dragged && slider) {
    const double room = view->layout.items[grab->item].width - TRACK_ENDS;
    const double way = (at->x - grab->x) / room;
    grab->place += at->modifiers & DIL_VIEW_SHIFT ? 0.1 * way : way;
    view_set(
      view, slider->parameter, slider_value(slider->parameter, grab->place));
  } else if (grab->is_dragged) {
    drag_ring(view, at);
  } else if (grab->item == ITEM_POSITION) {
    seek(view, at->x);
  }
  grab->x = at->x;
  grab->y = at->y;
}

bool
dil_view_motion(DilView* const view, const DilViewPointer* const pointer)
{
  const DilViewPointer at = in_units(view, pointer);
  if (view->grab.item != ITEM_NONE) {
    drag(view, &at);
    return true;
  }
  if (view->menu.is_open && box_has(menu_box(view), at.x, at.y)) {
    menu_point(view, at.y);
    return true;
  }

  const Item item = layout_item_at(&view->layout, at.x, at.y);
  const size_t row = item == ITEM_SEARCH
                       ? browser_row_at(&view->browser, view->layout.list, at.y)
                       : DIL_VIEW_NONE;
  if (item != view->hover || row != view->browser.hover) {
    view_change_item(view, view->hover);
    view_change_item(view, item);
    view->hover = item;
    view->browser.hover = row;
  }
  return item != ITEM_NONE;
}

void
dil_view_leave(DilView* const view)
{
  if (view->grab.item == ITEM_NONE) {
    view_change_item(view, view->hover);
    view->hover = ITEM_NONE;
    view->browser.hover = DIL_VIEW_NONE;
  }
}

bool
dil_view_wheel(DilView* const view, const DilViewPointer* const pointer)
{
  const DilViewPointer at = in_units(view, pointer);
  const double turn =
    isfinite(pointer->turn) ? fmin(fmax(pointer->turn, -100.0), 100.0) : 0.0;
  const Item item = layout_item_at(&view->layout, at.x, at.y);
  const SliderPlace* const slider = layout_slider_of(item);
  const bool is_fine = pointer->modifiers & DIL_VIEW_SHIFT;
  if (view->grab.item != ITEM_NONE || fabs(turn) < 1e-6) {
    return false;
  }
  if (view->menu.is_open) {
    menu_move(view, turn > 0.0 ? -1 : 1);
  } else if (slider) {
    const float value = view->values[slider->parameter];
    view_type_end(view);
    view_nudge(view,
               slider->parameter,
               slider_step(slider->parameter, value, turn, is_fine));
  } else if (item == ITEM_RING) {
    morph_turn(view, turn * (is_fine ? 0.002 : 0.02));
  } else if (item == ITEM_SEARCH) {
    browser_scroll(&view->browser, -turn * WHEEL_ROWS * ROW_HEIGHT);
    view->browser.hover =
      browser_row_at(&view->browser, view->layout.list, at.y);
    view_change_item(view, ITEM_SEARCH);
  } else {
    return false;
  }
  return true;
}
