// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "view_private.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Whether a text of the state is another than the one that is shown; keeps it
static bool
keep_text(char kept[LINE_SIZE], const char** const text)
{
  char line[LINE_SIZE];
  (void)snprintf(line, sizeof(line), "%s", *text ? *text : "");
  const bool is_changed = strcmp(line, kept) != 0;
  (void)snprintf(kept, LINE_SIZE, "%s", line);
  if (*text) {
    *text = kept;
  }
  return is_changed;
}

static int
percent(const float load)
{
  return isnan(load) ? -1 : (int)lrintf(fminf(load, 99.0f) * 100.0f);
}

static void
poll_state(DilView* const view)
{
  const DilViewState former = view->state;
  DilViewState state;
  memset(&state, 0, sizeof(state));
  state.load = NAN;
  state.preset = DIL_VIEW_NONE;
  view->host.state(view->host.self, &state);
  const bool is_output = keep_text(view->texts[0], &state.output) ||
                         state.n_underruns != former.n_underruns;
  const bool is_melody = keep_text(view->texts[1], &state.melody);
  const bool is_recording = keep_text(view->texts[2], &state.recording);
  const bool is_moved =
    floor(state.position_s * 4.0) < floor(former.position_s * 4.0) ||
    floor(state.position_s * 4.0) > floor(former.position_s * 4.0);
  view->state = state;
  if (is_melody || is_recording || is_moved ||
      state.is_loading != former.is_loading ||
      state.is_playing != former.is_playing ||
      state.is_looping != former.is_looping ||
      state.is_heard != former.is_heard || state.preset != former.preset) {
    view_change(view, view->layout.top);
  }
  if (state.n_voices != former.n_voices ||
      percent(state.load) != percent(former.load)) {
    view_change(view, view->layout.counts);
  }
  if (is_output || is_melody || is_recording ||
      (is_moved && view_subject(view) == ITEM_POSITION) ||
      floor(state.recorded_s) > floor(former.recorded_s)) {
    view_change(view, view->layout.status);
  }
}

static void
poll_parameters(DilView* const view)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    const float value = view->host.parameter(view->host.self, i);
    if (value < view->values[i] || value > view->values[i]) {
      view->values[i] = value;
      view_change_item(view, layout_item_of(i));
    }
  }
}

static void
poll_presets(DilView* const view)
{
  size_t n = 0U;
  uint64_t serial = 0U;
  const DilViewPreset* const presets =
    view->host.presets(view->host.self, &n, &serial);
  const bool is_other = browser_take(&view->browser, presets, n, serial);
  const size_t preset =
    view->state.preset < n ? view->state.preset : DIL_VIEW_NONE;
  const uint32_t n_instruments =
    preset != DIL_VIEW_NONE && presets[preset].n_instruments
      ? presets[preset].n_instruments
      : 1U;
  const uint32_t instrument =
    (uint32_t)fmaxf(view->values[DIL_PARAMETER_INSTRUMENT], 0.0f);
  const uint32_t limited =
    instrument < n_instruments ? instrument : n_instruments - 1U;
  const bool plays_other = browser_plays(&view->browser, preset, limited);
  const bool has_ring = n_instruments > 1U;
  if (has_ring != view->parts.has_ring) {
    view->parts.has_ring = has_ring;
    view_lay_out(view);
  } else if (is_other || plays_other) {
    view_change_all(view);
  }
}

static void
poll_piano(DilView* const view)
{
  const DilViewPreset* const preset = view_preset(view);
  Piano former = view->piano;
  Piano* const piano = &view->piano;
  const bool is_known =
    preset && preset->lo_key >= 0 && preset->hi_key >= preset->lo_key;
  piano->lo_key = is_known ? preset->lo_key : NO_KEY;
  piano->hi_key = is_known ? preset->hi_key : NO_KEY;
  memcpy(piano->sounding, view->state.keys, sizeof(piano->sounding));
  if (piano->lo_key != former.lo_key || piano->hi_key != former.hi_key ||
      memcmp(piano->sounding, former.sounding, sizeof(former.sounding)) != 0) {
    view_change(view, view->layout.piano);
  }
}

void
view_poll(DilView* const view)
{
  poll_state(view);
  poll_parameters(view);
  poll_presets(view);
  poll_piano(view);
}

bool
dil_view_tick(DilView* const view, const double now_s)
{
  view->now_s = now_s;
  view_poll(view);
  if (meter_tick(&view->meter, view->state.peak, now_s)) {
    view_change(view, view->layout.meter);
  }

  const LiveStep* const former = live_back(&view->live, 0U);
  const uint64_t note = former ? former->step.note : UINT64_MAX;
  const bool was_wide = view->live.is_wide;
  if (view->is_shown &&
      live_tick(&view->live, &view->host, view->picture, now_s)) {
    const LiveStep* const newest = live_back(&view->live, 0U);
    const bool is_other = newest && newest->step.note != note;
    view_change(view,
                is_other || was_wide != view->live.is_wide
                  ? view->layout.live
                  : view->layout.items[ITEM_LIVE]);
  }

  return view->n_changes > 0U;
}
