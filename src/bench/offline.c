// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "offline.h"

#include "score_private.h"

#include "dilaton/render.h"

/// Whom to ask whether to go on
typedef struct {
  bool (*is_wanted)(void* context);
  void* context;
} Asker;

static DilStatus
drop(void* const context,
     const float* const frames,
     const size_t n_frames,
     DilMessage* const message)
{
  (void)context;
  (void)frames;
  (void)n_frames;
  (void)message;
  return DIL_OK;
}

static bool
ask(void* const context, const double done)
{
  const Asker* const asker = (const Asker*)context;
  (void)done;
  return asker->is_wanted(asker->context);
}

DilStatus
dil_offline_render(DilOffline* const offline,
                   const DilPreset* const preset,
                   const DilScore* const score,
                   bool (*const is_wanted)(void* context),
                   void* const context,
                   DilMessage* const message)
{
  const double onset_s = score->notes[0].onset_s;
  const double end_s = onset_s + offline->seconds;
  DilScore beginning = *score;
  while (beginning.n_events > 2U &&
         beginning.events[beginning.n_events - 1U].time_s > end_s) {
    --beginning.n_events;
  }

  Asker asker = {is_wanted, context};
  DilRenderStats stats = {0};
  DilRenderSettings settings = dil_render_defaults();
  settings.engine.precision = offline->precision;
  settings.n_threads = offline->n_threads;
  settings.n_lanes = offline->n_lanes ? offline->n_lanes : settings.n_lanes;
  settings.sink = drop;
  settings.progress = ask;
  settings.context = &asker;
  const DilStatus status =
    dil_render_score(&preset, 1U, &beginning, &settings, &stats, message);
  offline->sound_s =
    (double)stats.n_frames / (double)settings.engine.rate - onset_s;
  offline->wall_s = stats.wall_s;
  offline->n_notes = stats.n_notes;
  return status;
}
