// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host.h"
#include "scene.h"

#include "dilaton/parameter.h"
#include "rng.h"
#include "support/file.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Peak of a note that the plugin plays now
static float
play_note(Host* const host)
{
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  const DilEvent off = {0U, DIL_EVENT_NOTE_OFF, 0U, 60U, 0U, 1, 64.0f};
  Sound sound = sound_new(4096U);
  host_send(host, &on);
  host_process(host, sound.channels, 4096U);
  const float peak = sound_peak(&sound);
  host_send(host, &off);
  host_process(host, sound.channels, 4096U);
  sound_free(&sound);
  return peak;
}

static void
set_all(Host* const host, const uint64_t seed)
{
  const DilRng rng = dil_rng_stream(seed, 0U);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    const DilParameterInfo* const info = dil_parameter_info(i);
    const float value =
      info->low + dil_rng_uniform(rng, i) * (info->high - info->low);
    host_automate(host, 0U, i, (double)dil_parameter_limit(i, value));
  }
}

static void
a_state_is_the_same_after_a_session(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->two, 48000.0);
    Sound sound = sound_new(64U);
    set_all(host, (uint64_t)format);
    host_process(host, sound.channels, 64U);
    HostState saved = host_save(host);
    double values[DIL_N_PARAMETERS];
    for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
      values[i] = host_parameter(host, i);
    }
    host_close(host);

    Host* const other = host_open((HostFormat)format);
    assert_true(host_load(other, saved.bytes, saved.size));
    assert_true(host_activate(other, 48000.0, 64U));
    host_process(other, sound.channels, 64U);
    for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
      assert_true(host_parameter(other, i) == values[i]);
    }

    HostState again = host_save(other);
    assert_string_equal(again.bytes, saved.bytes);
    assert_non_null(strstr(again.bytes, scene->two));
    free(again.bytes);
    free(saved.bytes);
    sound_free(&sound);
    host_close(other);
  }
}

// Controllers and the program are values, too, for VST 3
static void
a_host_that_restores_every_value_changes_no_sound(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const Tune tune = tune_small(48000U);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Sound sounds[2];
    for (unsigned i = 0U; i < 2U; ++i) {
      Host* const host = scene_open((HostFormat)format, scene->two, 48000.0);
      host_automate(host, 0U, DIL_PARAMETER_INSTRUMENT, 1.0);
      Sound silence = sound_new(64U);
      host_process(host, silence.channels, 64U);
      if (i) {
        host_repeat(host);
      }
      host_process(host, silence.channels, 64U);
      assert_true(host_parameter(host, DIL_PARAMETER_GAIN) == 0.0);
      sounds[i] = tune_play(&tune, host, 64U);
      sound_free(&silence);
      host_close(host);
    }

    assert_true(sound_peak(&sounds[0]) > 0.01f);
    assert_true(sound_equal(&sounds[0], &sounds[1]));
    sound_free(&sounds[0]);
    sound_free(&sounds[1]);
  }
}

static void
a_new_plugin_plays_a_preset_that_it_finds(void** const state)
{
  (void)state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = host_open((HostFormat)format);
    assert_true(host_activate(host, 48000.0, 64U));
    assert_true(play_note(host) > 0.01f);
    host_close(host);
  }
}

static void
a_moved_preset_is_found_by_its_hash(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const char* const moved =
    temp_path(scene->folder, "dilaton/presets/moved.safetensors");
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    HostState saved = scene_state((HostFormat)format, scene->one);
    Host* const host = host_open((HostFormat)format);
    assert_int_equal(rename(scene->one, moved), 0);
    assert_true(host_load(host, saved.bytes, saved.size));
    assert_true(host_activate(host, 48000.0, 64U));
    assert_true(play_note(host) > 0.01f);
    if (format != HOST_VST3) {
      assert_non_null(strstr(host_log(host), "moved.safetensors"));
    }

    HostState again = host_save(host);
    assert_non_null(strstr(again.bytes, "moved.safetensors"));
    free(again.bytes);
    free(saved.bytes);
    host_close(host);
    assert_int_equal(rename(moved, scene->one), 0);
  }
}

