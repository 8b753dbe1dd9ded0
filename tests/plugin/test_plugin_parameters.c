// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host.h"
#include "scene.h"

#include "dilaton/parameter.h"
#include "support/comma_locale.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Put an event into a tune, after those before it and of its frame
static void
insert(Tune* const tune, const DilEvent event)
{
  size_t place = tune->n_events;
  assert_true(place < TUNE_MAX);
  while (place > 0U && tune->events[place - 1U].frame > event.frame) {
    tune->events[place] = tune->events[place - 1U];
    --place;
  }

  tune->events[place] = event;
  ++tune->n_events;
}

static DilEvent
parameter_event(const uint32_t frame,
                const uint32_t parameter,
                const float value)
{
  const DilEvent event = {.frame = frame,
                          .type = DIL_EVENT_PARAMETER,
                          .number = (uint8_t)parameter,
                          .note_id = DIL_ANY_NOTE,
                          .value = value};
  return event;
}

static void
every_format_tells_name_unit_group_and_range_of_each_parameter(
  void** const state)
{
  (void)state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = host_open((HostFormat)format);
    for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
      const DilParameterInfo* const info = dil_parameter_info(i);
      const HostParameter told = host_describe(host, i);
      assert_string_equal(told.name, info->name);
      assert_string_equal(told.unit, info->unit);
      assert_string_equal(told.group, dil_parameter_group_name(info->group));
      assert_string_equal(told.help, format == HOST_LV2 ? info->help : "");
      assert_true(told.is_integer == info->is_integer);
      assert_true((float)told.low == info->low);
      assert_true((float)told.high == info->high);
      assert_true((float)told.value == info->value);
    }

    host_close(host);
  }
}

/// What someone types for a parameter from -1 to 1, and what it means
typedef struct {
  const char* text;
  double value;
} Typed;

static void
check_typed(Host* const host)
{
  static const Typed good[] = {{"0.5", 0.5},
                               {" -0.25 ", -0.25},
                               {"0,5", 0.5},
                               {"1e-1", 0.1},
                               {"0.75 whatever", 0.75}};
  static const char* const bad[] = {"", "x", "nan", "inf", ",", "-", " "};
  double value = 0.0;
  for (size_t i = 0U; i < sizeof(good) / sizeof(*good); ++i) {
    assert_true(
      host_read(host, DIL_PARAMETER_BRIGHTNESS, good[i].text, &value));
    assert_true(fabs(value - good[i].value) < 1e-9);
  }
  for (size_t i = 0U; i < sizeof(bad) / sizeof(*bad); ++i) {
    assert_false(host_read(host, DIL_PARAMETER_BRIGHTNESS, bad[i], &value));
  }
}

// LV2 has its hosts write and read numbers
static void
values_have_points_in_every_locale(void** const state)
{
  (void)state;
  TempFolder* const folder = temp_new();
  char text[128];
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    Host* const host = host_open((HostFormat)format);
    check_typed(host);
    comma_locale_begin(folder);
    check_typed(host);
    host_write(host, DIL_PARAMETER_BRIGHTNESS, 0.5, text);
    assert_string_equal(text, "0.50");
    host_write(host, DIL_PARAMETER_GAIN, -6.0, text);
    assert_string_equal(text, "-6.00 dB");
    comma_locale_end();
    host_close(host);
  }

  temp_free(folder);
}

static void
lv2_tells_the_name_of_the_instrument_that_plays(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const double chosen[] = {0.0, 1.0, 2.0};
  const uint32_t played[] = {0U, 1U, 0U};
  char text[128];
  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(scene->two, &preset, NULL), DIL_OK);
  Host* const host = scene_open(HOST_LV2, scene->two, 48000.0);
  for (size_t i = 0U; i < 3U; ++i) {
    const char* const name = dil_preset_instrument(preset, played[i])->name;
    host_automate(host, 0U, DIL_PARAMETER_INSTRUMENT, chosen[i]);
    host_lv2_instrument(host, false, text);
    assert_string_equal(text, name);

    // Once, and again to those who ask
    host_lv2_instrument(host, false, text);
    assert_string_equal(text, "");
    host_lv2_instrument(host, true, text);
    assert_string_equal(text, name);
  }

  host_close(host);
  dil_preset_free(preset);
}

