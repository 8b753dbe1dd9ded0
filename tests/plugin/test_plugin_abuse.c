// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host.h"
#include "realtime_guard.h"
#include "scene.h"

#include "dilaton/engine.h"
#include "dilaton/parameter.h"
#include "rng.h"
#include "support/test.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Most frames of a block here
#define MAX_BLOCK 3000U

/// Numbers in [0, n), one after another
typedef struct {
  DilRng rng;
  uint64_t i;
} Dice;

static uint32_t
roll(Dice* const dice, const uint32_t n)
{
  return (uint32_t)(dil_rng_uniform(dice->rng, dice->i++) * (float)n);
}

static Dice
dice(const uint64_t seed)
{
  const Dice result = {dil_rng_stream(seed, 0U), 0U};
  return result;
}

/// A random event; of ten, some note ons and offs
static DilEvent
random_event(Dice* const d, const uint32_t frame)
{
  static const uint8_t types[] = {DIL_EVENT_NOTE_ON,
                                  DIL_EVENT_NOTE_ON,
                                  DIL_EVENT_NOTE_ON,
                                  DIL_EVENT_NOTE_OFF,
                                  DIL_EVENT_NOTE_OFF,
                                  DIL_EVENT_KEY_PRESSURE,
                                  DIL_EVENT_CONTROL,
                                  DIL_EVENT_PROGRAM,
                                  DIL_EVENT_CHANNEL_PRESSURE,
                                  DIL_EVENT_PITCH_BEND,
                                  DIL_EVENT_NOTE_TUNING};
  const uint8_t type = types[roll(d, sizeof(types))];
  const uint8_t channel = (uint8_t)roll(d, 16U);
  const uint8_t number = (uint8_t)roll(d, 128U);
  const float value = (type == DIL_EVENT_PITCH_BEND)
                        ? (float)roll(d, 16384U) / 8192.0f - 1.0f
                        : (float)roll(d, 128U);
  const DilEvent event = {
    frame, type, channel, number, 0U, (int32_t)roll(d, 50U) - 1, value};
  return event;
}

static void
automate_randomly(Host* const host, Dice* const d, const uint32_t frame)
{
  const uint32_t parameter = roll(d, DIL_N_PARAMETERS);
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double t = (double)roll(d, 1001U) / 1000.0;
  host_automate(host,
                frame,
                parameter,
                (double)info->low + t * (double)(info->high - info->low));
}

/// Play a block and see that it is finite and below full scale
static void
play(Host* const host, const uint32_t n_frames)
{
  Sound sound = sound_new(n_frames);
  host_process(host, sound.channels, n_frames);
  assert_true(sound_peak(&sound) < 1.0f);
  sound_free(&sound);
}

static void
random_parameters_and_hundreds_of_random_notes_are_survived(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->two, 44100.0);
    const size_t n_offences = realtime_guard_report().n_offences;
    Dice d = dice(7U);
    for (unsigned n_notes = 0U; n_notes < TIMES(1000U, 200U);) {
      const uint32_t n_frames = 1U + roll(&d, 300U);
      const unsigned n_events = roll(&d, 20U);
      for (unsigned i = 0U; i < n_events; ++i) {
        const uint32_t frame = i * n_frames / n_events;
        const DilEvent event = random_event(&d, frame);
        n_notes += event.type == DIL_EVENT_NOTE_ON;
        host_send(host, &event);
        automate_randomly(host, &d, frame);
      }

      play(host, n_frames);
    }
    if (realtime_guard_report().n_offences != n_offences) {
      fail_msg(
        "%s: %s", host_name((HostFormat)format), realtime_guard_report().first);
    }

    HostState saved = host_save(host);
    assert_true(host_load(host, saved.bytes, saved.size));
    play(host, 100U);
    free(saved.bytes);
    host_close(host);
  }
}

static void
blocks_of_any_size_are_survived(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const uint32_t sizes[] = {0U, 1U, 0U, 1U, 1U, 64U, MAX_BLOCK, 0U, 7U};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);

    // 64 was announced
    assert_true(host_activate(host, 48000.0, 64U));
    const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
    for (size_t i = 0U; i < sizeof(sizes) / sizeof(*sizes); ++i) {
      host_send(host, &on);
      host_automate(host, 0U, DIL_PARAMETER_GAIN, -(double)i);
      play(host, sizes[i]);
    }

    host_close(host);
  }
}

