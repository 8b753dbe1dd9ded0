// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "soundfont.h"

#include "soundfont_file.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BANK = 2, PROGRAM = 5 };

static DilSoundfont*
open_font(TempFolder* const folder)
{
  const char* const path = temp_path(folder, "test.sf2");
  DilSoundfont* font = NULL;
  DilMessage message = {""};
  soundfont_write(path);
  if (dil_soundfont_open(path, BANK, PROGRAM, &font, &message)) {
    fail_msg("%s", message.text);
  }
  return font;
}

static DilAudio
render(DilSoundfont* const font,
       const int key,
       const double hold_s,
       const double release_s,
       const uint32_t rate)
{
  DilAudio audio;
  DilMessage message = {""};
  if (dil_soundfont_render(
        font, key, 100, hold_s, release_s, rate, &audio, &message)) {
    fail_msg("%s", message.text);
  }
  return audio;
}

static double
level(const DilAudio* const audio, const double from_s, const double to_s)
{
  const size_t from = (size_t)(from_s * audio->rate);
  const size_t to = (size_t)(to_s * audio->rate);
  double sum = 0.0;
  for (size_t i = from; i < to; ++i) {
    sum += (double)audio->samples[i] * (double)audio->samples[i];
  }
  return sqrt(sum / (double)(to - from));
}

// Between the first and the last rising zero, each placed between two samples
static double
frequency(const DilAudio* const audio, const double from_s, const double to_s)
{
  double first = -1.0;
  double last = 0.0;
  int n = -1;
  for (size_t i = (size_t)(from_s * audio->rate);
       i < (size_t)(to_s * audio->rate);
       ++i) {
    const double a = (double)audio->samples[i];
    const double b = (double)audio->samples[i + 1U];
    if (a < 0.0 && b >= 0.0) {
      last = (double)i + a / (a - b);
      first = (n < 0) ? last : first;
      ++n;
    }
  }
  return (double)n * audio->rate / (last - first);
}

static void
keys_sound_at_their_pitch_at_every_rate(void** state)
{
  static const uint32_t rates[] = {16000U, 24000U, 44100U, 96000U};
  static const int keys[] = {57, 60, 64, 69};
  DilSoundfont* const font = open_font((TempFolder*)*state);

  for (size_t r = 0U; r < 4U; ++r) {
    for (size_t k = 0U; k < 4U; ++k) {
      DilAudio audio = render(font, keys[k], 0.5, 0.0, rates[r]);
      const double expected = 440.0 * exp2((keys[k] - 69) / 12.0);
      assert_int_equal(audio.n_frames, rates[r] / 2U);
      assert_int_equal(audio.n_channels, 1);
      assert_int_equal(audio.rate, rates[r]);
      assert_true(fabs(frequency(&audio, 0.1, 0.4) / expected - 1.0) < 1e-4);
      dil_audio_free(&audio);
    }
  }
  dil_soundfont_free(font);
}

static void
note_is_the_same_whatever_was_played_before(void** state)
{
  DilSoundfont* const font = open_font((TempFolder*)*state);
  DilAudio first = render(font, 60, 0.3, 0.05, 24000U);
  DilAudio other = render(font, 61, 0.111, 0.0, 24000U);
  assert_true(dil_soundfont_has_note(font, 62, 90));
  DilAudio again = render(font, 60, 0.3, 0.05, 24000U);

  assert_int_equal(first.n_frames, again.n_frames);
  assert_memory_equal(
    first.samples, again.samples, first.n_frames * sizeof(float));
  dil_audio_free(&first);
  dil_audio_free(&other);
  dil_audio_free(&again);
  dil_soundfont_free(font);
}

static void
onset_and_release_are_where_they_were_asked_for(void** state)
{
  static const uint32_t rates[] = {16000U, 24000U, 48000U, 96000U};
  DilSoundfont* const font = open_font((TempFolder*)*state);

  for (size_t r = 0U; r < 4U; ++r) {
    DilAudio audio = render(font, 69, 0.4, 0.6, rates[r]);
    const double held = level(&audio, 0.1, 0.399);

    // Without a release the level would stay; without latency compensation
    // the onset would be later
    assert_true(held > 0.05);
    assert_true(level(&audio, 0.0, 0.01) > 0.5 * held);
    assert_true(level(&audio, 0.39, 0.399) > 0.95 * held);
    assert_true(level(&audio, 0.43, 0.45) < 0.7 * held);
    assert_true(level(&audio, 0.6, 1.0) < 1e-3 * held);
    dil_audio_free(&audio);
  }
  dil_soundfont_free(font);
}

static void
short_notes_are_as_short_as_they_were_asked_for(void** state)
{
  DilSoundfont* const font = open_font((TempFolder*)*state);
  DilAudio shorter = render(font, 69, 0.002, 0.1, 48000U);
  DilAudio longer = render(font, 69, 0.01, 0.1, 48000U);

  // The release has gone on for 6 ms more
  assert_true(level(&shorter, 0.006, 0.01) < 0.9 * level(&longer, 0.006, 0.01));
  dil_audio_free(&shorter);
  dil_audio_free(&longer);
  dil_soundfont_free(font);
}

