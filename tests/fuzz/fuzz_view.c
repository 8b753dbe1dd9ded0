// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "mock_host.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

/// What is left of the input
typedef struct {
  const uint8_t* data;
  size_t n;
} Input;

static uint8_t
take(Input* const input)
{
  if (!input->n) {
    return 0U;
  }
  --input->n;
  return *input->data++;
}

static void
point(DilView* const view, Input* const input, const uint8_t what)
{
  DilViewPointer pointer = {0.0, 0.0, 0U, DIL_VIEW_LEFT, false, 0.0};
  pointer.x = 4.0 * (double)take(input) - 20.0;
  pointer.y = 2.4 * (double)take(input) - 20.0;
  const uint8_t flags = take(input);
  pointer.modifiers = flags & 7U;
  pointer.button = (DilViewButton)(1U + (flags >> 3U) % 3U);
  pointer.is_double = flags & 0x40U;
  pointer.turn = (double)((int)(flags >> 4U) - 8);
  (void)(what == 0U   ? dil_view_press(view, &pointer)
         : what == 1U ? dil_view_release(view, &pointer)
         : what == 2U ? dil_view_motion(view, &pointer)
                      : dil_view_wheel(view, &pointer));
}

static void
type(DilView* const view, Input* const input, const bool is_up)
{
  const uint8_t byte = take(input);
  const uint8_t flags = take(input);
  const DilViewKey key = {byte >= 0xF0U ? DIL_VIEW_LEFT_KEY + (byte & 7U)
                                        : byte & 0x7FU,
                          flags >> 3U,
                          flags & 7U};
  const char text[2] = {(char)byte, '\0'};
  if (is_up) {
    (void)dil_view_key_up(view, &key);
    return;
  }
  (void)dil_view_key(view, &key);
  if (flags & 0x80U) {
    (void)dil_view_text(view, text);
  }
}

/// The list and the sound change under the user's hands
static void
change(MockHost* const mock, Input* const input)
{
  static const DilViewPreset* all;
  all = all ? all : mock->presets;
  const uint8_t byte = take(input);
  mock->presets = all;
  mock->n_presets = byte % 6U;
  mock->state.preset = byte / 6U % 7U;
  mock->state.melody = byte & 0x40U ? "melody" : NULL;
  mock->state.recording = byte & 0x80U ? "recording" : NULL;
  mock->state.length_s = 10.0;
  ++mock->serial;
  mock_sound(mock, byte % 4U, (float)take(input), byte, take(input));
}

static void
resize(DilView* const view, Input* const input)
{
  const double width = 5.0 * (double)take(input);
  const double height = 3.0 * (double)take(input);
  if (dil_view_resize(view, width, height, (double)(take(input) % 4U))) {
    abort();
  }
}

static void
step(DilView* const view, MockHost* const mock, Input* const input)
{
  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  const uint8_t what = take(input) % 12U;
  static double now_s;
  if (what < 4U) {
    point(view, input, what);
  } else if (what < 7U) {
    type(view, input, what == 6U);
  } else if (what == 7U) {
    change(mock, input);
  } else if (what == 8U) {
    resize(view, input);
  } else if (what == 9U) {
    dil_view_leave(view);
    dil_view_focus(view, take(input) & 1U);
    dil_view_show(view, take(input) & 1U);
  } else {
    (void)dil_view_wish(view);
  }
  if (what >= 7U) {
    now_s += 0.01 * (double)take(input);
    (void)dil_view_tick(view, now_s);
    (void)dil_view_paint(view, rects);
  }
}

/// Whatever is done to a view, its host is used as it must be, and gestures and
/// notes end with it
int
LLVMFuzzerTestOneInput(const uint8_t* const data, const size_t size)
{
  static MockHost mock;
  const DilViewSettings settings = {DIL_VIEW_DARK, DIL_VIEW_SCOPE, NULL};
  Input input = {data, size < 600U ? size : 600U};
  DilView* view = NULL;
  mock_start(&mock);
  const DilViewHost host = mock_table(&mock, take(&input) & 1U);
  if (dil_view_new(&host, &settings, &view) ||
      dil_view_resize(view, 900.0, 560.0, 1.0)) {
    abort();
  }
  while (input.n) {
    step(view, &mock, &input);
  }

  dil_view_free(view);
  for (size_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    mock.has_strayed = mock.has_strayed || mock.n_open[i];
  }
  for (size_t key = 0U; key < 128U; ++key) {
    mock.has_strayed = mock.has_strayed || mock.held[key];
  }
  if (mock.has_strayed || mock.is_watched) {
    abort();
  }
  return 0;
}
