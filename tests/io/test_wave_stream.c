// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "wave_stream.h"

#include "dilaton/audio.h"
#include "support/file.h"
#include "support/temp.h"
#include "support/test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int32_t integers[6] =
  {0, 1 << 30, -(1 << 30), INT32_MIN, 0x12345678, -0x12345678};
static const float floats[6] = {0.0f, 0.5f, -0.5f, -1.0f, 0.25f, 3.0f};

static DilStatus
write_stream(const int descriptor,
             const DilEncoding encoding,
             const uint32_t n_channels,
             DilMessage* const message)
{
  DilWaveStream stream = {
    descriptor, "name", encoding, 24000U, n_channels, false, 0, 0U};
  DilStatus status = dil_wave_stream_begin(&stream, message);
  if (!status) {
    status = (encoding == DIL_ENCODING_FLOAT)
               ? dil_wave_stream_write_float(&stream, floats, 6U, message)
               : dil_wave_stream_write_int(&stream, integers, 6U, message);
  }
  return status ? status : dil_wave_stream_end(&stream, message);
}

static void
assert_sound(const char* const path,
             const DilEncoding encoding,
             const uint32_t n_channels)
{
  static const int32_t masks[2] = {~0xFFFF, ~0xFF};
  DilAudio audio;
  DilMessage message;
  if (dil_audio_read(path, &audio, &message)) {
    fail_msg("%s", message.text);
  }

  assert_int_equal(audio.rate, 24000);
  assert_int_equal(audio.n_channels, n_channels);
  assert_int_equal(audio.n_frames, 6U / n_channels);
  for (size_t i = 0U; i < 6U; ++i) {
    const float expected =
      (encoding == DIL_ENCODING_FLOAT)
        ? floats[i]
        : (float)(integers[i] & masks[encoding]) * 0x1p-31f;
    assert_true(audio.samples[i] == expected);
  }
  dil_audio_free(&audio);
}

// Take what is in a pipe to a file
static void
drain(const int descriptor, const char* const path)
{
  uint8_t bytes[4096];
  const ssize_t n = read(descriptor, bytes, sizeof(bytes));
  assert_true(n > 0);
  file_write(path, bytes, (size_t)n);
}

static void
stream_through_a_pipe_is_read_to_its_end(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  for (int e = DIL_ENCODING_S16; e <= DIL_ENCODING_FLOAT; ++e) {
    for (uint32_t n_channels = 1U; n_channels < 4U; ++n_channels) {
      int ends[2];
      assert_int_equal(pipe(ends), 0);
      assert_int_equal(write_stream(ends[1], (DilEncoding)e, n_channels, NULL),
                       DIL_OK);
      drain(ends[0], path);
      close(ends[0]);
      close(ends[1]);

      const FileBytes file = file_read(path);
      assert_memory_equal(file.bytes + 4U, "\xFF\xFF\xFF\xFF", 4U);
      free(file.bytes);
      assert_sound(path, (DilEncoding)e, n_channels);
    }
  }
}

static uint32_t
get_u32(const uint8_t* const bytes)
{
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8U |
         (uint32_t)bytes[2] << 16U | (uint32_t)bytes[3] << 24U;
}

static void
stream_to_a_file_has_true_lengths(void** state)
{
  static const size_t data_places[3] = {40U, 40U, 54U};
  static const size_t sizes[3] = {2U, 3U, 4U};
  const char* const path = temp_path((TempFolder*)*state, "a.wav");

  for (int e = DIL_ENCODING_S16; e <= DIL_ENCODING_FLOAT; ++e) {
    for (uint32_t n_channels = 1U; n_channels < 4U; ++n_channels) {
      const int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
      assert_true(descriptor >= 0);
      assert_int_equal(
        write_stream(descriptor, (DilEncoding)e, n_channels, NULL), DIL_OK);
      close(descriptor);

      const FileBytes file = file_read(path);
      const size_t place = data_places[e];
      assert_int_equal(get_u32(file.bytes + 4U), file.n - 8U);
      assert_int_equal(get_u32(file.bytes + place), 6U * sizes[e]);
      assert_int_equal(file.n, place + 4U + 6U * sizes[e]);
      free(file.bytes);
      assert_sound(path, (DilEncoding)e, n_channels);
    }
  }
}