static void
a_missing_preset_is_silence_and_a_message_until_it_is_back(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const char* const away = temp_path(scene->folder, "away");
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    HostState saved = scene_state((HostFormat)format, scene->one);
    Host* const host = host_open((HostFormat)format);
    assert_int_equal(rename(scene->one, away), 0);
    for (unsigned i = 0U; i < 2U; ++i) {
      assert_true(host_load(host, saved.bytes, saved.size));
      assert_true(host_activate(host, 48000.0, 64U));
      assert_true(play_note(host) == 0.0f);
    }

    // What is saved meanwhile is what was wanted
    HostState again = host_save(host);
    assert_string_equal(again.bytes, saved.bytes);
    free(again.bytes);
    free(saved.bytes);
    if (format != HOST_VST3) {
      // One line, however often a host does all that
      assert_non_null(strstr(host_log(host), scene->one));
      assert_non_null(strstr(host_log(host), "is not there"));
      assert_string_equal(strchr(host_log(host), '\n'), "\n");
    }

    host_clear_log(host);
    assert_int_equal(rename(away, scene->one), 0);
    wait_for_sound(host);
    host_close(host);
  }
}

static void
a_preset_that_has_changed_is_played_with_a_warning(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const char* const copy = temp_path(scene->folder, "copy.safetensors");
  for (int format = 0; format < HOST_VST3; ++format) {
    FileBytes one = file_read(scene->one);
    FileBytes two = file_read(scene->two);
    file_write(copy, one.bytes, one.n);

    Host* const first = host_open((HostFormat)format);
    assert_true(host_activate(first, 48000.0, 64U));
    host_choose(first, copy);
    play_note(first);
    HostState saved = host_save(first);
    assert_non_null(strstr(saved.bytes, "copy.safetensors"));
    host_close(first);

    // Its former content is nowhere else either
    file_write(copy, two.bytes, two.n);
    assert_int_equal(remove(scene->one), 0);
    Host* const host = host_open((HostFormat)format);
    assert_true(host_load(host, saved.bytes, saved.size));
    assert_true(host_activate(host, 48000.0, 64U));
    assert_non_null(strstr(host_log(host), "has changed"));
    assert_true(play_note(host) > 0.01f);
    host_close(host);

    file_write(scene->one, one.bytes, one.n);
    free(saved.bytes);
    free(two.bytes);
    free(one.bytes);
  }
}

static void
states_of_other_versions_load(void** const state)
{
  (void)state;
  static const char* const texts[] = {
    "{\"dilaton\": 1}",
    "{\"dilaton\": 1, \"parameters\": {\"gain\": -6, \"vibrato_rate\": 4.5}}",
    "{\"dilaton\": 99, \"parameters\": {\"gain\": -6, \"unheard_of\": [1]},"
    " \"more\": {}}",
    "{\"dilaton\": 1, \"parameters\": {\"gain\": \"loud\", \"voices\": 1e30,"
    " \"seed\": -7}, \"preset\": 3}"};
  static const double gains[] = {0.0, -6.0, -6.0, 0.0};
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    for (size_t i = 0U; i < 4U; ++i) {
      Host* const host = host_open((HostFormat)format);
      assert_true(host_load(host, texts[i], strlen(texts[i])));
      assert_true(fabs(host_parameter(host, DIL_PARAMETER_GAIN) - gains[i]) <
                  1e-9);
      assert_true(host_parameter(host, DIL_PARAMETER_SEED) == 0.0);
      assert_true(host_parameter(host, DIL_PARAMETER_VOICES) ==
                  (i == 3U ? 32.0 : 16.0));
      host_close(host);
    }
  }
}

