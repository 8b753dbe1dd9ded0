// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard.h"

#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/// What is asked of bends, and of tunings, in cents
#define BEND_CENTS   8.0
#define TUNING_CENTS 5.0

static void
assert_pitch(const DilAudio* const audio,
             const uint32_t start_ms,
             const uint32_t end_ms,
             const double frequency,
             const double tolerance)
{
  const double found = heard_pitch(audio, start_ms, end_ms);
  const double cents = found > 0.0 ? heard_cents(found, frequency) : HUGE_VAL;
  print_message("%u ms: %.1f Hz, %+.1f ct\n", start_ms, found, cents);
  if (!(fabs(cents) <= tolerance)) {
    fail_msg("%.2f Hz is %.1f cents from %.2f Hz", found, cents, frequency);
  }
}

static void
add_rpn(Tune* const tune,
        const uint32_t time_ms,
        const uint8_t rpn,
        const uint8_t value)
{
  tune_add(tune, time_ms, 0xB0U, 101U, 0U);
  tune_add(tune, time_ms, 0xB0U, 100U, rpn);
  tune_add(tune, time_ms, 0xB0U, 6U, value);
  tune_add(tune, time_ms, 0xB0U, 38U, 0U);
  tune_add(tune, time_ms, 0xB0U, 101U, 127U);
  tune_add(tune, time_ms, 0xB0U, 100U, 127U);
}

/// A bend of 14 bits, 8192 in the middle
static void
add_bend(Tune* const tune, const uint32_t time_ms, const uint32_t bend)
{
  tune_add(
    tune, time_ms, 0xE0U, (uint8_t)(bend % 128U), (uint8_t)(bend / 128U));
}

static void
bends_reach_their_pitch(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const struct {
    uint32_t bend;
    uint8_t range;
    double semitones;
  } steps[] = {{8192U, 2U, 0.0},
               {16383U, 2U, 2.0},
               {0U, 2U, -2.0},
               {12288U, 2U, 1.0},
               {16383U, 12U, 12.0},
               {0U, 12U, -12.0},
               {8192U, 12U, 0.0}};
  const char* const options[] = {"-p", heard_preset(), NULL};
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 62U, 90U);
  for (uint32_t i = 0U; i < 7U; ++i) {
    // The first range is the one at rest
    if (i) {
      add_rpn(&tune, 600U * i, 0U, steps[i].range);
    }
    add_bend(&tune, 600U * i, steps[i].bend);
  }
  tune_add(&tune, 4200U, 0x80U, 62U, 0U);

  DilAudio audio = heard_render(folder, &tune, options);
  for (uint32_t i = 0U; i < 7U; ++i) {
    assert_pitch(&audio,
                 600U * i + 200U,
                 600U * i + 590U,
                 heard_frequency(62.0 + steps[i].semitones),
                 BEND_CENTS);
  }
  dil_audio_free(&audio);
}

static void
channels_are_tuned_by_registered_parameters(void** state)
{
  TempFolder* const folder = heard_folder(state);
  const char* const options[] = {"-p", heard_preset(), NULL};
  static Tune tune;
  tune_start(&tune);
  add_rpn(&tune, 0U, 2U, 64U + 5U);
  tune_add(&tune, 0U, 0x90U, 60U, 90U);
  add_rpn(&tune, 600U, 1U, 96U);
  tune_add(&tune, 1200U, 0x80U, 60U, 0U);
  DilAudio audio = heard_render(folder, &tune, options);
  assert_pitch(&audio, 200U, 590U, heard_frequency(65.0), TUNING_CENTS);
  assert_pitch(&audio, 800U, 1190U, heard_frequency(65.5), TUNING_CENTS);
  dil_audio_free(&audio);
}

/// Nineteen equal steps to the octave
static void
write_scale(const char* const path)
{
  char text[1024];
  size_t n = (size_t)snprintf(
    text, sizeof(text), "! 19.scl\n!\nNineteen equal steps\n 19\n!\n");
  for (int i = 1; i <= 19; ++i) {
    n += (size_t)snprintf(
      text + n, sizeof(text) - n, " %.5f\n", 1200.0 * i / 19.0);
  }
  file_write_text(path, text);
}

/// Notes of 0.6 s, one after the other
static void
add_notes(Tune* const tune, const uint8_t* const keys, const uint32_t n)
{
  tune_start(tune);
  for (uint32_t i = 0U; i < n; ++i) {
    tune_add(tune, 600U * i, 0x90U, keys[i], 90U);
    tune_add(tune, 600U * i + 500U, 0x80U, keys[i], 0U);
  }
}