// LV2 tells it in a message, and its hosts write and read numbers
static void
instruments_are_called_as_the_preset_calls_them(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  DilPreset* preset = NULL;
  assert_int_equal(dil_preset_load(scene->two, &preset, NULL), DIL_OK);
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    char text[128];
    double value = 0.0;
    Host* const host = host_open((HostFormat)format);
    host_write(host, DIL_PARAMETER_INSTRUMENT, 1.0, text);
    assert_string_equal(text, "1");
    host_close(host);

    Host* const other = scene_open((HostFormat)format, scene->two, 48000.0);
    for (uint32_t i = 0U; i < 2U; ++i) {
      const char* const name = dil_preset_instrument(preset, i)->name;
      host_write(other, DIL_PARAMETER_INSTRUMENT, (double)i, text);
      assert_string_equal(text, name);
      assert_true(host_read(other, DIL_PARAMETER_INSTRUMENT, name, &value));
      assert_true(fabs(value - (double)i) < 1e-6);
    }

    // Beyond the last, and for those who know the number
    host_write(other, DIL_PARAMETER_INSTRUMENT, 2.0, text);
    assert_string_equal(text, "2");
    assert_true(host_read(other, DIL_PARAMETER_INSTRUMENT, "1", &value));
    assert_true(fabs(value - 1.0) < 1e-6);
    assert_false(host_read(other, DIL_PARAMETER_INSTRUMENT, "kazoo", &value));
    host_close(other);
  }

  dil_preset_free(preset);
}

/// A value that is not the default
static float
other_value(const DilParameterInfo* const info)
{
  const float value = info->low + 0.375f * (info->high - info->low);
  const float whole = floorf(value);
  return info->is_integer ? (whole == info->value ? whole + 1.0f : whole)
                          : value;
}

static void
check_parameter(const Scene* const scene, const uint32_t parameter)
{
  Tune tune = tune_small(48000U);
  const float value = other_value(dil_parameter_info(parameter));
  insert(&tune, parameter_event(0U, parameter, value));
  Sound expected = tune_render(&tune, scene->two, 48000U);
  for (uint32_t i = 0U; i < TIMES(HOST_N_FORMATS, 1U); ++i) {
    const int format = (int)((parameter + i) % HOST_N_FORMATS);
    Host* const host = scene_open((HostFormat)format, scene->two, 48000.0);
    Sound sound = tune_play(&tune, host, 1000U);
    if (!sound_equal(&sound, &expected)) {
      fail_msg("%s: %s is not that of the engine",
               host_name((HostFormat)format),
               dil_parameter_info(parameter)->name);
    }

    sound_free(&sound);
    host_close(host);
  }

  sound_free(&expected);
}

static void
every_format_hands_each_parameter_to_the_engine(void** const state)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    check_parameter((const Scene*)*state, i);
  }
}

// LV2 has no frames for its ports
static void
automation_is_exact_to_the_frame(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  Tune tune = tune_small(48000U);
  insert(&tune, parameter_event(777U, DIL_PARAMETER_TUNING, 420.0f));
  insert(&tune, parameter_event(5003U, DIL_PARAMETER_BRIGHTNESS, 0.5f));
  insert(&tune, parameter_event(20011U, DIL_PARAMETER_VIBRATO_DEPTH, 100.0f));
  Sound expected = tune_render(&tune, scene->one, 48000U);
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Sound sound = tune_play(&tune, host, 1000U);
    if (!sound_equal(&sound, &expected)) {
      size_t frame = 0U;
      while (sound.channels[0][frame] == expected.channels[0][frame]) {
        ++frame;
      }
      fail_msg("%s: frame %zu is %g, not %g",
               host_name((HostFormat)format),
               frame,
               (double)sound.channels[0][frame],
               (double)expected.channels[0][frame]);
    }
    sound_free(&sound);
    host_close(host);
  }

  sound_free(&expected);
}

/// What a note expression is for the engine
typedef struct {
  DilExpression what;
  double value;
  DilEventType type;
  uint8_t number;
  float engine_value;
} Expressed;

/// Two notes at once, on two keys, with note_ids 7 and 8
static Tune
two_notes(void)
{
  Tune tune = {.n_events = 0U, .n_frames = 24000U};
  const DilEvent events[] = {
    {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 7, 90.0f},
    {0U, DIL_EVENT_NOTE_ON, 0U, 67U, 0U, 8, 90.0f},
    {9600U, DIL_EVENT_NOTE_OFF, 0U, 60U, 0U, 7, 64.0f},
    {9600U, DIL_EVENT_NOTE_OFF, 0U, 67U, 0U, 8, 64.0f}};
  for (size_t i = 0U; i < 4U; ++i) {
    insert(&tune, events[i]);
  }

  return tune;
}

