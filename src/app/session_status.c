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
                    const Generator* const generator,
                    Outlet* const outlet,
                    const uint32_t rate)
{
  const double now = dil_monotonic_s();
  if (!progress->is_shown || now - progress->shown_s < interval_s) {
    return;
  }

  char place[64];
  char line[192];
  const GeneratorState state = generator_state(generator);
  const double ring_s =
    (double)dil_ring_fill(outlet_ring(outlet)) / (double)rate;
  format_place(score, state.score_s - ring_s, place, sizeof(place));
  snprintf(line,
           sizeof(line),
           "%svoices %u | load %.0f %% | ring %.*f ms | underruns %u",
           place,
           state.n_voices,
           100.0 * (double)state.load,
           ring_s < 0.1 ? 1 : 0,
           1000.0 * ring_s,
           outlet_n_underruns(outlet));
  progress->shown_s = now;
  progress_text(progress, line);
}

void
session_status_conclude(const DilEngine* const engine,
                        const Generator* const generator,
                        const Outlet* const outlet,
                        const uint32_t rate)
{
  const GeneratorState state = generator_state(generator);
  const DilEngineCounts counts = dil_engine_counts(engine);
  const uint32_t n_underruns = outlet_n_underruns(outlet);
  fprintf(stderr,
          "played %.2f s, %llu note%s, %u underrun%s, load %.0f %% at most\n",
          (double)outlet_n_frames(outlet) / (double)rate,
          (unsigned long long)counts.n_notes,
          counts.n_notes == 1U ? "" : "s",
          n_underruns,
          n_underruns == 1U ? "" : "s",
          100.0 * (double)state.peak_load);
}

void
session_status_explain(const int priority_error, const int memory_error)
{
  if (priority_error || memory_error) {
    (void)complain("not in real time: %s%s%s%s%s; see REAL TIME in dilaton(1)",
                   priority_error ? "priority: " : "",
                   priority_error ? strerror(priority_error) : "",
                   priority_error && memory_error ? ", " : "",
                   memory_error ? "memory: " : "",
                   memory_error ? strerror(memory_error) : "");
  }
}
