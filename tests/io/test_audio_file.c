// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <sndfile.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { N_FRAMES = 3000 };

// Made by libsndfile alone, so that our writer is not its own judge.  Not with
// sf_writef_float(), for which full scale is 2^15 - 1.
static void
make_file(const char* const path,
          const int format,
          const int n_channels,
          const float* const frames,
          const size_t n_frames)
{
  SF_INFO info = {0, 22050, n_channels, format, 0, 0};
  SNDFILE* const file = sf_open(path, SFM_WRITE, &info);
  assert_non_null(file);

  const int subformat = format & SF_FORMAT_SUBMASK;
  const bool is_integer =
    subformat == SF_FORMAT_PCM_16 || subformat == SF_FORMAT_PCM_24;
  for (size_t i = 0U; i < n_frames; ++i) {
    const float* const frame = frames + i * (size_t)n_channels;
    int integers[2] = {0};
    for (int c = 0; is_integer && c < n_channels; ++c) {
      integers[c] = (int)ldexpf(frame[c], 31);
    }
    assert_int_equal(is_integer ? sf_writef_int(file, integers, 1)
                                : sf_writef_float(file, frame, 1),
                     1);
  }
  assert_int_equal(sf_close(file), 0);
}

// Multiples of 2^-11, which every format holds exactly
static float
wave(const size_t i)
{
  return (float)((int)(i * 37U % 4001U) - 2000) * 0x1p-11f;
}

static void
make_wave(const char* const path, const int format, const int n_channels)
{
  float frames[2 * N_FRAMES];
  for (size_t i = 0U; i < sizeof(frames) / sizeof(frames[0]); ++i) {
    frames[i] = wave(i);
  }

  make_file(path, format, n_channels, frames, N_FRAMES);
}

static void
lossless_formats_are_read_exactly(void** state)
{
  static const int formats[] = {
    SF_FORMAT_WAV | SF_FORMAT_PCM_16,
    SF_FORMAT_WAV | SF_FORMAT_PCM_24,
    SF_FORMAT_WAV | SF_FORMAT_FLOAT,
    SF_FORMAT_WAV | SF_FORMAT_DOUBLE,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_16,
    SF_FORMAT_FLAC | SF_FORMAT_PCM_24,
    SF_FORMAT_AIFF | SF_FORMAT_PCM_16,
    SF_FORMAT_AU | SF_FORMAT_PCM_16,
    SF_FORMAT_W64 | SF_FORMAT_PCM_24,
  };
  const char* const path = temp_path((TempFolder*)*state, "sound");

  for (size_t f = 0U; f < sizeof(formats) / sizeof(formats[0]); ++f) {
    DilAudio audio;
    make_wave(path, formats[f], 2);
    assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
    assert_int_equal(audio.n_frames, N_FRAMES);
    assert_int_equal(audio.n_channels, 2);
    assert_int_equal(audio.rate, 22050);
    for (size_t i = 0U; i < 2U * N_FRAMES; ++i) {
      assert_true(audio.samples[i] == wave(i));
    }

    dil_audio_free(&audio);
    assert_null(audio.samples);
    assert_int_equal(audio.n_frames, 0);
  }
}

static void
mono_is_the_mean_of_the_channels(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "sound.wav");
  DilAudio audio;
  make_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2);

  assert_int_equal(dil_audio_read_mono(path, &audio, NULL), DIL_OK);
  assert_int_equal(audio.n_channels, 1);
  assert_int_equal(audio.n_frames, N_FRAMES);
  for (size_t i = 0U; i < N_FRAMES; ++i) {
    assert_true(audio.samples[i] == 0.5f * (wave(2U * i) + wave(2U * i + 1U)));
  }
  dil_audio_free(&audio);

  make_wave(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 1);
  assert_int_equal(dil_audio_read_mono(path, &audio, NULL), DIL_OK);
  assert_true(audio.samples[N_FRAMES - 1U] == wave(N_FRAMES - 1U));
  dil_audio_free(&audio);
}

static void
long_sound_is_read_to_its_end(void** state)
{
  enum { LENGTH = 300001 };
  const char* const path = temp_path((TempFolder*)*state, "sound.wav");
  float* const frames = (float*)calloc(LENGTH, sizeof(*frames));
  assert_non_null(frames);
  frames[LENGTH - 1] = 0.5f;
  make_file(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, frames, LENGTH);
  free(frames);

  DilAudio audio;
  assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
  assert_int_equal(audio.n_frames, LENGTH);
  assert_true(audio.samples[LENGTH - 1] == 0.5f);
  dil_audio_free(&audio);
}

static void
empty_sound_is_read(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "sound.wav");
  const float frame = 0.0f;
  DilAudio audio;
  make_file(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 1, &frame, 0U);

  assert_int_equal(dil_audio_read_mono(path, &audio, NULL), DIL_OK);
  assert_int_equal(audio.n_frames, 0);
  assert_int_equal(audio.n_channels, 1);
  dil_audio_free(&audio);
  dil_audio_free(&audio);
  dil_audio_free(NULL);
}

static void
assert_unread(const char* const path,
              const DilStatus expected,
              const char* const reason)
{
  char text[600];
  DilAudio audio;
  DilMessage message = {""};
  snprintf(text, sizeof(text), "%s: %s", path, reason);
  assert_int_equal(dil_audio_read(path, &audio, &message), expected);
  assert_string_equal(message.text, text);
}

