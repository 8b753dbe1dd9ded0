// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <sndfile.h>

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { N_FRAMES = 5000, RATE = 44100 };

static const char* const names[] = { "a.wav",
                                     "a.flac",
                                     "a.ogg",
                                     "a.aiff",
                                     "a.AIF" };
enum { N_NAMES = sizeof(names) / sizeof(names[0]) };

static void
fill(float* const samples, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    samples[i] = 0.7f * sinf(0.05f * (float)i);
  }
}

// Write frames in blocks of `n_block`
static DilStatus
write_frames(const char* const path,
             const DilEncoding encoding,
             const uint32_t n_channels,
             const float* const frames,
             const size_t n_frames,
             const size_t n_block,
             DilMessage* const message)
{
  DilAudioWriter* writer = NULL;
  DilStatus status =
    dil_audio_writer_new(path, encoding, RATE, n_channels, &writer, message);
  for (size_t i = 0U; !status && i < n_frames; i += n_block) {
    const size_t n_left = n_frames - i;
    status = dil_audio_writer_write(writer,
                                    frames + i * n_channels,
                                    n_left < n_block ? n_left : n_block,
                                    message);
  }
  status = status ? status : dil_audio_writer_finish(writer, message);
  dil_audio_writer_free(writer);
  return status;
}

