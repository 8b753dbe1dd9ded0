// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include <stdlib.h>
#include <string.h>

void
view_choose(DilView* const view, const char* const path)
{
  const DilViewPreset* const former = view_preset(view);
  if (former && strcmp(former->path, path) != 0) {
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
