// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "slider.h"
#include "view_private.h"

void
view_set_focus(DilView* const view, const Item item)
{
  if (item != view->focus && item != ITEM_NONE) {
    view_type_end(view);
    view_change_item(view, view->focus);
    view_change_item(view, item);
    view->focus = item;
    view->is_clicked = false;
  }
}

void
view_type(DilView* const view,
          const Typing typing,
          const char* const text,
          const bool is_selected)
{
  field_set(&view->field, text, is_selected);
  view->typing = typing;
  view_change_item(view, view->focus);
}

void
view_type_end(DilView* const view)
{
  if (view->typing != TYPING_NOTHING) {
    view->typing = TYPING_NOTHING;
    view_change_item(view, view->focus);
  }
}

void
view_type_done(DilView* const view)
{
  const Typing typing = view->typing;
  const SliderPlace* const slider = layout_slider_of(view->focus);
  const char* const text = view->field.text;
  float value = 0.0f;
  if (typing == TYPING_RECORDING && view->field.n && view->host.record) {
    view->host.record(view->host.self, text);
  } else if (typing == TYPING_VALUE && slider) {
    if (!slider_read(slider->parameter, text, &value)) {
      char line[LINE_SIZE];
      line_print(line, "\"%.100s\" is no value", text);
      dil_view_tell(view, line);
      return;
    }
    view_type_end(view);
    view_set_once(view, slider->parameter, value);
  }
  view_type_end(view);
}

TextField*
view_field(DilView* const view)
{
  return view->typing != TYPING_NOTHING ? &view->field
         : view->focus == ITEM_SEARCH && !view->menu.is_open
           ? &view->browser.search
           : NULL;
}

void
view_play(DilView* const view, const PianoChange* const change)
{
  if (change->off != NO_KEY) {
    view->host.note_off(view->host.self, (uint8_t)change->off);
  }
  if (change->on != NO_KEY) {
    view->host.note_on(view->host.self, (uint8_t)change->on, change->velocity);
  }
  if (change->off != NO_KEY || change->on != NO_KEY) {
    view_change(view, view->layout.piano);
  }
}

void
view_let_go(DilView* const view, const bool is_all)
{
  PianoChange change;
  while (piano_let_go(&view->piano, is_all, &change)) {
    view_play(view, &change);
  }
}
