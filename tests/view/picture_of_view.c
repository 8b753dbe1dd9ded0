// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/* Paints a view to a PNG file, to be looked at.  Arguments: FILE WIDTH HEIGHT
   SCALE, and words: light, slow, long, menu, devices, about, folder, type,
   names, none, cut, plugin, sounding, font=FAMILY. */

#include "mock_host.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
has(const int argc, char** const argv, const char* const word)
{
  for (int i = 5; i < argc; ++i) {
    if (!strcmp(argv[i], word)) {
      return true;
    }
  }

  return false;
}

/// Names that are too long, Chinese, or not there
static void
rename_presets(MockHost* const mock,
               DilViewPreset presets[5],
               char long_name[301])
{
  static const char* instruments[] = {
    "a contrabass clarinet with a name of its own",
    "\xE4\xBA\x8C\xE8\x83\xA1",
    "",
    "w"};

  memset(long_name, 'n', 300U);
  long_name[300] = '\0';
  memcpy(presets, mock->presets, 5U * sizeof(*presets));
  presets[0].instruments = instruments;
  presets[0].name = long_name;
  presets[1].name =
    "\xE4\xBA\x8C\xE8\x83\xA1 \xD0\x94\xD1\x83\xD0\xB4\xD1\x83\xD0\xBA";
  presets[2].name = long_name;
  presets[3].name = "";
  mock->presets = presets;
  mock->state.output =
    "a driver whose name goes on and on and on 192 kHz, 5 ms";
}

static void
click(DilView* const view, const double x, const double y)
{
  const DilViewPointer pointer = {x, y, 0U, DIL_VIEW_LEFT, false, 0.0};
  (void)dil_view_motion(view, &pointer);
  (void)dil_view_press(view, &pointer);
  (void)dil_view_release(view, &pointer);
}

static void
press_key(DilView* const view, const uint32_t key, const uint32_t modifiers)
{
  const DilViewKey pressed = {key, 0U, modifiers};
  (void)dil_view_key(view, &pressed);
}

static void
use_words(DilView* const view, const int argc, char** const argv)
{
  if (has(argc, argv, "type")) {
    press_key(view, '3', DIL_VIEW_CTRL);
    for (int i = 0; i < 10; ++i) {
      press_key(view, DIL_VIEW_TAB, 0U);
    }
    press_key(view, DIL_VIEW_ENTER, 0U);
    (void)dil_view_text(view, "18");
  }
  if (has(argc, argv, "menu") || has(argc, argv, "devices")) {
    press_key(view, '5', DIL_VIEW_CTRL);
    press_key(view, DIL_VIEW_ENTER, 0U);
    if (has(argc, argv, "devices")) {
      press_key(view, DIL_VIEW_ENTER, 0U);
    }
  }
  if (has(argc, argv, "about")) {
    const double unit = strtod(argv[4], NULL);
    click(view, 330.0 * unit, 24.0 * unit);
  }
  if (has(argc, argv, "folder")) {
    press_key(view, 'o', DIL_VIEW_CTRL);
  }
}

static DilViewSettings
settings_of(const int argc, char** const argv)
{
  DilViewSettings settings = {DIL_VIEW_DARK, DIL_VIEW_SCOPE, NULL};
  settings.theme = has(argc, argv, "light") ? DIL_VIEW_LIGHT : DIL_VIEW_DARK;
  settings.picture = has(argc, argv, "slow")   ? DIL_VIEW_SLOW
                     : has(argc, argv, "long") ? DIL_VIEW_LONG
                                               : DIL_VIEW_SCOPE;
  for (int i = 5; i < argc; ++i) {
    settings.font = strncmp(argv[i], "font=", 5U) ? settings.font : argv[i] + 5;
  }

  return settings;
}

static void
set_mock(MockHost* const mock, const int argc, char** const argv)
{
  static DilViewPreset presets[5];
  static char long_name[301];
  mock_start(mock);
  if (has(argc, argv, "names")) {
    rename_presets(mock, presets, long_name);
  }
  if (has(argc, argv, "none")) {
    mock->n_presets = 0U;
    mock->state.preset = DIL_VIEW_NONE;
    mock->state.output = NULL;
    mock->state.load = NAN;
  }
  if (has(argc, argv, "cut")) {
    mock->values[DIL_PARAMETER_TOP_K] = 12.0f;
  }
  mock->values[DIL_PARAMETER_MORPH] = 0.36f;
  mock->values[DIL_PARAMETER_BRIGHTNESS] = 0.25f;
  mock->values[DIL_PARAMETER_GAIN] = -3.0f;
}

/// Three seconds of three notes
static void
play(MockHost* const mock, DilView* const view)
{
  mock->state.melody = "demo.mid";
  mock->state.position_s = 21.0;
  mock->state.length_s = 60.0;
  mock->state.n_voices = 3U;
  mock->state.keys[0] = UINT64_C(1) << 57U | UINT64_C(1) << 61U;
  mock->state.keys[1] = UINT64_C(1);
  for (uint32_t i = 0U; i < 90U; ++i) {
    mock->state.peak[0] = 0.35f;
    mock->state.peak[1] = 0.3f;
    mock_sound(mock, 1U, 57.0f, 800U * i, 800U);
    (void)dil_view_tick(view, (double)i / 30.0);
  }
}

int
main(int argc, char** argv)
{
  static MockHost mock;
  if (argc < 5) {
    return 2;
  }

  DilView* view = NULL;
  const DilViewSettings settings = settings_of(argc, argv);
  const bool is_plugin = has(argc, argv, "plugin");
  set_mock(&mock, argc, argv);
  DilViewHost host = mock_table(&mock, !is_plugin);
  host.play = is_plugin ? NULL : host.play;
  host.record = is_plugin ? NULL : host.record;
  if (dil_view_new(&host, &settings, &view) ||
      dil_view_resize(view,
                      strtod(argv[2], NULL),
                      strtod(argv[3], NULL),
                      strtod(argv[4], NULL))) {
    return 1;
  }
  if (!has(argc, argv, "none")) {
    play(&mock, view);
  }

  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  use_words(view, argc, argv);
  (void)dil_view_tick(view, 3.0);
  (void)dil_view_paint(view, rects);
  const int is_failed =
    cairo_surface_write_to_png(dil_view_surface(view), argv[1]) ? 1 : 0;
  dil_view_free(view);
  return is_failed;
}
