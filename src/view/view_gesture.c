// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include <string.h>

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