/// Play two notes and express something with one of them
static Sound
play_expressed(Host* const host, const Expressed* const expressed)
{
  const Tune tune = two_notes();
  Sound sound = sound_new(tune.n_frames);
  for (size_t i = 0U; i < tune.n_events; ++i) {
    host_send(host, &tune.events[i]);
    if (i == 1U) {
      host_express(host, 2400U, 7, expressed->what, expressed->value);
    }
  }

  host_process(host, sound.channels, (uint32_t)sound.n_frames);
  return sound;
}

/// What the engine makes of that, with its latency
static Sound
render_expressed(const Scene* const scene, const Expressed* const expressed)
{
  Tune tune = two_notes();
  const DilEvent event = {.frame = 2400U,
                          .type = (uint8_t)expressed->type,
                          .number = expressed->number,
                          .note_id = 7,
                          .value = expressed->engine_value};
  insert(&tune, event);
  return tune_render(&tune, scene->one, 48000U);
}

static void
note_expressions_reach_the_note_that_they_are_for(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const Expressed list[] = {
    {DIL_EXPRESSION_VOLUME, 0.25, DIL_EVENT_CONTROL, 7U, 50.0f},
    {DIL_EXPRESSION_PAN, 1.0, DIL_EVENT_CONTROL, 10U, 127.0f},
    {DIL_EXPRESSION_TUNING, 7.0, DIL_EVENT_NOTE_TUNING, 60U, 7.0f},
    {DIL_EXPRESSION_VIBRATO, 1.0, DIL_EVENT_CONTROL, 1U, 127.0f},
    {DIL_EXPRESSION_EXPRESSION, 0.5, DIL_EVENT_CONTROL, 11U, 63.5f},
    {DIL_EXPRESSION_BRIGHTNESS, 0.25, DIL_EVENT_CONTROL, 74U, 32.0f},
    {DIL_EXPRESSION_PRESSURE, 1.0, DIL_EVENT_KEY_PRESSURE, 60U, 127.0f}};
  const Tune plain_tune = two_notes();
  Sound plain = tune_render(&plain_tune, scene->one, 48000U);
  for (size_t i = 0U; i < sizeof(list) / sizeof(*list); ++i) {
    Sound expected = render_expressed(scene, &list[i]);
    assert_false(sound_equal(&expected, &plain));
    for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
      if (format == HOST_VST3 && list[i].what == DIL_EXPRESSION_PRESSURE) {
        continue;
      }

      Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
      Sound sound = play_expressed(host, &list[i]);
      const uint32_t latency = host_latency(host);
      const Sound aligned = {
        {sound.channels[0] + latency, sound.channels[1] + latency},
        sound.n_frames - latency};
      if (!sound_equal(&aligned, &expected)) {
        fail_msg("%s: expression %d is not what it should be",
                 host_name((HostFormat)format),
                 (int)list[i].what);
      }

      sound_free(&sound);
      host_close(host);
    }
    sound_free(&expected);
  }

  sound_free(&plain);
}

/// Bends of two notes on channels of their own, in an MPE zone or not
static Tune
bent_notes(const bool is_zone)
{
  // Source: MIDI Polyphonic Expression 1.0, "MPE Configuration Message"
  static const DilEvent zone[] = {
    {0U, DIL_EVENT_CONTROL, 0U, 101U, 0U, -1, 0.0f},
    {0U, DIL_EVENT_CONTROL, 0U, 100U, 0U, -1, 6.0f},
    {0U, DIL_EVENT_CONTROL, 0U, 6U, 0U, -1, 15.0f}};
  static const DilEvent notes[] = {
    {64U, DIL_EVENT_NOTE_ON, 1U, 60U, 0U, 1, 90.0f},
    {64U, DIL_EVENT_NOTE_ON, 2U, 60U, 0U, 2, 90.0f},
    {4801U, DIL_EVENT_PITCH_BEND, 1U, 0U, 0U, -1, 0.125f},
    {4802U, DIL_EVENT_PITCH_BEND, 2U, 0U, 0U, -1, -0.125f},
    {5000U, DIL_EVENT_CHANNEL_PRESSURE, 2U, 0U, 0U, -1, 100.0f},
    {12000U, DIL_EVENT_NOTE_OFF, 1U, 60U, 0U, 1, 64.0f},
    {12000U, DIL_EVENT_NOTE_OFF, 2U, 60U, 0U, 2, 64.0f}};
  Tune tune = {.n_events = 0U, .n_frames = 24000U};
  for (size_t i = 0U; is_zone && i < 3U; ++i) {
    insert(&tune, zone[i]);
  }
  for (size_t i = 0U; i < sizeof(notes) / sizeof(*notes); ++i) {
    insert(&tune, notes[i]);
  }

  return tune;
}