static void
a_state_that_is_cut_or_mangled_changes_nothing(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const DilRng rng = dil_rng_stream(5U, 0U);
  for (int format = HOST_CLAP; format < HOST_N_FORMATS; ++format) {
    HostState saved = scene_state((HostFormat)format, scene->one);
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    for (size_t n = 0U; n < saved.size; n += n < 40U ? 1U : 13U) {
      assert_false(host_load(host, saved.bytes, n));
    }

    HostState same = host_save(host);
    assert_string_equal(same.bytes, saved.bytes);
    free(same.bytes);

    // What still is a state may be restored, to something
    for (uint64_t i = 0U; i < 100U; ++i) {
      char* const mangled = strdup(saved.bytes);
      const size_t place =
        (size_t)(dil_rng_uniform(rng, 2U * i) * (float)(saved.size - 1U));
      mangled[place] = (char)(dil_rng_uniform(rng, 2U * i + 1U) * 127.0f);
      (void)host_load(host, mangled, saved.size);
      free(mangled);
    }

    play_note(host);
    free(saved.bytes);
    host_close(host);
  }
}

static void
control(Host* const host,
        const uint8_t channel,
        const uint8_t number,
        const float value)
{
  const DilEvent event = {
    0U, DIL_EVENT_CONTROL, channel, number, 0U, DIL_ANY_NOTE, value};
  host_send(host, &event);
}

static void
set_registered(Host* const host,
               const uint8_t channel,
               const uint8_t number,
               const float value)
{
  control(host, channel, 101U, 0.0f);
  control(host, channel, 100U, (float)number);
  control(host, channel, 6U, value);
}

/// What a controller says: a zone, the range of a member, and a hand on it
static void
set_expression(Host* const host)
{
  const DilEvent events[] = {
    {0U, DIL_EVENT_PROGRAM, 2U, 1U, 0U, DIL_ANY_NOTE, 0.0f},
    {0U, DIL_EVENT_CHANNEL_PRESSURE, 2U, 0U, 0U, DIL_ANY_NOTE, 90.0f},
    {0U, DIL_EVENT_PITCH_BEND, 0U, 0U, 0U, DIL_ANY_NOTE, 0.25f},
    {0U, DIL_EVENT_PITCH_BEND, 2U, 0U, 0U, DIL_ANY_NOTE, -0.25f}};
  Sound sound = sound_new(64U);
  set_registered(host, 0U, 6U, 7.0f);
  set_registered(host, 15U, 6U, 3.0f);
  set_registered(host, 2U, 0U, 24.0f);
  control(host, 2U, 74U, 110.0f);
  control(host, 2U, 7U, 90.0f);
  for (size_t i = 0U; i < sizeof(events) / sizeof(*events); ++i) {
    host_send(host, &events[i]);
  }

  host_process(host, sound.channels, 64U);
  sound_free(&sound);
}

/// A note of the channel that was set, after silence
static Sound
play_member(Host* const host)
{
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 2U, 60U, 0U, 1, 100.0f};
  Sound sound = sound_new(2048U);
  host_process(host, sound.channels, 2048U);
  host_send(host, &on);
  host_process(host, sound.channels, 2048U);
  assert_true(sound_peak(&sound) > 0.01f);
  return sound;
}

static void
what_an_mpe_controller_has_set_is_there_after_a_session(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    // Untouched, set and activated again, restored, restored and repeated
    HostState saved = {NULL, 0U};
    Sound sounds[4];
    for (unsigned i = 0U; i < 4U; ++i) {
      Host* const host = scene_open((HostFormat)format, scene->two, 48000.0);
      if (i == 1U) {
        set_expression(host);
        saved = host_save(host);
        host_deactivate(host);
        assert_true(host_activate(host, 48000.0, 2048U));
      } else if (i > 1U) {
        assert_true(host_load(host, saved.bytes, saved.size));
      }
      if (i == 3U) {
        host_repeat(host);
      }

      sounds[i] = play_member(host);
      if (i) {
        HostState again = host_save(host);
        assert_string_equal(again.bytes, saved.bytes);
        free(again.bytes);
      }
      host_close(host);
    }

    assert_false(sound_equal(&sounds[0], &sounds[1]));
    assert_true(sound_equal(&sounds[2], &sounds[1]));
    assert_true(sound_equal(&sounds[3], &sounds[1]));
    for (unsigned i = 0U; i < 4U; ++i) {
      sound_free(&sounds[i]);
    }
    free(saved.bytes);
  }
}