static void
rates_agree_on_the_time_of_every_sample(void** state)
{
  DilSoundfont* const font = open_font((TempFolder*)*state);
  DilAudio fine = render(font, 60, 0.2, 0.0, 96000U);
  DilAudio coarse = render(font, 60, 0.2, 0.0, 24000U);

  for (size_t i = 500U; i < 4500U; ++i) {
    assert_true(fabsf(coarse.samples[i] - fine.samples[4U * i]) < 1e-3f);
  }
  dil_audio_free(&fine);
  dil_audio_free(&coarse);
  dil_soundfont_free(font);
}

static void
keys_out_of_the_program_do_not_sound(void** state)
{
  DilSoundfont* const font = open_font((TempFolder*)*state);
  assert_false(dil_soundfont_has_note(font, 56, 100));
  assert_true(dil_soundfont_has_note(font, 57, 1));
  assert_true(dil_soundfont_has_note(font, 69, 127));
  assert_false(dil_soundfont_has_note(font, 70, 100));

  DilAudio audio = render(font, 70, 0.1, 0.1, 24000U);
  assert_int_equal(audio.n_frames, 4800);
  assert_true(level(&audio, 0.0, 0.2) == 0.0);
  dil_audio_free(&audio);
  dil_soundfont_free(font);
}

static void
notes_out_of_range_are_refused(void** state)
{
  static const struct {
    int key;
    int velocity;
    double hold_s;
    double release_s;
    uint32_t rate;
  } cases[] = {
    {-1, 100, 1.0, 0.0, 24000U},
    {128, 100, 1.0, 0.0, 24000U},
    {60, 0, 1.0, 0.0, 24000U},
    {60, 128, 1.0, 0.0, 24000U},
    {60, 100, -1.0, 2.0, 24000U},
    {60, 100, 1.0, -0.5, 24000U},
    {60, 100, 60.0, 61.0, 24000U},
    {60, 100, (double)NAN, 0.0, 24000U},
    {60, 100, 1.0, 0.0, 3999U},
    {60, 100, 1.0, 0.0, 96001U},
  };
  DilSoundfont* const font = open_font((TempFolder*)*state);
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilAudio audio;
    assert_int_equal(dil_soundfont_render(font,
                                          cases[i].key,
                                          cases[i].velocity,
                                          cases[i].hold_s,
                                          cases[i].release_s,
                                          cases[i].rate,
                                          &audio,
                                          NULL),
                     DIL_BAD_ARGUMENT);
  }
  dil_soundfont_free(font);
  dil_soundfont_free(NULL);
}

static void
what_cannot_be_opened_is_refused_with_a_reason(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "test.sf2");
  const char* const text = temp_path(folder, "text.sf2");
  soundfont_write(path);
  file_write_text(text, "This is no SoundFont, whatever its name.");
  const struct {
    const char* path;
    int bank;
    DilStatus status;
    const char* reason;
  } cases[] = {
    {path, 1, DIL_BAD_ARGUMENT, "test.sf2: no program 5 in bank 1"},
    {text, BANK, DIL_BAD_FILE, "text.sf2: not a SoundFont"},
    {temp_path(folder, "none"), BANK, DIL_NOT_FOUND, "none: No such file"},
    {temp_folder(folder), BANK, DIL_NOT_FOUND, ": Is a directory"},
  };
  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    DilSoundfont* font = NULL;
    DilMessage message = {""};
    assert_int_equal(dil_soundfont_open(
                       cases[i].path, cases[i].bank, PROGRAM, &font, &message),
                     cases[i].status);
    assert_null(font);
    assert_non_null(strstr(message.text, cases[i].reason));
  }
}

static void
truncated_file_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "test.sf2");
  const char* const part = temp_path(folder, "part.sf2");
  soundfont_write(path);
  const FileBytes whole = file_read(path);

  for (size_t n = 0U; n < whole.n; n += (n < 100U || n > 8000U) ? 3U : 97U) {
    DilSoundfont* font = NULL;
    DilMessage message = {""};
    unlink(part);
    file_write(part, whole.bytes, n);
    assert_int_equal(dil_soundfont_open(part, BANK, PROGRAM, &font, &message),
                     DIL_BAD_FILE);
    assert_non_null(
      strstr(message.text, "part.sf2: not a SoundFont, or cut short"));
  }
  free(whole.bytes);
}

static DilStatus
render_once(void* const context)
{
  DilSoundfont* font = NULL;
  DilAudio audio = {NULL, 0U, 0U, 0U};
  DilStatus status =
    dil_soundfont_open((const char*)context, BANK, PROGRAM, &font, NULL);
  status =
    status
      ? status
      : dil_soundfont_render(font, 60, 100, 0.05, 0.0, 24000U, &audio, NULL);
  dil_audio_free(&audio);
  dil_soundfont_free(font);
  return status;
}

static void
failed_allocation_is_reported(void** state)
{
  char path[512];
  snprintf(path, sizeof(path), "%s/a.sf2", temp_folder((TempFolder*)*state));
  soundfont_write(path);
  assert_int_equal(fault_for_each(render_once, path, DIL_NO_MEMORY), 3U);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(keys_sound_at_their_pitch_at_every_rate),
    TEST(note_is_the_same_whatever_was_played_before),
    TEST(onset_and_release_are_where_they_were_asked_for),
    TEST(short_notes_are_as_short_as_they_were_asked_for),
    TEST(rates_agree_on_the_time_of_every_sample),
    TEST(keys_out_of_the_program_do_not_sound),
    TEST(notes_out_of_range_are_refused),
    TEST(what_cannot_be_opened_is_refused_with_a_reason),
    TEST(truncated_file_is_refused),
    TEST(failed_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