static void
events_out_of_order_and_range_are_survived(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Dice d = dice(11U);
    for (unsigned i = 0U; i < 20U; ++i) {
      for (unsigned k = 0U; k < 100U; ++k) {
        DilEvent event = random_event(&d, roll(&d, 1000U));
        event.frame = (k % 10U) ? event.frame : UINT32_MAX;
        event.channel = (uint8_t)roll(&d, 256U);
        event.number = (uint8_t)roll(&d, 256U);
        event.value *= (float)roll(&d, 5U) - 2.0f;
        host_send(host, &event);
      }
      play(host, 200U);
    }

    host_close(host);
  }
}

static void
more_events_than_there_is_room_for_lose_no_note(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    for (uint32_t i = 0U; i < 2000U; ++i) {
      const DilEvent pressure = {
        i, DIL_EVENT_CHANNEL_PRESSURE, 0U, 0U, 0U, -1, (float)(i & 127U)};
      host_send(host, &pressure);
      host_automate(host, i, DIL_PARAMETER_BRIGHTNESS, (double)i / 2000.0);
    }

    // The very last event of many is a note, and it sounds
    const DilEvent on = {2000U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
    host_send(host, &on);
    play(host, 2001U);
    Sound sound = sound_new(4000U);
    host_process(host, sound.channels, 4000U);
    assert_true(sound_peak(&sound) > 0.01f);
    sound_free(&sound);
    host_close(host);
  }
}

static void
parameters_that_are_unknown_or_no_numbers_change_nothing(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const uint32_t unknown[] = {
    DIL_N_PARAMETERS, 255U, 256U, 4097U, 100000U, UINT32_MAX - 1U};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    if (format == HOST_CLAP) {
      for (size_t i = 0U; i < sizeof(unknown) / sizeof(*unknown); ++i) {
        host_automate(host, 0U, unknown[i], 1.0);
      }
    }

    host_automate(host, 0U, DIL_PARAMETER_TUNING, (double)NAN);
    host_automate(host, 0U, DIL_PARAMETER_GAIN, (double)INFINITY);
    host_automate(host, 0U, DIL_PARAMETER_VOICES, -1e300);
    play(host, 100U);
    HostState saved = host_save(host);
    assert_null(strstr(saved.bytes, "nan"));
    free(saved.bytes);
    if (format != HOST_LV2) {
      const double tuning = host_parameter(host, DIL_PARAMETER_TUNING);
      assert_true(fabs(tuning - 440.0) < 1e-9);
    }

    host_close(host);
  }
}

static void
rates_from_8_to_384_khz_play_and_others_are_refused(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const double rates[] = {8000.0,
                                 11025.0,
                                 22050.0,
                                 32000.0,
                                 44100.0,
                                 88200.0,
                                 96000.0,
                                 176400.0,
                                 192000.0,
                                 352800.0,
                                 384000.0,
                                 44056.5};
  static const double refused[] = {0.0, -48000.0, 7999.0, 384001.0, 1e9};
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    for (size_t i = 0U; i < sizeof(rates) / sizeof(*rates); ++i) {
      Host* const host = scene_open((HostFormat)format, scene->one, rates[i]);
      const size_t n = (size_t)(rates[i] / 20.0);
      Sound sound = sound_new(n);
      host_send(host, &on);
      host_process(host, sound.channels, (uint32_t)n);
      assert_true(sound_peak(&sound) > 0.01f);
      sound_free(&sound);
      host_close(host);
    }

    for (size_t i = 0U; i < sizeof(refused) / sizeof(*refused); ++i) {
      Host* const host = host_open((HostFormat)format);
      assert_false(host_activate(host, refused[i], 64U));
      host_close(host);
    }
  }
}

