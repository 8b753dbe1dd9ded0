// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "audio_case.h"

#include "support/decoded.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static DilAudio
read_back(const char* const path)
{
  if (strstr(path, ".mp3")) {
    return decoded(path);
  }

  DilAudio audio;
  DilMessage message;
  if (dil_audio_read(path, &audio, &message)) {
    fail_msg("%s", message.text);
  }
  return audio;
}

static void
every_format_and_encoding_is_read_back(void** state)
{
  static const DilEncoding encodings[] = {
    DIL_ENCODING_S16, DIL_ENCODING_S24, DIL_ENCODING_FLOAT};
  static const float steps[] = {0x1p-16f, 0x1p-24f, 0.0f};
  float frames[2 * N_AUDIO_FRAMES];
  audio_fill(frames, 2U * N_AUDIO_FRAMES);

  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    const char* const path = temp_path((TempFolder*)*state, audio_names[name]);
    const bool is_lossy = audio_is_lossy(path);
    const bool is_flac = strstr(path, ".flac") != NULL;
    for (size_t e = 0U; e < 3U; ++e) {
      const float tolerance = is_lossy              ? 0.1f
                              : (is_flac && e > 1U) ? steps[1]
                                                    : steps[e];
      DilMessage message;
      if (audio_write(path,
                      encodings[e],
                      2U,
                      frames,
                      N_AUDIO_FRAMES,
                      N_AUDIO_FRAMES,
                      &message)) {
        fail_msg("%s", message.text);
      }

      DilAudio audio = read_back(path);
      assert_int_equal(audio.n_frames, N_AUDIO_FRAMES);
      assert_int_equal(audio.n_channels, 2);
      assert_int_equal(audio.rate, AUDIO_RATE);
      for (size_t i = 0U; i < 2U * N_AUDIO_FRAMES; ++i) {
        assert_true(fabsf(audio.samples[i] - frames[i]) <= tolerance);
      }
      dil_audio_free(&audio);
    }
  }
}

static void
equal_sounds_are_equal_files_however_they_were_cut(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  float frames[N_AUDIO_FRAMES];
  audio_fill(frames, N_AUDIO_FRAMES);

  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    char other_name[16];
    snprintf(other_name, sizeof(other_name), "other-%s", audio_names[name]);
    const char* const path = temp_path(folder, audio_names[name]);
    const char* const other = temp_path(folder, other_name);
    const DilEncoding encoding = (DilEncoding)(name % 3U);
    assert_int_equal(
      audio_write(
        path, encoding, 1U, frames, N_AUDIO_FRAMES, N_AUDIO_FRAMES, NULL),
      DIL_OK);
    assert_int_equal(
      audio_write(other, encoding, 1U, frames, N_AUDIO_FRAMES, 77U, NULL),
      DIL_OK);
    assert_true(file_equal(path, other));
  }
}

// It would hold the time of writing
static void
files_have_no_peak_chunk(void** state)
{
  static const char* const paths[] = {"a.wav", "a.aiff"};
  float frames[N_AUDIO_FRAMES];
  audio_fill(frames, N_AUDIO_FRAMES);

  for (size_t i = 0U; i < 2U; ++i) {
    const char* const path = temp_path((TempFolder*)*state, paths[i]);
    assert_int_equal(
      audio_write(
        path, DIL_ENCODING_FLOAT, 1U, frames, N_AUDIO_FRAMES, 9U, NULL),
      DIL_OK);
    const FileBytes file = file_read(path);
    for (size_t place = 0U; place < 200U; ++place) {
      assert_memory_not_equal(file.bytes + place, "PEAK", 4U);
    }
    free(file.bytes);
  }
}

static void
file_read_and_written_again_is_unchanged(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const first = temp_path(folder, "first.wav");
  const char* const second = temp_path(folder, "second.wav");
  float frames[N_AUDIO_FRAMES];
  for (size_t i = 0U; i < N_AUDIO_FRAMES; ++i) {
    frames[i] = 1.2f * sinf(0.01f * (float)i);
  }

  for (int e = DIL_ENCODING_S16; e <= DIL_ENCODING_FLOAT; ++e) {
    const DilEncoding encoding = (DilEncoding)e;
    assert_int_equal(
      audio_write(first, encoding, 1U, frames, N_AUDIO_FRAMES, 100U, NULL),
      DIL_OK);
    DilAudio audio = read_back(first);
    assert_int_equal(
      audio_write(
        second, encoding, 1U, audio.samples, audio.n_frames, 100U, NULL),
      DIL_OK);
    assert_true(file_equal(first, second));
    dil_audio_free(&audio);
  }
}

static void
rounding_is_to_the_nearest_and_then_to_even(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  static const float units[] = {
    0.49f, 0.5f, 0.51f, 1.5f, 2.5f, -0.5f, -1.5f, -2.51f};
  static const float expected[] = {
    0.0f, 0.0f, 1.0f, 2.0f, 2.0f, 0.0f, -2.0f, -3.0f};
  float frames[8];
  for (size_t i = 0U; i < 8U; ++i) {
    frames[i] = units[i] * 0x1p-15f;
  }

  assert_int_equal(
    audio_write(path, DIL_ENCODING_S16, 1U, frames, 8U, 8U, NULL), DIL_OK);
  DilAudio audio = read_back(path);
  for (size_t i = 0U; i < 8U; ++i) {
    assert_true(audio.samples[i] == expected[i] * 0x1p-15f);
  }
  dil_audio_free(&audio);
}