static void
mpe_channels_bend_their_own_note(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const Tune tune = bent_notes(true);
  const Tune flat_tune = bent_notes(false);
  Sound expected = tune_render(&tune, scene->one, 48000U);
  Sound flat = tune_render(&flat_tune, scene->one, 48000U);
  assert_false(sound_equal(&expected, &flat));
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Sound sound = tune_play(&tune, host, 256U);
    assert_true(sound_equal(&sound, &expected));
    sound_free(&sound);
    host_close(host);
  }

  sound_free(&flat);
  sound_free(&expected);
}

static void
nobody_waiting_changes_no_sound(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const Tune tune = tune_small(48000U);
  Sound expected = tune_render(&tune, scene->one, 48000U);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    host_deactivate(host);
    host_set_offline(host, true);
    assert_true(host_activate(host, 48000.0, 1024U));
    Sound sound = tune_play(&tune, host, 1000U);
    assert_true(sound_equal(&sound, &expected));
    sound_free(&sound);
    host_close(host);
  }

  sound_free(&expected);
}

// LV2 has no way to tell it
static void
nothing_sounds_after_the_tail(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  const DilEvent off = {4800U, DIL_EVENT_NOTE_OFF, 0U, 60U, 0U, 1, 0.0f};
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    const uint32_t tail = host_tail(host);
    assert_in_range(tail, 48U, 480000U);
    Sound sound = sound_new(4800U + tail);
    Sound after = sound_new(4800U);
    host_send(host, &on);
    host_send(host, &off);
    host_process(host, sound.channels, (uint32_t)sound.n_frames);
    host_process(host, after.channels, 4800U);
    assert_true(sound_peak(&sound) > 0.01f);
    assert_true(sound_peak(&after) == 0.0f);
    sound_free(&after);
    sound_free(&sound);
    host_close(host);
  }
}

static void
the_preset_that_was_chosen_is_shown(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Sound sound = sound_new(64U);
    char text[4096] = "";
    host_process(host, sound.channels, 64U);
    host_shown(host, text);
    assert_non_null(strstr(text, "one"));
    host_choose(host, scene->two);
    host_process(host, sound.channels, 64U);
    HostState chosen = wait_for_preset(host, scene->two);
    free(chosen.bytes);
    host_process(host, sound.channels, 64U);
    host_shown(host, text);
    assert_non_null(strstr(text, "two"));
    sound_free(&sound);
    host_close(host);
  }
}

/// Play a preset of the bundle in the middle of its keys; false past the last
static bool
play_lv2_preset(const size_t index)
{
  Host* const host = host_open(HOST_LV2);
  char* const label = host_lv2_preset(host, DIL_SOURCE_DIR "/presets", index);
  const bool is_there = label;
  if (is_there) {
    assert_true(label[0] != '\0');
    assert_true(host_activate(host, 48000.0, 64U));
    HostState saved = host_save(host);
    assert_non_null(strstr(saved.bytes, ".safetensors"));
    const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
    Sound sound = sound_new(9600U);
    host_send(host, &on);
    host_process(host, sound.channels, 9600U);
    assert_true(sound_peak(&sound) > 0.01f);
    sound_free(&sound);
    free(saved.bytes);
    free(label);
  }
  host_close(host);
  return is_there;
}

static void
presets_of_the_lv2_bundle_have_names_and_play(void** const state)
{
  (void)state;
  if (access(DIL_SOURCE_DIR "/presets/altosax.safetensors", R_OK)) {
    print_message("there are no presets\n");
    skip();
  }

  size_t n = 0U;
  while (play_lv2_preset(n)) {
    ++n;
  }
  assert_true(n > 0U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      every_format_tells_name_unit_group_and_range_of_each_parameter),
    cmocka_unit_test(values_have_points_in_every_locale),
    cmocka_unit_test(lv2_tells_the_name_of_the_instrument_that_plays),
    cmocka_unit_test(instruments_are_called_as_the_preset_calls_them),
    cmocka_unit_test(every_format_hands_each_parameter_to_the_engine),
    cmocka_unit_test(automation_is_exact_to_the_frame),
    cmocka_unit_test(note_expressions_reach_the_note_that_they_are_for),
    cmocka_unit_test(mpe_channels_bend_their_own_note),
    cmocka_unit_test(nobody_waiting_changes_no_sound),
    cmocka_unit_test(nothing_sounds_after_the_tail),
    cmocka_unit_test(the_preset_that_was_chosen_is_shown),
    cmocka_unit_test(presets_of_the_lv2_bundle_have_names_and_play)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
