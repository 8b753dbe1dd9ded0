// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "history.h"

#include <stdlib.h>
#include <string.h>

static void
drop(History* const history, const size_t from, const size_t to)
{
  for (size_t i = from; i < to; ++i) {
    free(history->steps[i].from);
    free(history->steps[i].to);
  }
}

void
history_add(History* const history, const HistoryStep* const step)
{
  drop(history, history->n_done, history->n_steps);
  if (history->n_done == MAX_UNDO) {
    drop(history, 0U, 1U);
    memmove(history->steps,
            history->steps + 1,
            (MAX_UNDO - 1U) * sizeof(*history->steps));
    --history->n_done;
  }

  history->steps[history->n_done++] = *step;
  history->n_steps = history->n_done;
}

const HistoryStep*
history_undo(History* const history)
{
  return history->n_done ? &history->steps[--history->n_done] : NULL;
}

const HistoryStep*
history_redo(History* const history)
{
  return history->n_done < history->n_steps ? &history->steps[history->n_done++]
                                            : NULL;
}

void
history_merge(History* const history)
{
  if (history->n_done < 2U || history->n_steps > history->n_done) {
    return;
  }

  HistoryStep* const former = &history->steps[history->n_done - 2U];
  const HistoryStep* const last = &history->steps[history->n_done - 1U];
  const size_t n = last->n_parameters;
  if (n && former->n_parameters == n &&
      !memcmp(former->parameters, last->parameters, n * sizeof(uint32_t))) {
    memcpy(former->after, last->after, sizeof(last->after));
    history->n_steps = --history->n_done;
  }
}

void
history_clear(History* const history)
{
  drop(history, 0U, history->n_steps);
  history->n_steps = 0U;
  history->n_done = 0U;
}