static void
samples_beyond_full_scale_clip_and_do_not_wrap(void** state)
{
  static const float frames[] = {1.0f, 1.5f, 3.0e38f, -1.0f, -1.5f, -3.0e38f};
  TempFolder* const folder = (TempFolder*)*state;

  for (size_t name = 0U; name < 2U; ++name) {
    const char* const path = temp_path(folder, audio_names[name]);
    for (unsigned e = 0U; e < 2U; ++e) {
      const float top = 1.0f - (e ? 0x1p-23f : 0x1p-15f);
      assert_int_equal(
        audio_write(path, (DilEncoding)e, 1U, frames, 6U, 6U, NULL), DIL_OK);
      DilAudio audio = read_back(path);
      for (size_t i = 0U; i < 6U; ++i) {
        assert_true(audio.samples[i] == (i < 3U ? top : -1.0f));
      }
      dil_audio_free(&audio);
    }
  }

  const char* const path = temp_path(folder, "float.wav");
  assert_int_equal(
    audio_write(path, DIL_ENCODING_FLOAT, 1U, frames, 6U, 6U, NULL), DIL_OK);
  DilAudio audio = read_back(path);
  assert_memory_equal(audio.samples, frames, sizeof(frames));
  dil_audio_free(&audio);
}

static void
sound_without_frames_is_a_file_where_it_can_be(void** state)
{
  const float frame = 0.0f;
  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    const char* const path = temp_path((TempFolder*)*state, audio_names[name]);
    const bool is_possible = !audio_is_lossy(path) && !strstr(path, ".flac");
    DilMessage message = {""};
    const DilStatus status =
      audio_write(path, DIL_ENCODING_S16, 1U, &frame, 0U, 1U, &message);
    assert_int_equal(status, is_possible ? DIL_OK : DIL_BAD_ARGUMENT);
    assert_true(file_exists(path) == is_possible);
    if (is_possible) {
      DilAudio audio = read_back(path);
      assert_int_equal(audio.n_frames, 0);
      dil_audio_free(&audio);
    } else {
      assert_non_null(
        strstr(message.text,
               ": nothing to write, and only .wav or .aiff can be empty"));
    }
  }
}

/// The rates of a format that are tried, in Hz, ended by 0, and the most
/// channels
typedef struct {
  uint32_t rates[7];
  uint32_t n_channels;
} Range;

static Range
range_of(const char* const path)
{
  static const Range any = {
    {1000U, 8000U, 16000U, 24000U, 192000U, 384000U, 0U}, 8U};
  static const Range ogg = {{1000U, 8000U, 16000U, 24000U, 192000U, 0U}, 8U};
  static const Range opus = {{8000U, 12000U, 16000U, 24000U, 48000U, 0U}, 8U};
  static const Range mp3 = {{8000U, 11025U, 22050U, 24000U, 44100U, 0U}, 2U};
  return strstr(path, ".ogg")    ? ogg
         : strstr(path, ".opus") ? opus
         : strstr(path, ".mp3")  ? mp3
                                 : any;
}

static void
write_and_read(const char* const path,
               const uint32_t rate,
               const uint32_t n_channels)
{
  const float frames[8 * 100] = {0.5f};
  DilAudioWriter* writer = NULL;
  assert_int_equal(dil_audio_writer_new(
                     path, DIL_ENCODING_S24, rate, n_channels, &writer, NULL),
                   DIL_OK);
  assert_int_equal(dil_audio_writer_write(writer, frames, 100U, NULL), DIL_OK);
  assert_int_equal(dil_audio_writer_finish(writer, NULL), DIL_OK);
  dil_audio_writer_free(writer);

  DilAudio audio = read_back(path);
  assert_int_equal(audio.rate, rate);
  assert_int_equal(audio.n_channels, n_channels);
  assert_int_equal(audio.n_frames, 100);
  dil_audio_free(&audio);
  unlink(path);
}

static void
every_rate_and_number_of_channels_is_written(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    const char* const path = temp_path(folder, audio_names[name]);
    const Range range = range_of(path);
    for (const uint32_t* rate = range.rates; *rate; ++rate) {
      for (uint32_t n = 1U; n <= range.n_channels; ++n) {
        write_and_read(path, *rate, n);
      }
    }
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(every_format_and_encoding_is_read_back),
    TEST(equal_sounds_are_equal_files_however_they_were_cut),
    TEST(files_have_no_peak_chunk),
    TEST(file_read_and_written_again_is_unchanged),
    TEST(rounding_is_to_the_nearest_and_then_to_even),
    TEST(samples_beyond_full_scale_clip_and_do_not_wrap),
    TEST(sound_without_frames_is_a_file_where_it_can_be),
    TEST(every_rate_and_number_of_channels_is_written),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