static void
without_any_preset_there_is_silence_and_a_message(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const char* const away[] = {temp_path(scene->folder, "away1"),
                              temp_path(scene->folder, "away2")};
  assert_int_equal(rename(scene->one, away[0]), 0);
  assert_int_equal(rename(scene->two, away[1]), 0);
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = host_open((HostFormat)format);
    assert_true(host_activate(host, 48000.0, 64U));
    Sound sound = sound_new(4000U);
    host_send(host, &on);
    host_process(host, sound.channels, 4000U);
    assert_true(sound_peak(&sound) == 0.0f);
    assert_true(format == HOST_VST3 || host_log(host)[0]);
    sound_free(&sound);
    host_close(host);
  }

  assert_int_equal(rename(away[0], scene->one), 0);
  assert_int_equal(rename(away[1], scene->two), 0);
}

static void
sysex_is_taken_whole_cut_or_mangled(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const uint8_t tuning[] = {0xF0U,
                                   0x7FU,
                                   0x7FU,
                                   0x08U,
                                   0x02U,
                                   0x00U,
                                   0x01U,
                                   0x3CU,
                                   0x3DU,
                                   0x00U,
                                   0x00U,
                                   0xF7U};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    for (size_t n = 0U; n <= sizeof(tuning); ++n) {
      host_send_sysex(host, (uint32_t)n, tuning, n);
      play(host, 64U);
    }

    host_close(host);
  }
}

static void
twenty_instances_play_at_once(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  enum { n_hosts = 21 };
  Host* hosts[n_hosts];
  const Tune tune = tune_small(48000U);
  Sound expected = tune_render(&tune, scene->one, 48000U);
  for (size_t i = 0U; i < n_hosts; ++i) {
    hosts[i] =
      scene_open((HostFormat)(i % HOST_N_FORMATS), scene->one, 48000.0);
  }

  // Side by side, block by block, they disturb each other no more than alone
  for (size_t i = 0U; i < n_hosts; ++i) {
    play(hosts[i], 64U);
    assert_true(host_activate(hosts[i], 48000.0, 64U));
  }
  for (size_t i = 0U; i < n_hosts; ++i) {
    Sound sound = tune_play(&tune, hosts[i], 64U);
    assert_true(sound_equal(&sound, &expected));
    sound_free(&sound);
  }
  for (size_t i = 0U; i < n_hosts; ++i) {
    host_close(hosts[i]);
  }

  sound_free(&expected);
}

/// Greatest step from one frame to the next
static float
roughness(const Sound* const sound)
{
  float step = 0.0f;
  for (size_t i = 1U; i < sound->n_frames; ++i) {
    step =
      fmaxf(step, fabsf(sound->channels[0][i] - sound->channels[0][i - 1U]));
  }

  return step;
}

// The two presets' own hiss has steps, too; a click would be a step of the
// whole level, so that is what must not be added
static void
presets_are_swapped_while_notes_sound(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Sound before = sound_new(9600U);
    host_send(host, &on);
    host_process(host, before.channels, 9600U);

    float worst = 0.0f;
    for (unsigned i = 0U; i < 6U; ++i) {
      const char* const preset = (i & 1U) ? scene->one : scene->two;
      Sound sound = sound_new(9600U);
      host_choose(host, preset);
      host_process(host, sound.channels, 64U);
      HostState now = wait_for_preset(host, preset);
      free(now.bytes);
      for (size_t start = 64U; start < sound.n_frames; start += 64U) {
        float* const out[] = {sound.channels[0] + start,
                              sound.channels[1] + start};
        host_process(host, out, 64U);
      }
      sound_peak(&sound);
      worst = fmaxf(worst, roughness(&sound));
      sound_free(&sound);
    }

    assert_true(worst < 2.0f * roughness(&before));
    sound_free(&before);
    host_close(host);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(
      random_parameters_and_hundreds_of_random_notes_are_survived),
    cmocka_unit_test(blocks_of_any_size_are_survived),
    cmocka_unit_test(events_out_of_order_and_range_are_survived),
    cmocka_unit_test(more_events_than_there_is_room_for_lose_no_note),
    cmocka_unit_test(parameters_that_are_unknown_or_no_numbers_change_nothing),
    cmocka_unit_test(rates_from_8_to_384_khz_play_and_others_are_refused),
    cmocka_unit_test(without_any_preset_there_is_silence_and_a_message),
    cmocka_unit_test(sysex_is_taken_whole_cut_or_mangled),
    cmocka_unit_test(twenty_instances_play_at_once),
    cmocka_unit_test(presets_are_swapped_while_notes_sound)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