static void
stream_of_odd_length_is_padded(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  const int descriptor = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
  DilWaveStream stream = {
    descriptor, "name", DIL_ENCODING_S24, 24000U, 1U, false, 0, 0U};
  assert_int_equal(dil_wave_stream_begin(&stream, NULL), DIL_OK);
  assert_int_equal(dil_wave_stream_write_int(&stream, integers, 5U, NULL),
                   DIL_OK);
  assert_int_equal(dil_wave_stream_end(&stream, NULL), DIL_OK);
  close(descriptor);

  const FileBytes file = file_read(path);
  assert_int_equal(file.n, 44U + 15U + 1U);
  assert_int_equal(get_u32(file.bytes + 4U), file.n - 8U);
  assert_int_equal(get_u32(file.bytes + 40U), 15U);
  free(file.bytes);
}

static void
what_was_in_a_file_that_is_appended_to_stays(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  file_write_text(path, "before");
  const int descriptor = open(path, O_RDWR | O_APPEND);
  assert_true(descriptor >= 0);
  assert_int_equal(write_stream(descriptor, DIL_ENCODING_S16, 1U, NULL),
                   DIL_OK);
  close(descriptor);

  const FileBytes file = file_read(path);
  assert_memory_equal(file.bytes, "beforeRIFF\xFF\xFF\xFF\xFF", 14U);
  assert_int_equal(file.n, 6U + 44U + 12U);
  free(file.bytes);
}

static void
stream_to_a_full_device_is_reported(void** state)
{
  (void)state;

  DilMessage message = {""};
  const int descriptor = open("/dev/full", O_WRONLY);
  assert_true(descriptor >= 0);
  assert_int_equal(write_stream(descriptor, DIL_ENCODING_S16, 1U, &message),
                   DIL_IO_ERROR);
  assert_string_equal(message.text, "name: No space left on device");
  close(descriptor);
}

static DilStatus
write_to_minus(const DilEncoding encoding)
{
  DilAudioWriter* writer = NULL;
  DilStatus status =
    dil_audio_writer_new("-", encoding, 24000U, 2U, &writer, NULL);
  status = status ? status : dil_audio_writer_write(writer, floats, 1U, NULL);
  status =
    status ? status : dil_audio_writer_write(writer, floats + 2U, 2U, NULL);
  status = status ? status : dil_audio_writer_finish(writer, NULL);
  dil_audio_writer_free(writer);
  return status;
}

static void
minus_is_standard_output(void** state)
{
  const char* const path = temp_path((TempFolder*)*state, "a.wav");
  for (int e = DIL_ENCODING_S16; e <= DIL_ENCODING_FLOAT; ++e) {
    int ends[2];
    fflush(stdout);
    const int old = dup(STDOUT_FILENO);
    assert_int_equal(pipe(ends), 0);
    dup2(ends[1], STDOUT_FILENO);
    const DilStatus status = write_to_minus((DilEncoding)e);
    dup2(old, STDOUT_FILENO);
    close(old);
    close(ends[1]);
    drain(ends[0], path);
    close(ends[0]);

    DilAudio audio;
    assert_int_equal(status, DIL_OK);
    assert_int_equal(dil_audio_read(path, &audio, NULL), DIL_OK);
    assert_int_equal(audio.n_channels, 2);
    assert_int_equal(audio.n_frames, 3);
    for (size_t i = 0U; i < 5U; ++i) {
      assert_true(audio.samples[i] == floats[i]);
    }
    dil_audio_free(&audio);
  }
}

#define TEST(name)                                                             \
  cmocka_unit_test_setup_teardown(name, temp_setup, temp_teardown)

int
main(void)
{
  const struct CMUnitTest tests[] = {
    TEST(stream_through_a_pipe_is_read_to_its_end),
    TEST(stream_to_a_file_has_true_lengths),
    TEST(stream_of_odd_length_is_padded),
    TEST(what_was_in_a_file_that_is_appended_to_stays),
    TEST(stream_to_a_full_device_is_reported),
    TEST(minus_is_standard_output),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
