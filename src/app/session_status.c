// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "session_status.h"

#include "clock.h"
#include "report.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Time between two lines in seconds
static const double interval_s = 0.1;

/// Write the place in the score to `text`, "" without one
static void
format_place(const DilScore* const score,
             const double time_s,
             char* const text,
             const size_t size)
{
  *text = '\0';
  if (!score) {
    return;
  }

  char now[16];
  char end[16];
  const double shown_s = fmax(time_s, 0.0);
  const DilScorePosition position = dil_score_position(score, shown_s);
  format_time(shown_s, now);
  format_time(dil_score_duration_s(score), end);
  if (position.bar) {
    snprintf(
      text, size, "%s/%s bar %u.%u | ", now, end, position.bar, position.beat);
  } else {
    snprintf(text, size, "%s/%s | ", now, end);
  }
}

void
session_status_show(Progress* const progress,
                    const DilScore* const score,
                    const SessionState* const state)
{
  const double now = dil_monotonic_s();
  if (!progress->is_shown || now - progress->shown_s < interval_s) {
    return;
  }

  char place[64];
  char line[192];
  const double ring_s = state->ring_s;
  format_place(score, state->score_s, place, sizeof(place));
  snprintf(line,
           sizeof(line),
           "%svoices %u | load %.0f %% | ring %.*f ms | underruns %u",
           place,
           state->n_voices,
           100.0 * (double)state->load,
           ring_s < 0.1 ? 1 : 0,
           1000.0 * ring_s,
           state->n_underruns);
  progress->shown_s = now;
  progress_text(progress, line);
}

void
session_status_conclude(const SessionState* const state)
{
  fprintf(stderr,
          "played %.2f s, %llu note%s, %u underrun%s, load %.0f %% at most\n",
          state->played_s,
          (unsigned long long)state->n_notes,
          state->n_notes == 1U ? "" : "s",
          state->n_underruns,
          state->n_underruns == 1U ? "" : "s",
          100.0 * (double)state->peak_load);
}

void
session_status_explain(const SessionState* const state)
{
  const int priority = state->priority_error;
  const int memory = state->memory_error;
  if (priority || memory) {
    (void)complain("not in real time: %s%s%s%s%s; see REAL TIME in dilaton(1)",
                   priority ? "priority: " : "",
                   priority ? strerror(priority) : "",
                   priority && memory ? ", " : "",
                   memory ? "memory: " : "",
                   memory ? strerror(memory) : "");
  }
}