static void
scala_files_tune_the_keys(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const uint8_t keys[] = {60U, 61U, 65U, 69U, 72U, 79U, 85U};
  enum { N = sizeof(keys) };
  const char* const scale = temp_path(folder, "19.scl");
  const char* const mapping = temp_path(folder, "19.kbm");
  static Tune tune;
  write_scale(scale);
  add_notes(&tune, keys, N);
  const char* const bare[] = {"-p", heard_preset(), "--scale", scale, NULL};
  DilAudio audio = heard_render(folder, &tune, bare);
  for (uint32_t i = 0U; i < N; ++i) {
    const double key = 60.0 + ((double)keys[i] - 60.0) * 12.0 / 19.0;
    assert_pitch(&audio,
                 600U * i + 150U,
                 600U * i + 490U,
                 heard_frequency(key),
                 TUNING_CENTS);
  }
  dil_audio_free(&audio);

  // Every key a degree, key 60 the first, and key 69 at 400 Hz
  file_write_text(mapping, "0\n0\n127\n60\n69\n400.0\n19\n");
  const char* const mapped[] = {
    "-p", heard_preset(), "--scale", scale, "--mapping", mapping, NULL};
  add_notes(&tune, keys, N);
  audio = heard_render(folder, &tune, mapped);
  for (uint32_t i = 0U; i < N; ++i) {
    assert_pitch(&audio,
                 600U * i + 150U,
                 600U * i + 490U,
                 400.0 * exp2(((double)keys[i] - 69.0) / 19.0),
                 TUNING_CENTS);
  }
  dil_audio_free(&audio);
}

static void
tuning_messages_tune_single_keys_while_they_sound(void** state)
{
  TempFolder* const folder = heard_folder(state);
  // Key 60 becomes 61.25: 61 and 4096 of 16384
  static const uint8_t message[] = {
    0xF0U, 0x7FU, 0x7FU, 8U, 2U, 0U, 1U, 60U, 61U, 32U, 0U, 0xF7U};
  const char* const options[] = {"-p", heard_preset(), NULL};
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 60U, 90U);
  tune_sysex(&tune, 600U, message, sizeof(message));
  tune_add(&tune, 1200U, 0x80U, 60U, 0U);
  tune_add(&tune, 1300U, 0x90U, 62U, 90U);
  tune_add(&tune, 1800U, 0x80U, 62U, 0U);
  DilAudio audio = heard_render(folder, &tune, options);
  assert_pitch(&audio, 200U, 590U, heard_frequency(60.0), TUNING_CENTS);
  assert_pitch(&audio, 800U, 1190U, heard_frequency(61.25), TUNING_CENTS);
  assert_pitch(&audio, 1450U, 1790U, heard_frequency(62.0), TUNING_CENTS);
  dil_audio_free(&audio);
}

static void
reference_frequency_moves_all_keys(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const uint8_t keys[] = {57U, 69U, 74U};
  static const char* const references[] = {"415", "452.5"};
  for (size_t r = 0U; r < 2U; ++r) {
    const char* const options[] = {
      "-p", heard_preset(), "--a4", references[r], NULL};
    const double factor = strtod(references[r], NULL) / 440.0;
    static Tune tune;
    add_notes(&tune, keys, 3U);
    DilAudio audio = heard_render(folder, &tune, options);
    for (uint32_t i = 0U; i < 3U; ++i) {
      assert_pitch(&audio,
                   600U * i + 150U,
                   600U * i + 490U,
                   factor * heard_frequency((double)keys[i]),
                   TUNING_CENTS);
    }
    dil_audio_free(&audio);
  }
}

/// What sets vibrato going, and how deep it should be
typedef struct {
  const char* name;
  uint8_t status;
  uint8_t first;
  uint8_t second;
  double depth; ///< Cents from the middle
} Vibrato;

static void
assert_vibrato(TempFolder* const folder, const Vibrato* const vibrato)
{
  const char* const options[] = {"-p", heard_preset(), NULL};
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 62U, 90U);
  tune_add(&tune, 1000U, vibrato->status, vibrato->first, vibrato->second);
  tune_add(&tune, 2200U, 0x80U, 62U, 0U);
  DilAudio audio = heard_render(folder, &tune, options);
  const double frequency = heard_frequency(62.0);
  const HeardVibrato before = heard_vibrato(&audio, frequency, 200U, 1000U);
  const HeardVibrato after = heard_vibrato(&audio, frequency, 1100U, 2100U);
  dil_audio_free(&audio);
  print_message("%s: %.1f ct before, then %.1f ct at %.2f Hz\n",
                vibrato->name,
                before.depth,
                after.depth,
                after.rate);
  assert_true(before.depth < 4.0);
  assert_true(fabs(after.rate - 5.5) < 0.2);
  assert_true(fabs(after.depth / vibrato->depth - 1.0) < 0.15);
}

static void
wheel_and_pressure_make_vibrato_of_their_depth(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const Vibrato vibratos[] = {
    {"modulation wheel", 0xB0U, 1U, 127U, 50.0},
    {"half of the wheel", 0xB0U, 1U, 64U, 25.2},
    {"channel pressure", 0xD0U, 127U, 0U, 20.0},
    {"key pressure", 0xA0U, 62U, 127U, 20.0}};
  for (size_t i = 0U; i < 4U; ++i) {
    assert_vibrato(folder, &vibratos[i]);
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, heard_setup, heard_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(bends_reach_their_pitch),
    TEST(channels_are_tuned_by_registered_parameters),
    TEST(scala_files_tune_the_keys),
    TEST(tuning_messages_tune_single_keys_while_they_sound),
    TEST(reference_frequency_moves_all_keys),
    TEST(wheel_and_pressure_make_vibrato_of_their_depth),
  };

  return cmocka_run_group_tests_name("sound_pitch", tests, NULL, NULL);
}