static void
nobody_is_on_a_pedal_when_a_session_begins(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Sound sound = sound_new(64U);
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    HostState before = host_save(host);
    control(host, 0U, 64U, 127.0f);
    host_process(host, sound.channels, 64U);
    HostState saved = host_save(host);
    assert_string_equal(saved.bytes, before.bytes);
    free(saved.bytes);
    free(before.bytes);
    sound_free(&sound);
    host_close(host);
  }
}

/// A state as saved with something else that MIDI has set, which is a text of
/// its own in LV2
static HostState
damaged(const HostFormat format,
        const HostState* const saved,
        const char* const midi)
{
  const bool is_lv2 = format == HOST_LV2;
  const char* const first =
    strstr(saved->bytes, is_lv2 ? "{\"lower" : "{\n    \"lower");
  assert_non_null(first);
  const char* const rest = strstr(first, is_lv2 ? "\"\"\"" : "\n}");
  assert_non_null(rest);
  HostState result;
  result.size = saved->size + strlen(midi) - (size_t)(rest - first);
  result.bytes = (char*)malloc(result.size + 1U);
  assert_non_null(result.bytes);
  snprintf(result.bytes,
           result.size + 1U,
           "%.*s%s%s",
           (int)(first - saved->bytes),
           saved->bytes,
           midi,
           rest);
  return result;
}

static void
what_midi_has_set_is_refused_if_it_is_damaged(void** const state)
{
  static const char* const damages[] = {
    "3",
    "[]",
    "{",
    "{\"lower_zone\": 16}",
    "{\"lower_zone\": -1}",
    "{\"lower_zone\": 1.5}",
    "{\"lower_zone\": 9, \"upper_zone\": 6}",
    "{\"channels\": 3}",
    "{\"channels\": [3]}",
    "{\"channels\": [{\"channel\": 0}]}",
    "{\"channels\": [{\"channel\": 17}]}",
    "{\"channels\": [{\"channel\": 1, \"bend\": 1.01}]}",
    "{\"channels\": [{\"channel\": 1, \"bend_range\": 97}]}",
    "{\"channels\": [{\"channel\": 1, \"fine\": \"a\"}]}",
    "{\"channels\": [{\"channel\": 1, \"program\": 128}]}",
    "{\"channels\": [{\"channel\": 1, \"controllers\": 1}]}",
    "{\"channels\": [{\"channel\": 1, \"controllers\": {\"7\": 128}}]}"};
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    const bool is_lv2 = format == HOST_LV2;
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    set_expression(host);
    HostState saved = host_save(host);
    for (size_t i = 0U; i < sizeof(damages) / sizeof(*damages); ++i) {
      HostState bad = damaged((HostFormat)format, &saved, damages[i]);
      host_clear_log(host);
      assert_int_equal(host_load(host, bad.bytes, bad.size), is_lv2);
      if (format != HOST_VST3 && i != 2U) {
        assert_non_null(strstr(host_log(host), "is damaged"));
      }

      HostState after = host_save(host);
      assert_string_equal(after.bytes, saved.bytes);
      free(after.bytes);
      free(bad.bytes);
    }

    free(saved.bytes);
    host_close(host);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(a_state_is_the_same_after_a_session),
    cmocka_unit_test(a_host_that_restores_every_value_changes_no_sound),
    cmocka_unit_test(a_new_plugin_plays_a_preset_that_it_finds),
    cmocka_unit_test(a_moved_preset_is_found_by_its_hash),
    cmocka_unit_test(
      a_missing_preset_is_silence_and_a_message_until_it_is_back),
    cmocka_unit_test(a_preset_that_has_changed_is_played_with_a_warning),
    cmocka_unit_test(states_of_other_versions_load),
    cmocka_unit_test(a_state_that_is_cut_or_mangled_changes_nothing),
    cmocka_unit_test(what_an_mpe_controller_has_set_is_there_after_a_session),
    cmocka_unit_test(nobody_is_on_a_pedal_when_a_session_begins),
    cmocka_unit_test(what_midi_has_set_is_refused_if_it_is_damaged)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