static void
what_is_no_sound_is_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "text.wav");
  file_write_text(path, "This is a text and not a sound, whatever its name.");

  assert_unread(path, DIL_BAD_FILE, "Format not recognised");
  assert_unread("/dev/null", DIL_BAD_FILE, "Format not recognised");
  assert_unread(temp_folder(folder), DIL_NOT_FOUND, "Is a directory");
  assert_unread(
    temp_path(folder, "none"), DIL_NOT_FOUND, "No such file or directory");
}

static void
mp3_is_refused_with_and_without_tags(void** state)
{
  // A tag of 3 bytes, then the beginning of a frame
  static const uint8_t tagged[] = {'I',  'D', '3', 4, 0, 0,    0,    0,
                                   0,    3,   1,   2, 3, 0xFF, 0xFB, 0x90,
                                   0x64, 0,   0,   0, 0, 0,    0};
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  for (size_t start = 0U; start <= 13U; start += 13U) {
    file_write(path, tagged + start, sizeof(tagged) - start);
    assert_unread(
      path, DIL_UNSUPPORTED, "MP3 is not supported; FLAC, WAV and Ogg are");
  }
}

static void
flac_behind_a_tag_is_read(void** state)
{
  static const uint8_t tag[13] = {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 3};
  const char* const path = temp_path((TempFolder*)*state, "a.flac");
  make_wave(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1);
  const FileBytes file = file_read(path);
  uint8_t* const tagged = (uint8_t*)malloc(sizeof(tag) + file.n);
  assert_non_null(tagged);
  memcpy(tagged, tag, sizeof(tag));
  memcpy(tagged + sizeof(tag), file.bytes, file.n);
  file_write(path, tagged, sizeof(tag) + file.n);
  free(file.bytes);
  free(tagged);

  DilAudio audio;
  assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
  assert_int_equal(audio.n_frames, N_FRAMES);
  dil_audio_free(&audio);
}

static void
samples_that_are_not_finite_are_refused(void** state)
{
  static const float bad[] = {NAN, INFINITY, -INFINITY};
  const char* const path = temp_path((TempFolder*)*state, "sound.wav");

  for (size_t i = 0U; i < 3U; ++i) {
    float frames[10] = {0.0f};
    frames[7] = bad[i];
    make_file(path, SF_FORMAT_WAV | SF_FORMAT_FLOAT, 2, frames, 5U);
    assert_unread(path, DIL_BAD_FILE, "not a finite number at frame 3");
  }
}

static void
sound_that_claims_to_be_huge_is_refused(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "sound.flac");
  make_wave(path, SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 1);

  // The 36-bit number of samples ends at byte 25
  FileBytes file = file_read(path);
  file.bytes[22] = 0x20;
  file_write(path, file.bytes, file.n);
  free(file.bytes);
  assert_unread(path, DIL_UNSUPPORTED, "more than 268435456 samples");
}

static void
every_truncated_file_ends_in_peace(void** state)
{
  static const struct {
    int format;
    size_t step;
    bool is_refused;
  } cases[] = {
    {SF_FORMAT_WAV | SF_FORMAT_PCM_16, 7U, false},
    {SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 7U, true},
    {SF_FORMAT_AIFF | SF_FORMAT_PCM_24, 11U, false},
    {SF_FORMAT_OGG | SF_FORMAT_VORBIS, 13U, false},
  };
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "sound");
  const char* const part = temp_path(folder, "part");

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    make_wave(path, cases[i].format, 1);
    const FileBytes whole = file_read(path);
    for (size_t n = 0U; n < whole.n;
         n += (n < 200U || n + 20U > whole.n) ? 1U : cases[i].step) {
      DilAudio audio;
      DilMessage message = {""};
      // ext4 writes a file out that replaces what it held before
      unlink(part);
      file_write(part, whole.bytes, n);
      if (dil_audio_read(part, &audio, &message)) {
        assert_non_null(strstr(message.text, "part: "));
      } else {
        assert_false(cases[i].is_refused);
        assert_true(audio.n_frames <= N_FRAMES);
        dil_audio_free(&audio);
      }
    }
    free(whole.bytes);
  }
}

static DilStatus
read_once(void* const context)
{
  DilAudio audio = {NULL, 0U, 0U, 0U};
  const DilStatus status =
    dil_audio_read_mono((const char*)context, &audio, NULL);
  dil_audio_free(&audio);
  return status;
}

static void
failed_allocation_is_reported(void** state)
{
  char path[512];
  snprintf(path, sizeof(path), "%s/sound", temp_folder((TempFolder*)*state));
  make_wave(path, SF_FORMAT_WAV | SF_FORMAT_PCM_16, 2);
  assert_int_equal(fault_for_each(read_once, path, DIL_NO_MEMORY), 1U);
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(lossless_formats_are_read_exactly),
    TEST(mono_is_the_mean_of_the_channels),
    TEST(long_sound_is_read_to_its_end),
    TEST(empty_sound_is_read),
    TEST(what_is_no_sound_is_refused),
    TEST(mp3_is_refused_with_and_without_tags),
    TEST(flac_behind_a_tag_is_read),
    TEST(samples_that_are_not_finite_are_refused),
    TEST(sound_that_claims_to_be_huge_is_refused),
    TEST(every_truncated_file_ends_in_peace),
    TEST(failed_allocation_is_reported),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
