// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard.h"

#include "support/temp.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include <math.h>
#include <stdbool.h>

/// Level of what is called silence; notes are at about 0.1
#define SILENCE 1e-4

static DilAudio
render(TempFolder* const folder, Tune* const tune)
{
  const char* const options[] = {"-p", heard_preset(), NULL};
  return heard_render(folder, tune, options);
}

static bool
sounds(const DilAudio* const audio, const uint32_t time_ms)
{
  const double level = heard_level(audio, 0U, time_ms, time_ms + 100U);
  assert_true(level < SILENCE || level > 100.0 * SILENCE);
  return level > SILENCE;
}

static void
control(Tune* const tune,
        const uint32_t time_ms,
        const uint8_t number,
        const uint8_t value)
{
  tune_add(tune, time_ms, 0xB0U, number, value);
}

static void
sustain_pedal_holds_a_note_until_it_goes_up(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const uint8_t halves[] = {63U, 64U};
  for (size_t i = 0U; i < 2U; ++i) {
    static Tune tune;
    tune_start(&tune);
    control(&tune, 0U, 64U, halves[i]);
    tune_add(&tune, 0U, 0x90U, 62U, 90U);
    tune_add(&tune, 400U, 0x80U, 62U, 0U);
    control(&tune, 900U, 64U, 63U);
    tune_add(&tune, 1200U, 0x90U, 62U, 1U);
    tune_add(&tune, 1300U, 0x80U, 62U, 0U);
    DilAudio audio = render(folder, &tune);
    assert_true(sounds(&audio, 250U));
    assert_int_equal(sounds(&audio, 550U), halves[i] >= 64U);
    assert_int_equal(sounds(&audio, 790U), halves[i] >= 64U);
    assert_false(sounds(&audio, 1050U));
    dil_audio_free(&audio);
  }
}

static void
sostenuto_pedal_holds_the_notes_that_were_down(void** state)
{
  TempFolder* const folder = heard_folder(state);
  const double before = heard_frequency(57.0);
  const double after = heard_frequency(63.0);
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 57U, 90U);
  control(&tune, 300U, 66U, 127U);
  tune_add(&tune, 400U, 0x90U, 63U, 90U);
  tune_add(&tune, 1000U, 0x80U, 57U, 0U);
  tune_add(&tune, 1000U, 0x80U, 63U, 0U);
  control(&tune, 1600U, 66U, 0U);
  tune_add(&tune, 2000U, 0x90U, 57U, 1U);
  tune_add(&tune, 2100U, 0x80U, 57U, 0U);
  DilAudio audio = render(folder, &tune);
  assert_true(heard_sine(&audio, before, 600U, 1000U) > 0.005);
  assert_true(heard_sine(&audio, after, 600U, 1000U) > 0.005);
  assert_true(heard_sine(&audio, before, 1150U, 1550U) > 0.005);
  assert_true(heard_sine(&audio, after, 1150U, 1550U) < 5e-4);
  assert_false(sounds(&audio, 1800U));
  dil_audio_free(&audio);
}

/// A note with a controller changed in mid-way
static DilAudio
render_change(TempFolder* const folder,
              const uint8_t number,
              const uint8_t value)
{
  static Tune tune;
  tune_start(&tune);
  control(&tune, 0U, 71U, 0U); // Without meaning
  tune_add(&tune, 0U, 0x90U, 62U, 90U);
  control(&tune, 500U, number, value);
  tune_add(&tune, 1000U, 0x80U, 62U, 0U);
  return render(folder, &tune);
}

/// Change of the level in dB against a note left alone
static double
change_db(const DilAudio* const audio,
          const DilAudio* const reference,
          const uint32_t channel)
{
  // The network does not hear it: the note itself is the same
  assert_memory_equal(
    audio->samples, reference->samples, 2U * 11000U * sizeof(float));
  return 20.0 * log10((heard_level(audio, channel, 600U, 950U) + 1e-9) /
                      heard_level(reference, channel, 600U, 950U));
}

