// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include "slider.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
view_begin(DilView* const view,
           const uint32_t* const parameters,
           const size_t n_parameters)
{
  view_end(view);
  HistoryStep* const gesture = &view->gesture;
  memset(gesture, 0, sizeof(*gesture));
  gesture->n_parameters = n_parameters;
  for (size_t i = 0U; i < n_parameters; ++i) {
    gesture->parameters[i] = parameters[i];
    gesture->before[i] = view->values[parameters[i]];
    gesture->after[i] = gesture->before[i];
    view->host.begin(view->host.self, parameters[i]);
  }
}

void
view_set(DilView* const view, const uint32_t parameter, const float value)
{
  const float limited = dil_parameter_limit(parameter, value);
  for (size_t i = 0U; i < view->gesture.n_parameters; ++i) {
    if (view->gesture.parameters[i] == parameter) {
      view->gesture.after[i] = limited;
    }
  }
  if (limited < view->values[parameter] || limited > view->values[parameter]) {
    view->values[parameter] = limited;
    view->host.set(view->host.self, parameter, limited);
    view_change_item(view, layout_item_of(parameter));
  }
}

void
view_end(DilView* const view)
{
  HistoryStep gesture = view->gesture;
  view->gesture.n_parameters = 0U;
  bool is_changed = false;
  for (size_t i = 0U; i < gesture.n_parameters; ++i) {
    view->host.end(view->host.self, gesture.parameters[i]);
    is_changed = is_changed || gesture.after[i] < gesture.before[i] ||
                 gesture.after[i] > gesture.before[i];
  }
  if (is_changed) {
    history_add(&view->history, &gesture);
    view_change(view, view->layout.top);
  }
}

void
view_set_once(DilView* const view, const uint32_t parameter, const float value)
{
  view_begin(view, &parameter, 1U);
  view_set(view, parameter, value);
  view_end(view);
}

void
view_nudge(DilView* const view, const uint32_t parameter, const float value)
{
  const size_t n_before = view->history.n_done;
  const bool is_soon = view->now_s - view->nudged_s < 1.0;
  view->nudged_s = view->now_s;
  view_set_once(view, parameter, value);
  if (is_soon && view->history.n_done > n_before) {
    history_merge(&view->history);
  }
}

void
view_choose(DilView* const view, const char* const path)
{
  const DilViewPreset* const former = view_preset(view);
  if (former && strcmp(former->path, path)) {
    HistoryStep step;
    memset(&step, 0, sizeof(step));
    step.from = strdup(former->path);
    step.to = strdup(path);
    if (step.from && step.to) {
      history_add(&view->history, &step);
    } else {
      free(step.from);
      free(step.to);
    }
  }

  view->host.choose(view->host.self, path);
  view_change(view, view->layout.top);
}

void
view_step_preset(DilView* const view, const int step)
{
  const size_t preset = browser_neighbour(&view->browser, step);
  if (!view->browser.is_folder && preset < view->browser.n_presets) {
    view_choose(view, view->browser.presets[preset].path);
  }
}

void
view_undo(DilView* const view, const bool is_redo)
{
  view_end(view);
  view_type_end(view);
  const HistoryStep* const step =
    is_redo ? history_redo(&view->history) : history_undo(&view->history);
  if (!step) {
    return;
  }

  const float* const values = is_redo ? step->after : step->before;
  for (size_t i = 0U; i < step->n_parameters; ++i) {
    const uint32_t parameter = step->parameters[i];
    view->host.begin(view->host.self, parameter);
    view_set(view, parameter, values[i]);
    view->host.end(view->host.self, parameter);
  }
  if (!step->n_parameters) {
    view->host.choose(view->host.self, is_redo ? step->to : step->from);
  }
  view_change(view, view->layout.top);
}

/// Offer a file that is not there yet
static void
ask_recording(DilView* const view)
{
  char name[LINE_SIZE];
  for (unsigned i = 1U; i < 1000U; ++i) {
    view_print(name, "dilaton-%u.wav", i);
    if (access(name, F_OK)) {
      break;
    }
  }
  view_type(view, TYPING_RECORDING, name, true);
}

static void
toggle_play(DilView* const view)
{
  if (view->state.melody && view->host.play) {
    view->host.play(view->host.self, !view->state.is_playing);
  } else if (view->host.open_melody) {
    view_push(view, ITEM_OPEN);
  }
}

static void
toggle_folder(DilView* const view)
{
  Browser* const browser = &view->browser;
  const DilViewPreset* const preset = view_preset(view);
  if (browser->is_folder) {
    browser_close(browser);
  } else {
    char path[DIL_PATH_SIZE];
    (void)snprintf(
      path, sizeof(path), "%s", preset && preset->path ? preset->path : "/");
    char* const slash = strrchr(path, '/');
    if (slash) {
      slash[slash == path] = '\0';
    }
    // Where one was last, or where the preset is, or else at home
    const bool is_open = (browser->folder.path[0] &&
                          browser_open(browser, browser->folder.path)) ||
                         (preset && browser_open(browser, path)) ||
                         browser_open(browser, "~") ||
                         browser_open(browser, "/");
    if (!is_open) {
      dil_view_tell(view, "no folder can be read");
    }
  }
  view_set_focus(view, ITEM_SEARCH);
  view_change(view, view->layout.browser);
}

void
view_push(DilView* const view, const Item item)
{
  const DilViewHost* const host = &view->host;
  switch (item) {
  case ITEM_OPEN:
    toggle_folder(view);
    break;
  case ITEM_PREVIOUS:
  case ITEM_NEXT:
    view_step_preset(view, item == ITEM_NEXT ? 1 : -1);
    break;
  case ITEM_ABOUT:
    view->is_about = !view->is_about;
    view_change(view, view->layout.live);
    break;
  case ITEM_UNDO:
  case ITEM_REDO:
    view_undo(view, item == ITEM_REDO);
    break;
  case ITEM_PLAY:
    toggle_play(view);
    break;
  case ITEM_LOOP:
    if (host->loop) {
      host->loop(host->self, !view->state.is_looping);
    }
    break;
  case ITEM_RECORD:
    if (host->record && view->state.recording) {
      host->record(host->self, NULL);
    } else if (host->record) {
      ask_recording(view);
    }
    break;
  case ITEM_PICTURES:
    dil_view_set_picture(
      view,
      (DilViewPicture)((view->picture + 1U) % (unsigned)DIL_VIEW_N_PICTURES));
    break;
  case ITEM_PAUSE:
  case ITEM_LIVE:
    live_pause(&view->live, !view->live.is_paused);
    view_change(view, view->layout.live);
    break;
  case ITEM_STATUS:
    menu_open(view, !view->menu.is_open);
    break;
  default:
    break;
  }
}
