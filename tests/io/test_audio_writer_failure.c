// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "audio_case.h"
#include "powerless.h"
#include "sound_output.h"

#include "support/fault.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static void
unfinished_file_is_removed(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const float frames[100] = {0.0f};
  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    DilAudioWriter* writer = NULL;
    const char* const path = temp_path(folder, audio_names[name]);
    assert_int_equal(dil_audio_writer_new(
                       path, DIL_ENCODING_S16, AUDIO_RATE, 1U, &writer, NULL),
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
  DilMessage message = {""};
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

  assert_unwritten("a.mp4",
                   AUDIO_RATE,
                   1U,
                   DIL_BAD_ARGUMENT,
                   "must end in .wav, .flac, .ogg, .opus, .mp3 or .aiff");
  assert_unwritten(".wav", AUDIO_RATE, 1U, DIL_BAD_ARGUMENT, "must end in");
  assert_unwritten("wav", AUDIO_RATE, 1U, DIL_BAD_ARGUMENT, "must end in");
  assert_unwritten(path, 999U, 1U, DIL_BAD_ARGUMENT, "999 Hz");
  assert_unwritten(path, 400000U, 1U, DIL_BAD_ARGUMENT, "400000 Hz");
  assert_unwritten(path, AUDIO_RATE, 0U, DIL_BAD_ARGUMENT, "0 channels");
  assert_unwritten(path, AUDIO_RATE, 9U, DIL_BAD_ARGUMENT, "9 channels");
  assert_unwritten(temp_path(folder, "a.ogg"),
                   384000U,
                   1U,
                   DIL_BAD_ARGUMENT,
                   ": 384000 Hz is no rate of Ogg; 192000 Hz is");
  assert_unwritten(temp_path(folder, "a.opus"),
                   44100U,
                   1U,
                   DIL_BAD_ARGUMENT,
                   ": 44100 Hz is no rate of Opus; 48000 Hz is");
  assert_unwritten(
    temp_path(folder, "a.mp3"), 48000U, 3U, DIL_BAD_ARGUMENT, "a.mp3: ");

  DilAudioWriter* writer = NULL;
  assert_int_equal(
    dil_audio_writer_new(
      path, (DilEncoding)(DIL_ENCODING_FLOAT + 1), 48000U, 1U, &writer, NULL),
    DIL_BAD_ARGUMENT);
  assert_null(writer);
  assert_unwritten(temp_path(folder, "no/a.wav"),
                   AUDIO_RATE,
                   1U,
                   DIL_NOT_FOUND,
                   "No such file");
  assert_int_equal(temp_count(folder), 0U);
}

static void
samples_that_are_not_finite_are_refused(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "a.wav");
  const float bad[3] = {NAN, INFINITY, -INFINITY};
  for (size_t i = 0U; i < 3U; ++i) {
    assert_int_equal(
      audio_write(path, DIL_ENCODING_FLOAT, 1U, &bad[i], 1U, 1U, NULL),
      DIL_BAD_ARGUMENT);
  }
  assert_int_equal(temp_count(folder), 0U);
}

static void
disk_that_is_full_at_any_place_leaves_no_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  float frames[N_AUDIO_FRAMES];
  audio_fill(frames, N_AUDIO_FRAMES);

  struct rlimit old;
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    const char* const path = temp_path(folder, audio_names[name]);
    assert_int_equal(
      audio_write(
        path, DIL_ENCODING_S16, 1U, frames, N_AUDIO_FRAMES, 500U, NULL),
      DIL_OK);
    const FileBytes whole = file_read(path);
    free(whole.bytes);
    unlink(path);

    for (size_t size = 0U; size < whole.n; size += 1U + size / 16U) {
      DilMessage message = {""};
      const struct rlimit limit = {size, old.rlim_max};
      assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
      const DilStatus status = audio_write(
        path, DIL_ENCODING_S16, 1U, frames, N_AUDIO_FRAMES, 500U, &message);
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
  TempFolder* const folder = (TempFolder*)*state;
  const char* const path = temp_path(folder, "a.wav");
  const float frames[N_AUDIO_FRAMES] = {0.0f};
  DilMessage message = {""};
  assert_int_equal(symlink("/dev/full", path), 0);
  assert_int_equal(chmod(temp_folder(folder), 0755), 0);

  const uid_t user = powerless_begin();
  const DilStatus status = audio_write(path,
                                       DIL_ENCODING_S16,
                                       1U,
                                       frames,
                                       N_AUDIO_FRAMES,
                                       N_AUDIO_FRAMES,
                                       &message);
  powerless_end(user);
  assert_int_equal(status, DIL_IO_ERROR);
  assert_non_null(strstr(message.text, "a.wav: No space left on device"));
}

static void
sound_that_outgrows_its_format_is_refused(void** state)
{
  static const struct {
    const char* name;
    DilEncoding encoding;
    uint64_t n_bytes;
    DilStatus status;
  } cases[] = {
    {"a.wav", DIL_ENCODING_S24, 0xFFFEFF00U, DIL_OK},
    {"a.wav", DIL_ENCODING_S24, 0xFFFEFFF0U, DIL_UNSUPPORTED},
    {"a.aif", DIL_ENCODING_S16, 0xFFFEFFFFU, DIL_UNSUPPORTED},
    {"a.flac", DIL_ENCODING_S16, 0xFFFEFFFFU, DIL_OK},
  };
  static const int32_t frames[16] = {0};

  for (size_t i = 0U; i < sizeof(cases) / sizeof(cases[0]); ++i) {
    const char* const path = temp_path((TempFolder*)*state, cases[i].name);
    DilSoundOutput output = {NULL, NULL, NULL, 0, 0U, 0U};
    DilMessage message = {""};
    assert_int_equal(dil_sound_output_open(&output,
                                           path,
                                           dil_sound_format(path),
                                           cases[i].encoding,
                                           48000U,
                                           2U,
                                           NULL),
                     DIL_OK);
    output.n_bytes = cases[i].n_bytes;
    assert_int_equal(dil_sound_output_write_int(&output, frames, 8U, &message),
                     cases[i].status);
    if (cases[i].status) {
      assert_non_null(strstr(message.text, ": more than fits"));
    }
    dil_sound_output_free(&output);
  }
}

static DilStatus
write_once(void* const context)
{
  const float frames[10] = {0.5f};
  return audio_write(
    (const char*)context, DIL_ENCODING_S16, 1U, frames, 10U, 10U, NULL);
}

static void
failed_allocation_leaves_no_file(void** state)
{
  TempFolder* const folder = (TempFolder*)*state;
  for (size_t name = 0U; name < N_AUDIO_NAMES; ++name) {
    char path[512];
    snprintf(
      path, sizeof(path), "%s/%s", temp_folder(folder), audio_names[name]);
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