static void
volume_expression_and_pan_set_the_levels(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const struct {
    uint8_t number;
    uint8_t value;
    double left_db;
    double right_db;
  } changes[] = {{7U, 50U, -12.04, -12.04},
                 {7U, 127U, 4.15, 4.15},
                 {11U, 64U, -11.91, -11.91},
                 {10U, 96U, -3.0, 1.79},
                 {10U, 127U, -100.0, 3.01},
                 {10U, 0U, 3.01, -100.0}};
  DilAudio reference = render_change(folder, 71U, 0U);
  for (size_t i = 0U; i < sizeof(changes) / sizeof(changes[0]); ++i) {
    DilAudio audio = render_change(folder, changes[i].number, changes[i].value);
    const double left_db = change_db(&audio, &reference, 0U);
    const double right_db = change_db(&audio, &reference, 1U);
    print_message("CC %u at %u: %.2f and %.2f dB\n",
                  changes[i].number,
                  changes[i].value,
                  left_db,
                  right_db);
    assert_true(changes[i].left_db < -99.0
                  ? left_db < -90.0
                  : fabs(left_db - changes[i].left_db) < 0.1);
    assert_true(changes[i].right_db < -99.0
                  ? right_db < -90.0
                  : fabs(right_db - changes[i].right_db) < 0.1);
    dil_audio_free(&audio);
  }
  dil_audio_free(&reference);
}

static void
brightness_and_pressure_lift_level_and_treble(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static const struct {
    uint8_t status;
    uint8_t first;
    uint8_t second;
    double least_db; ///< Of the level
    double most_db;
    double treble_db; ///< Least change of its share, with its sign
  } changes[] = {{0xB0U, 74U, 127U, 2.0, 7.0, 0.5},
                 {0xB0U, 74U, 0U, -7.0, -2.0, -0.5},
                 {0xD0U, 127U, 0U, 1.0, 5.0, 0.3},
                 {0xA0U, 62U, 127U, 1.0, 5.0, 0.3},
                 {0xA0U, 63U, 127U, -0.01, 0.01, 0.0}};
  DilAudio reference = render_change(folder, 71U, 0U);
  const double usual = heard_level(&reference, 0U, 600U, 950U);
  const double usual_treble = heard_treble(&reference, 600U, 950U);
  for (size_t i = 0U; i < sizeof(changes) / sizeof(changes[0]); ++i) {
    static Tune tune;
    tune_start(&tune);
    tune_add(&tune, 0U, 0x90U, 62U, 90U);
    tune_add(
      &tune, 500U, changes[i].status, changes[i].first, changes[i].second);
    tune_add(&tune, 1000U, 0x80U, 62U, 0U);
    DilAudio audio = render(folder, &tune);
    const double level_db =
      20.0 * log10(heard_level(&audio, 0U, 600U, 950U) / usual);
    const double treble_db =
      10.0 * log10(heard_treble(&audio, 600U, 950U) / usual_treble);
    print_message("status %X: level %+.2f dB, share of treble %+.2f dB\n",
                  changes[i].status,
                  level_db,
                  treble_db);
    assert_true(level_db >= changes[i].least_db);
    assert_true(level_db <= changes[i].most_db);
    assert_true(treble_db / changes[i].treble_db >= 1.0 ||
                changes[i].treble_db == 0.0);
    assert_true(changes[i].treble_db != 0.0 || fabs(treble_db) < 0.01);
    dil_audio_free(&audio);
  }
  dil_audio_free(&reference);
}

static void
sound_off_notes_off_and_reset_do_their_parts(void** state)
{
  TempFolder* const folder = heard_folder(state);
  // Each with the pedal down and a key held and another let go
  static const struct {
    uint8_t number;
    bool stops_held;     ///< The key that is down
    bool stops_pedalled; ///< The other
  } messages[] = {
    {120U, true, true}, {123U, false, false}, {121U, false, true}};
  const double held = heard_frequency(57.0);
  const double pedalled = heard_frequency(63.0);
  for (size_t i = 0U; i < 3U; ++i) {
    static Tune tune;
    tune_start(&tune);
    control(&tune, 0U, 64U, 127U);
    tune_add(&tune, 0U, 0x90U, 57U, 90U);
    tune_add(&tune, 0U, 0x90U, 63U, 90U);
    tune_add(&tune, 500U, 0x80U, 63U, 0U);
    control(&tune, 800U, messages[i].number, 0U);
    control(&tune, 1300U, 64U, 0U);
    tune_add(&tune, 1800U, 0x80U, 57U, 0U);
    DilAudio audio = render(folder, &tune);
    assert_true(heard_sine(&audio, held, 600U, 800U) > 0.005);
    assert_true(heard_sine(&audio, pedalled, 600U, 800U) > 0.005);
    assert_int_equal(heard_sine(&audio, held, 900U, 1290U) < 5e-4,
                     messages[i].stops_held);
    assert_int_equal(heard_sine(&audio, pedalled, 900U, 1290U) < 5e-4,
                     messages[i].stops_pedalled);

    // Notes off let go of the keys, so that the pedal was all that held them
    assert_int_equal(heard_sine(&audio, held, 1400U, 1790U) < 5e-4,
                     messages[i].number != 121U);
    dil_audio_free(&audio);
  }
}

