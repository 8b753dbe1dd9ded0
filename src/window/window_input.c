// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_input.h"

#include <math.h>
#include <stddef.h>

/// Longest between the presses of a double one, in seconds
#define DOUBLE_S 0.4

/// Farthest between them, in pixels
#define DOUBLE_PIXELS 5.0

/// X's key codes begin here
#define FIRST_KEY_CODE 8U

static uint32_t
modifiers(const PuglMods state)
{
  return (state & PUGL_MOD_SHIFT ? (uint32_t)DIL_VIEW_SHIFT : 0U) |
         (state & PUGL_MOD_CTRL ? (uint32_t)DIL_VIEW_CTRL : 0U) |
         (state & (PUGL_MOD_ALT | PUGL_MOD_SUPER) ? (uint32_t)DIL_VIEW_ALT
                                                  : 0U);
}

/// A key as views know it
static uint32_t
translate(const uint32_t key)
{
  static const struct {
    uint32_t from;
    uint32_t to;
  } keys[] = {{PUGL_KEY_LEFT, DIL_VIEW_LEFT_KEY},
              {PUGL_KEY_RIGHT, DIL_VIEW_RIGHT_KEY},
              {PUGL_KEY_UP, DIL_VIEW_UP},
              {PUGL_KEY_DOWN, DIL_VIEW_DOWN},
              {PUGL_KEY_PAGE_UP, DIL_VIEW_PAGE_UP},
              {PUGL_KEY_PAGE_DOWN, DIL_VIEW_PAGE_DOWN},
              {PUGL_KEY_HOME, DIL_VIEW_HOME},
              {PUGL_KEY_END, DIL_VIEW_END}};
  for (size_t i = 0U; i < sizeof(keys) / sizeof(keys[0]); ++i) {
    if (keys[i].from == key) {
      return keys[i].to;
    }
  }

  // The rest of pugl's own are keys that no view has a use for
  return key >= PUGL_KEY_F1 && key <= PUGL_KEY_PAUSE ? 0U : key;
}

static void
take_focus(WindowInput* const input, const bool is_focused)
{
  if (input->is_focused != is_focused) {
    input->is_focused = is_focused;
    dil_view_focus(input->view, is_focused);
  }
}

void
window_input_settle(WindowInput* const input)
{
  if (!input->has_key) {
    return;
  }

  XKeyEvent* const key = &input->key;
  bool* const is_passed = &input->is_passed[key->keycode % N_KEY_CODES];
  const bool is_press = key->type == KeyPress;
  const bool is_wanted = is_press ? !input->is_used : *is_passed;
  *is_passed = is_press && is_wanted;
  if (is_wanted && input->parent) {
    XEvent event = {.xkey = *key};
    event.xkey.window = input->parent;
    (void)XSendEvent(input->display,
                     input->parent,
                     True,
                     is_press ? KeyPressMask : KeyReleaseMask,
                     &event);
  }
  input->has_key = false;
}

void
window_input_look(WindowInput* const input,
                  const Window window,
                  const XEvent* const event)
{
  window_input_settle(input);
  if (event->xany.window != window) {
    return;
  }

  const int type = event->type;
  if (type == KeyPress || type == KeyRelease) {
    take_focus(input, true);
    input->key = event->xkey;
    input->has_key = true;
    input->is_used = false;
  } else if ((type == FocusIn || type == FocusOut) &&
             event->xfocus.mode != NotifyGrab &&
             event->xfocus.mode != NotifyUngrab) {
    take_focus(input, type == FocusIn);
  }
}

static void
take_button(WindowInput* const input, const PuglButtonEvent* const event)
{
  static const DilViewButton buttons[] = {
    DIL_VIEW_LEFT, DIL_VIEW_RIGHT, DIL_VIEW_MIDDLE};

  if (event->button >= sizeof(buttons) / sizeof(buttons[0])) {
    return;
  }

  DilViewPointer pointer = {event->x,
                            event->y,
                            modifiers(event->state),
                            buttons[event->button],
                            false,
                            0.0};
  if (event->type == PUGL_BUTTON_RELEASE) {
    (void)dil_view_release(input->view, &pointer);
    return;
  }

  const DilViewPointer* const last = &input->press;
  pointer.is_double = last->button == pointer.button && !last->is_double &&
                      event->time - input->press_s < DOUBLE_S &&
                      fabs(last->x - pointer.x) < DOUBLE_PIXELS &&
                      fabs(last->y - pointer.y) < DOUBLE_PIXELS;
  input->press = pointer;
  input->press_s = event->time;
  (void)dil_view_press(input->view, &pointer);
}

static void
take_key(WindowInput* const input, const PuglKeyEvent* const event)
{
  const DilViewKey key = {
    translate(event->key),
    event->keycode >= FIRST_KEY_CODE ? event->keycode - FIRST_KEY_CODE : 0U,
    modifiers(event->state)};
  if (event->type == PUGL_KEY_RELEASE) {
    (void)dil_view_key_up(input->view, &key);
    return;
  }

  input->is_used = dil_view_key(input->view, &key);
  if (!input->is_used && !input->parent && key.key == 'q' &&
      key.modifiers == DIL_VIEW_CTRL) {
    input->wants_quit = true;
  }
}

/// What comes with Ctrl is no text; whether a key that had a use is one, too,
/// is the view's business
static void
take_text(WindowInput* const input, const PuglTextEvent* const event)
{
  const bool is_text = event->character >= 0x20U && event->character != 0x7FU &&
                       !(event->state & (PUGL_MOD_CTRL | PUGL_MOD_ALT));
  if (is_text && dil_view_text(input->view, event->string)) {
    input->is_used = true;
  }
}

bool
window_input_take(WindowInput* const input, const PuglEvent* const event)
{
  DilViewPointer pointer = {0.0, 0.0, 0U, DIL_VIEW_LEFT, false, 0.0};
  switch (event->type) {
  case PUGL_BUTTON_PRESS:
  case PUGL_BUTTON_RELEASE:
    take_button(input, &event->button);
    return true;
  case PUGL_KEY_PRESS:
  case PUGL_KEY_RELEASE:
    take_key(input, &event->key);
    return true;
  case PUGL_TEXT:
    take_text(input, &event->text);
    return true;
  case PUGL_MOTION:
    pointer.x = event->motion.x;
    pointer.y = event->motion.y;
    pointer.modifiers = modifiers(event->motion.state);
    (void)dil_view_motion(input->view, &pointer);
    return true;
  case PUGL_SCROLL:
    pointer.x = event->scroll.x;
    pointer.y = event->scroll.y;
    pointer.modifiers = modifiers(event->scroll.state);
    pointer.turn = event->scroll.dy;
    (void)dil_view_wheel(input->view, &pointer);
    return true;
  case PUGL_POINTER_OUT:
    if (event->crossing.mode == PUGL_CROSSING_NORMAL) {
      dil_view_leave(input->view);
    }
    return true;
  default:
    return false;
  }
}
