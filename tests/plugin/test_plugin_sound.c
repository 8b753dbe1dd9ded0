// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host.h"
#include "realtime_guard.h"
#include "scene.h"

#include "dilaton/audio.h"
#include "dilaton/engine.h"
#include "support/run.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// After which a rendering hangs
#define RENDER_LIMIT_S 500U

static void
check_equal(const HostFormat format,
            const Tune* const tune,
            const Sound* const expected,
            const char* const preset,
            const uint32_t rate,
            const size_t n_block)
{
  Host* const host = scene_open(format, preset, rate);

  // The command line has no limit, and the melody no more notes than this
  host_automate(host, 0U, DIL_PARAMETER_VOICES, (double)DIL_MAX_VOICES);
  Sound sound = tune_play(tune, host, n_block);
  if (!sound_equal(&sound, expected)) {
    size_t i = 0U;
    while (sound.channels[0][i] == expected->channels[0][i]) {
      ++i;
    }
    fail_msg("%s at %u Hz in blocks of %zu: frame %zu is %g, not %g",
             host_name(format),
             rate,
             n_block,
             i,
             (double)sound.channels[0][i],
             (double)expected->channels[0][i]);
  }

  sound_free(&sound);
  host_close(host);
}

static void
all_formats_make_the_engine_s_bits_in_blocks_of_any_size(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const uint32_t rates[] = {44100U, 48000U, 96000U};
  static const size_t blocks[] = {64U, 1000U};
  for (size_t r = 0U; r < 3U; ++r) {
    const char* const preset = (r == 1U) ? scene->two : scene->one;
    const Tune tune = tune_small(rates[r]);
    Sound expected = tune_render(&tune, preset, rates[r]);
    assert_true(sound_peak(&expected) > 0.01f);
    for (int format = 0; format < HOST_N_FORMATS; ++format) {
      for (size_t b = 0U; b < 2U; ++b) {
        check_equal(
          (HostFormat)format, &tune, &expected, preset, rates[r], blocks[b]);
      }
    }

    sound_free(&expected);
  }
}

static void
one_output_alone_has_the_same_bits(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const Tune tune = tune_small(48000U);
  Sound expected = tune_render(&tune, scene->one, 48000U);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 48000.0);
    Sound sound = tune_play_left(&tune, host, 1000U);
    assert_memory_equal(sound.channels[0],
                        expected.channels[0],
                        expected.n_frames * sizeof(float));
    sound_free(&sound);
    host_close(host);
  }

  sound_free(&expected);
}

/// Seconds of the melody that are compared
#define MELODY_S TIMES(10U, 3U)

/// The command line's rendering as floats, a second longer than is compared
static Sound
render_with_program(const Scene* const scene,
                    const char* const melody,
                    const char* const rate)
{
  const char* const path = temp_path(scene->folder, "out.wav");
  const char* const arguments[] = {DIL_PROGRAM,
                                   "render",
                                   melody,
                                   "-p",
                                   scene->one,
                                   "-o",
                                   path,
                                   "-O",
                                   "float",
                                   "-r",
                                   rate,
                                   "-q",
                                   TIMES("--end=11", "--end=4"),
                                   "--set=space=0",
                                   "--set=width=0",
                                   NULL};
  Run* const run = run_start(arguments);
  assert_int_equal(run_wait(run, RENDER_LIMIT_S), 0);
  run_free(run);

  DilAudio audio;
  assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
  assert_int_equal(audio.n_channels, 2);
  Sound sound = sound_new(audio.n_frames);
  for (size_t i = 0U; i < 2U * audio.n_frames; ++i) {
    sound.channels[i & 1U][i / 2U] = audio.samples[i];
  }

  dil_audio_free(&audio);
  return sound;
}

static void
all_formats_make_the_command_line_s_bits(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const char melody[] = DIL_SOURCE_DIR "/presets/demo.mid";
  if (access(DIL_PROGRAM, X_OK) || access(melody, R_OK)) {
    skip();
  }

  Sound expected = render_with_program(scene, melody, "48000");
  const Tune tune = tune_load(melody, 48000U, MELODY_S);
  assert_true(expected.n_frames >= tune.n_frames);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    for (size_t n_block = 64U; n_block <= 1000U; n_block += 936U) {
      check_equal(
        (HostFormat)format, &tune, &expected, scene->one, 48000U, n_block);
    }
  }

  sound_free(&expected);
}

/// Model rate of the preset "one"
#define MODEL_RATE 24000U

/// A note from the start, whose frames are those of its model at any rate
static Tune
tune_steps(const uint32_t rate)
{
  const uint32_t unit = rate / 300U;
  Tune tune = {.n_events = 2U, .n_frames = 200U * unit};
  const DilEvent on = {0U, DIL_EVENT_NOTE_ON, 0U, 60U, 0U, 1, 100.0f};
  const DilEvent off = {150U * unit, DIL_EVENT_NOTE_OFF, 0U, 60U, 0U, 1, 0.0f};
  tune.events[0] = on;
  tune.events[1] = off;
  return tune;
}