static DilAudio
read_back(const char* const path)
{
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
  static const DilEncoding encodings[] = { DIL_ENCODING_S16,
                                           DIL_ENCODING_S24,
                                           DIL_ENCODING_FLOAT };
  static const float steps[] = { 0x1p-16f, 0x1p-24f, 0.0f };
  float frames[2 * N_FRAMES];
  fill(frames, 2U * N_FRAMES);

  for (size_t name = 0U; name < N_NAMES; ++name) {
    const char* const path = temp_path((TempFolder*)*state, names[name]);
    const bool is_ogg = strstr(path, ".ogg") != NULL;
    const bool is_flac = strstr(path, ".flac") != NULL;
    for (size_t e = 0U; e < 3U; ++e) {
      const float tolerance = is_ogg                ? 0.1f
                              : (is_flac && e > 1U) ? steps[1]
                                                    : steps[e];
      DilMessage message;
      if (write_frames(
            path, encodings[e], 2U, frames, N_FRAMES, N_FRAMES, &message)) {
        fail_msg("%s", message.text);
      }

      DilAudio audio = read_back(path);
      assert_int_equal(audio.n_frames, N_FRAMES);
      assert_int_equal(audio.n_channels, 2);
      assert_int_equal(audio.rate, RATE);
      for (size_t i = 0U; i < 2U * N_FRAMES; ++i) {
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
  float frames[N_FRAMES];
  fill(frames, N_FRAMES);

  for (size_t name = 0U; name < N_NAMES; ++name) {
    char other_name[16];
    snprintf(other_name, sizeof(other_name), "other-%s", names[name]);
    const char* const path = temp_path(folder, names[name]);
    const char* const other = temp_path(folder, other_name);
    const DilEncoding encoding = (DilEncoding)(name % 3U);
    assert_int_equal(
      write_frames(path, encoding, 1U, frames, N_FRAMES, N_FRAMES, NULL),
      DIL_OK);
    assert_int_equal(
      write_frames(other, encoding, 1U, frames, N_FRAMES, 77U, NULL), DIL_OK);
    assert_true(file_equal(path, other));
  }
}

static void
file_read_and_written_again_is_unchanged(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const first = temp_path(folder, "first.wav");
  const char* const second = temp_path(folder, "second.wav");
  float frames[N_FRAMES];
  for (size_t i = 0U; i < N_FRAMES; ++i) {
    frames[i] = 1.2f * sinf(0.01f * (float)i);
  }

  for (int e = DIL_ENCODING_S16; e <= DIL_ENCODING_FLOAT; ++e) {
    const DilEncoding encoding = (DilEncoding)e;
    assert_int_equal(
      write_frames(first, encoding, 1U, frames, N_FRAMES, 100U, NULL), DIL_OK);
    DilAudio audio = read_back(first);
    assert_int_equal(
      write_frames(
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
  static const float units[] = { 0.49f, 0.5f,  0.51f, 1.5f,
                                 2.5f,  -0.5f, -1.5f, -2.51f };
  static const float expected[] = { 0.0f, 0.0f, 1.0f,  2.0f,
                                    2.0f, 0.0f, -2.0f, -3.0f };
  float frames[8];
  for (size_t i = 0U; i < 8U; ++i) {
    frames[i] = units[i] * 0x1p-15f;
  }

  assert_int_equal(
    write_frames(path, DIL_ENCODING_S16, 1U, frames, 8U, 8U, NULL), DIL_OK);
  DilAudio audio = read_back(path);
  for (size_t i = 0U; i < 8U; ++i) {
    assert_true(audio.samples[i] == expected[i] * 0x1p-15f);
  }
  dil_audio_free(&audio);
}

static void
samples_beyond_full_scale_clip_and_do_not_wrap(void** state)
{
  static const float frames[] = { 1.0f, 1.5f, 3.0e38f, -1.0f, -1.5f, -3.0e38f };
  TempFolder* const folder = (TempFolder*)*state;

  for (size_t name = 0U; name < 2U; ++name) {
    const char* const path = temp_path(folder, names[name]);
    for (unsigned e = 0U; e < 2U; ++e) {
      const float top = 1.0f - (e ? 0x1p-23f : 0x1p-15f);
      assert_int_equal(
        write_frames(path, (DilEncoding)e, 1U, frames, 6U, 6U, NULL), DIL_OK);
      DilAudio audio = read_back(path);
      for (size_t i = 0U; i < 6U; ++i) {
        assert_true(audio.samples[i] == (i < 3U ? top : -1.0f));
      }
      dil_audio_free(&audio);
    }
  }

  const char* const path = temp_path(folder, "float.wav");
  assert_int_equal(
    write_frames(path, DIL_ENCODING_FLOAT, 1U, frames, 6U, 6U, NULL), DIL_OK);
  DilAudio audio = read_back(path);
  assert_memory_equal(audio.samples, frames, sizeof(frames));
  dil_audio_free(&audio);
}

static void
sound_without_frames_is_a_file_where_it_can_be(void** state)
{
  const float frame = 0.0f;
  for (size_t name = 0U; name < N_NAMES; ++name) {
    const char* const path = temp_path((TempFolder*)*state, names[name]);
    const bool is_possible = !strstr(path, ".ogg") && !strstr(path, ".flac");
    const DilStatus status =
      write_frames(path, DIL_ENCODING_S16, 1U, &frame, 0U, 1U, NULL);
    assert_int_equal(status, is_possible ? DIL_OK : DIL_BAD_ARGUMENT);
    assert_true(file_exists(path) == is_possible);
    if (is_possible) {
      DilAudio audio = read_back(path);
      assert_int_equal(audio.n_frames, 0);
      dil_audio_free(&audio);
    }
  }
}

static void
every_rate_and_number_of_channels_is_written(void** state)
{
  static const uint32_t rates[] = { 1000U,  8000U,   16000U,
                                    24000U, 192000U, 384000U };
  const float frames[8 * 100] = { 0.5f };
  TempFolder* const folder = (TempFolder*)*state;

  for (size_t name = 0U; name < N_NAMES; ++name) {
    const char* const path = temp_path(folder, names[name]);
    const size_t n_rates = strstr(path, ".ogg") ? 5U : 6U;
    for (size_t i = 0U; i < n_rates * 8U; ++i) {
      const uint32_t rate = rates[i / 8U];
      const uint32_t n_channels = (uint32_t)(i % 8U) + 1U;
      DilAudioWriter* writer = NULL;
      assert_int_equal(
        dil_audio_writer_new(
          path, DIL_ENCODING_S24, rate, n_channels, &writer, NULL),
        DIL_OK);
      assert_int_equal(dil_audio_writer_write(writer, frames, 100U, NULL),
                       DIL_OK);
      assert_int_equal(dil_audio_writer_finish(writer, NULL), DIL_OK);
      dil_audio_writer_free(writer);

      DilAudio audio = read_back(path);
      assert_int_equal(audio.rate, rate);
      assert_int_equal(audio.n_channels, n_channels);
      assert_int_equal(audio.n_frames, 100);
      dil_audio_free(&audio);
      unlink(path);
    }
  }
}

static void
unfinished_file_is_removed(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const float frames[100] = { 0.0f };
  for (size_t name = 0U; name < N_NAMES; ++name) {
    DilAudioWriter* writer = NULL;
    const char* const path = temp_path(folder, names[name]);
    assert_int_equal(
      dil_audio_writer_new(path, DIL_ENCODING_S16, RATE, 1U, &writer, NULL),
      DIL_OK);
    assert_int_equal(dil_audio_writer_write(writer, frames, 100U, NULL),
                     DIL_OK);
    assert_false(file_exists(path));
    dil_audio_writer_free(writer);
  }

  assert_int_equal(temp_count(folder), 0U);
  dil_audio_writer_free(NULL);
}

static void
assert_unwritten(const char* const path,
                 const uint32_t rate,
                 const uint32_t n_channels,
                 const DilStatus expected,
                 const char* const reason)
{
  DilMessage message = { "" };
  DilAudioWriter* writer = NULL;
  assert_int_equal(
    dil_audio_writer_new(
      path, DIL_ENCODING_S16, rate, n_channels, &writer, &message),
    expected);
  assert_null(writer);
  assert_memory_equal(message.text, path, strlen(path));
  assert_non_null(strstr(message.text, reason));
}

static void
what_cannot_be_written_is_refused_at_once(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "a.wav");

  assert_unwritten("a.mp3", RATE, 1U, DIL_BAD_ARGUMENT, "must end in");
  assert_unwritten(".wav", RATE, 1U, DIL_BAD_ARGUMENT, "must end in");
  assert_unwritten("wav", RATE, 1U, DIL_BAD_ARGUMENT, "must end in");
  assert_unwritten(path, 999U, 1U, DIL_BAD_ARGUMENT, "999 Hz");
  assert_unwritten(path, 400000U, 1U, DIL_BAD_ARGUMENT, "400000 Hz");
  assert_unwritten(path, RATE, 0U, DIL_BAD_ARGUMENT, "0 channels");
  assert_unwritten(path, RATE, 9U, DIL_BAD_ARGUMENT, "9 channels");
  assert_unwritten(
    temp_path(folder, "a.ogg"), 384000U, 1U, DIL_BAD_ARGUMENT, ": ");
  assert_unwritten(
    temp_path(folder, "no/a.wav"), RATE, 1U, DIL_NOT_FOUND, "No such file");
  assert_int_equal(temp_count(folder), 0U);
}

static void
samples_that_are_not_finite_are_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "a.wav");
  const float bad[3] = { NAN, INFINITY, -INFINITY };
  for (size_t i = 0U; i < 3U; ++i) {
    assert_int_equal(
      write_frames(path, DIL_ENCODING_FLOAT, 1U, &bad[i], 1U, 1U, NULL),
      DIL_BAD_ARGUMENT);
  }
  assert_int_equal(temp_count(folder), 0U);
}

static void
disk_that_is_full_at_any_place_leaves_no_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  float frames[N_FRAMES];
  fill(frames, N_FRAMES);

  struct rlimit old;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  for (size_t name = 0U; name < N_NAMES; ++name) {
    const char* const path = temp_path(folder, names[name]);
    assert_int_equal(
      write_frames(path, DIL_ENCODING_S16, 1U, frames, N_FRAMES, 500U, NULL),
      DIL_OK);
    const FileBytes whole = file_read(path);
    free(whole.bytes);
    unlink(path);

    for (size_t size = 0U; size < whole.n; size += 1U + size / 16U) {
      DilMessage message = { "" };
      const struct rlimit limit = { size, old.rlim_max };
      assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
      const DilStatus status = write_frames(
        path, DIL_ENCODING_S16, 1U, frames, N_FRAMES, 500U, &message);
      assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);

      assert_int_equal(status, DIL_IO_ERROR);
      assert_non_null(strstr(message.text, ": File too large"));
      assert_int_equal(temp_count(folder), 0U);
    }
  }
}

static void
full_device_is_reported(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  const float frames[N_FRAMES] = { 0.0f };
  DilMessage message = { "" };
  assert_int_equal(symlink("/dev/full", path), 0);
  assert_int_equal(
    write_frames(
      path, DIL_ENCODING_S16, 1U, frames, N_FRAMES, N_FRAMES, &message),
    DIL_IO_ERROR);
  assert_non_null(strstr(message.text, "a.wav: No space left on device"));
}

static void
sound_that_outgrows_its_format_is_refused(void** state)
{
  // 4 GiB of nothing would take long, so go there by the first blocks' count
  enum { CHANNELS = 8, BLOCK = 1 << 16 };
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  float* const frames = (float*)calloc(BLOCK * CHANNELS, sizeof(*frames));
  assert_non_null(frames);
  assert_int_equal(symlink("/dev/null", path), 0);

  DilMessage message = { "" };
  DilAudioWriter* writer = NULL;
  assert_int_equal(
    dil_audio_writer_new(
      path, DIL_ENCODING_FLOAT, RATE, CHANNELS, &writer, &message),
    DIL_OK);
  DilStatus status = DIL_OK;
  size_t n = 0U;
  for (; !status && n < 3000U; ++n) {
    status = dil_audio_writer_write(writer, frames, BLOCK, &message);
  }
  dil_audio_writer_free(writer);
  free(frames);

  assert_int_equal(status, DIL_UNSUPPORTED);
  assert_int_equal(n, 2048U);
  assert_non_null(strstr(message.text, "a.wav: more than fits"));
}

static DilStatus
write_once(void* const context)
{
  const float frames[10] = { 0.5f };
  return write_frames(
    (const char*)context, DIL_ENCODING_S16, 1U, frames, 10U, 10U, NULL);
}

static void
failed_allocation_leaves_no_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  for (size_t name = 0U; name < N_NAMES; ++name) {
    char path[512];
    snprintf(path, sizeof(path), "%s/%s", temp_folder(folder), names[name]);
    assert_true(fault_for_each(write_once, path, DIL_NO_MEMORY) >= 4U);
    unlink(path);
    assert_int_equal(temp_count(folder), 0U);
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  // Then a write beyond a limit fails instead of ending the process
  signal(SIGXFSZ, SIG_IGN);

  const struct CMUnitTest tests[] = {
    TEST(every_format_and_encoding_is_read_back),
    TEST(equal_sounds_are_equal_files_however_they_were_cut),
    TEST(file_read_and_written_again_is_unchanged),
    TEST(rounding_is_to_the_nearest_and_then_to_even),
    TEST(samples_beyond_full_scale_clip_and_do_not_wrap),
    TEST(sound_without_frames_is_a_file_where_it_can_be),
    TEST(every_rate_and_number_of_channels_is_written),
    TEST(unfinished_file_is_removed),
    TEST(what_cannot_be_written_is_refused_at_once),
    TEST(samples_that_are_not_finite_are_refused),
    TEST(disk_that_is_full_at_any_place_leaves_no_file),
    TEST(full_device_is_reported),
    TEST(sound_that_outgrows_its_format_is_refused),
    TEST(failed_allocation_leaves_no_file),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