static void
reset_brings_bend_wheel_and_expression_back(void** state)
{
  TempFolder* const folder = heard_folder(state);
  static Tune tune;
  tune_start(&tune);
  tune_add(&tune, 0U, 0x90U, 62U, 90U);
  tune_add(&tune, 0U, 0xE0U, 127U, 127U);
  control(&tune, 0U, 1U, 127U);
  control(&tune, 0U, 11U, 64U);
  control(&tune, 800U, 121U, 0U);
  tune_add(&tune, 1600U, 0x80U, 62U, 0U);
  DilAudio audio = render(folder, &tune);
  const double bent = heard_pitch(&audio, 200U, 800U);
  const double level = heard_level(&audio, 0U, 400U, 800U);
  const double frequency = heard_frequency(62.0);
  assert_true(fabs(heard_cents(bent, frequency) - 200.0) < 60.0);
  assert_true(fabs(heard_cents(heard_pitch(&audio, 1000U, 1590U), frequency)) <
              8.0);
  assert_true(heard_vibrato(&audio, frequency, 1000U, 1600U).depth < 4.0);
  const double change =
    20.0 * log10(heard_level(&audio, 0U, 1100U, 1500U) / level);
  assert_true(fabs(change - 11.91) < 3.0);
  dil_audio_free(&audio);
}

static void
program_changes_choose_between_presets(void** state)
{
  TempFolder* const folder = heard_folder(state);
  const TinyPreset description = tiny_preset_defaults();
  const char* const tiny = temp_path(folder, "tiny.safetensors");
  const char* const both[] = {"-p", heard_preset(), "-p", tiny, NULL};
  const char* const alone[] = {"-p", tiny, NULL};
  assert_int_equal(tiny_preset_save(&description, tiny, NULL), DIL_OK);

  // Notes of programs 0, 1 and 5, which is not there and changes nothing; the
  // preset alone plays all of them
  static const uint8_t programs[] = {0U, 1U, 5U, 0U};
  DilAudio audios[2];
  for (size_t i = 0U; i < 2U; ++i) {
    static Tune tune;
    tune_start(&tune);
    for (uint32_t note = 0U; note < 4U; ++note) {
      tune_add(&tune, 600U * note, 0xC0U, programs[note], 0U);
      tune_add(&tune, 600U * note, 0x90U, 62U, 90U);
      tune_add(&tune, 600U * note + 300U, 0x80U, 62U, 0U);
    }
    audios[i] = heard_render(folder, &tune, i ? alone : both);
  }

  for (size_t note = 0U; note < 4U; ++note) {
    const size_t first = 2U * (600U * HEARD_RATE / 1000U) * note;
    bool is_same = true;
    for (size_t i = first; i < first + 2U * 9600U; ++i) {
      is_same = is_same && audios[0].samples[i] == audios[1].samples[i];
    }
    assert_int_equal(is_same, note == 1U || note == 2U);
  }
  const double frequency = heard_frequency(62.0);
  for (uint32_t start_ms = 100U; start_ms <= 1900U; start_ms += 1800U) {
    const double found = heard_pitch(&audios[0], start_ms, start_ms + 200U);
    assert_true(fabs(heard_cents(found, frequency)) < 8.0);
  }
  dil_audio_free(&audios[0]);
  dil_audio_free(&audios[1]);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, heard_setup, heard_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(sustain_pedal_holds_a_note_until_it_goes_up),
    TEST(sostenuto_pedal_holds_the_notes_that_were_down),
    TEST(volume_expression_and_pan_set_the_levels),
    TEST(brightness_and_pressure_lift_level_and_treble),
    TEST(sound_off_notes_off_and_reset_do_their_parts),
    TEST(reset_brings_bend_wheel_and_expression_back),
    TEST(program_changes_choose_between_presets),
  };

  return cmocka_run_group_tests_name("sound_gestures", tests, NULL, NULL);
}