static void
a_note_outside_the_learned_keys_is_stretched_or_left_out(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const char* const narrow =
    temp_path(scene->folder, "dilaton/presets/narrow.safetensors");
  TinyPreset description = tiny_preset_defaults();
  description.lo_key = 50;
  description.hi_key = 55;
  assert_int_equal(tiny_preset_save(&description, narrow, NULL), DIL_OK);
  const Tune tune = tune_steps(48000U);
  Sound expected = tune_render(&tune, narrow, 48000U);
  Sound learned = tune_render(&tune, scene->one, 48000U);
  assert_true(sound_peak(&expected) > 0.01f);
  assert_false(sound_equal(&expected, &learned));
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    check_equal((HostFormat)format, &tune, &expected, narrow, 48000U, 1000U);
    Host* const host = scene_open((HostFormat)format, narrow, 48000.0);
    host_automate(host, 0U, DIL_PARAMETER_OUTSIDE, (double)DIL_OUTSIDE_DROP);
    Sound nothing = tune_play(&tune, host, 1000U);
    assert_true(sound_peak(&nothing) == 0.0f);
    sound_free(&nothing);
    host_close(host);
  }

  (void)unlink(narrow);
  sound_free(&learned);
  sound_free(&expected);
}

/// Sum of squared differences of model samples to a sound that is `delay` late,
/// at the frames that both have
static double
misfit(const Sound* const steps,
       const Sound* const sound,
       const uint32_t rate,
       const size_t delay)
{
  // 300 times a second at 44.1 kHz, where 80 steps are 147 frames
  const size_t n_steps = (rate % MODEL_RATE) ? 80U : 1U;
  const size_t n_frames = n_steps * rate / MODEL_RATE;
  double sum = 0.0;
  for (size_t i = 0U; (i + 1U) * n_steps < steps->n_frames &&
                      i * n_frames + delay < sound->n_frames;
       ++i) {
    const double difference = (double)steps->channels[0][i * n_steps] -
                              (double)sound->channels[0][i * n_frames + delay];
    sum += difference * difference;
  }

  return sum;
}

/// The delay at which a sound fits to the model samples best
static size_t
best_delay(const Sound* const steps,
           const Sound* const sound,
           const uint32_t rate)
{
  size_t best = 0U;
  for (size_t delay = 1U; delay < 1000U; ++delay) {
    if (misfit(steps, sound, rate, delay) < misfit(steps, sound, rate, best)) {
      best = delay;
    }
  }

  return best;
}

// The samples of the model are those of a host at its rate, and their delay at
// other rates is what can be measured
static void
latency_is_what_is_measured(void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  static const uint32_t rates[] = {44100U, 48000U, 96000U};
  const Tune model_tune = tune_steps(MODEL_RATE);
  Sound steps = tune_render(&model_tune, scene->one, MODEL_RATE);
  assert_true(sound_peak(&steps) > 0.01f);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    for (size_t r = 0U; r < 3U; ++r) {
      const Tune tune = tune_steps(rates[r]);
      Host* const host =
        scene_open((HostFormat)format, scene->one, (double)rates[r]);
      Sound sound = tune_play_late(&tune, host, 256U);
      assert_int_equal(best_delay(&steps, &sound, rates[r]),
                       host_latency(host));
      sound_free(&sound);
      host_close(host);
    }
  }

  sound_free(&steps);
}

static void
a_processing_audio_thread_allocates_locks_and_asks_for_nothing(
  void** const state)
{
  const Scene* const scene = (const Scene*)*state;
  const Tune tune = tune_small(44100U);
  for (int format = 0; format < HOST_N_FORMATS; ++format) {
    Host* const host = scene_open((HostFormat)format, scene->one, 44100U);
    const size_t before = realtime_guard_report().n_offences;
    Sound sound = tune_play(&tune, host, 100U);
    host_automate(host, 3U, DIL_PARAMETER_GAIN, -6.0);
    host_choose(host, scene->two);
    Sound more = tune_play(&tune, host, 100U);
    if (realtime_guard_report().n_offences != before) {
      fail_msg(
        "%s: %s", host_name((HostFormat)format), realtime_guard_report().first);
    }

    sound_free(&more);
    sound_free(&sound);
    host_close(host);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(all_formats_make_the_engine_s_bits_in_blocks_of_any_size),
    cmocka_unit_test(one_output_alone_has_the_same_bits),
    cmocka_unit_test(all_formats_make_the_command_line_s_bits),
    cmocka_unit_test(a_note_outside_the_learned_keys_is_stretched_or_left_out),
    cmocka_unit_test(latency_is_what_is_measured),
    cmocka_unit_test(
      a_processing_audio_thread_allocates_locks_and_asks_for_nothing)};
  return cmocka_run_group_tests(tests, scene_setup, scene_teardown);
}
