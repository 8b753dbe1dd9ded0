// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "message.h"
#include "ogg_page.h"
#include "sound_error.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

// A sound of 1 GiB: 93 minutes of mono at 48 kHz
#define MAX_SAMPLES ((size_t)1U << 28U)

#define FIRST_FRAMES 65536U

void
dil_audio_free(DilAudio* const audio)
{
  static const DilAudio empty = {NULL, 0U, 0U, 0U};
  if (audio) {
    free(audio->samples);
    *audio = empty;
  }
}

// What libsndfile would hand to libmpg123, which writes about damage to
// standard error: MPEG audio, perhaps behind ID3 tags (id3.org, "ID3 tag
// version 2.4.0", section 3)
static bool
is_mpeg(const int descriptor)
{
  uint8_t head[10];
  off_t place = 0;
  while (pread(descriptor, head, sizeof(head), place) == sizeof(head)) {
    if (memcmp(head, "ID3", 3U) != 0) {
      return head[0] == 0xFFU && (head[1] & 0xE0U) == 0xE0U;
    }

    off_t size = 0;
    for (size_t i = 6U; i < sizeof(head); ++i) {
      size = 128 * size + (head[i] & 0x7F);
    }
    place += (off_t)sizeof(head) + size;
  }

  return false;
}

static DilStatus
check_info(const char* const path,
           const SF_INFO* const info,
           DilMessage* const message)
{
  if (info->channels < 1 || info->samplerate < 1 || info->frames < 0) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: no channels or no sample rate", path);
  }

  // What cannot seek has as many frames as there may be
  if (info->frames != SF_COUNT_MAX &&
      (size_t)info->frames > MAX_SAMPLES / (size_t)info->channels) {
    return dil_fail(
      message, DIL_UNSUPPORTED, "%s: more than %zu samples", path, MAX_SAMPLES);
  }

  return DIL_OK;
}

// Make room for more frames: twice as many as now, whatever the header says
static DilStatus
grow(DilAudio* const audio,
     size_t* const n_allocated,
     DilMessage* const message)
{
  const size_t n = *n_allocated ? 2U * *n_allocated : FIRST_FRAMES;
  const size_t size = n * audio->n_channels * sizeof(*audio->samples);
  float* const grown = (float*)realloc(audio->samples, size);
  if (!grown) {
    return dil_fail_memory(message);
  }

  audio->samples = grown;
  *n_allocated = n;
  return DIL_OK;
}

static DilStatus
read_frames(SNDFILE* const file,
            const char* const path,
            DilAudio* const audio,
            DilMessage* const message)
{
  size_t n_allocated = 0U;

  for (size_t n_read = 1U; n_read;) {
    const DilStatus status = (audio->n_frames == n_allocated)
                               ? grow(audio, &n_allocated, message)
                               : DIL_OK;
    if (status) {
      return status;
    }

    const sf_count_t n =
      sf_readf_float(file,
                     audio->samples + audio->n_frames * audio->n_channels,
                     (sf_count_t)(n_allocated - audio->n_frames));

    n_read = (n > 0) ? (size_t)n : 0U;
    audio->n_frames += n_read;
    if (audio->n_frames > MAX_SAMPLES / audio->n_channels) {
      return dil_fail(message,
                      DIL_UNSUPPORTED,
                      "%s: more than %zu samples",
                      path,
                      MAX_SAMPLES);
    }
  }

  return DIL_OK;
}

static DilStatus
check_audio(SNDFILE* const file,
            const char* const path,
            const SF_INFO* const info,
            const DilAudio* const audio,
            DilMessage* const message)
{
  if (sf_error(file)) {
    return dil_fail_sound(message, DIL_BAD_FILE, path, file);
  }

  if (info->frames != SF_COUNT_MAX && audio->n_frames < (size_t)info->frames) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: damaged or cut short: %zu of %zu frames",
                    path,
                    audio->n_frames,
                    (size_t)info->frames);
  }

  for (size_t i = 0U; i < audio->n_frames * audio->n_channels; ++i) {
    if (!isfinite(audio->samples[i])) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: not a finite number at frame %zu",
                      path,
                      i / audio->n_channels);
    }
  }

  return DIL_OK;
}

static DilStatus
read_descriptor(const int descriptor,
                const char* const path,
                DilAudio* const out,
                DilMessage* const message)
{
  struct stat entry;
  if (!fstat(descriptor, &entry) && S_ISDIR(entry.st_mode)) {
    return dil_fail_errno(message, path, EISDIR);
  }

  if (is_mpeg(descriptor)) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: MP3 is not supported; FLAC, WAV and Ogg are",
                    path);
  }

  DilStatus status = dil_ogg_check_headers(descriptor, path, message);
  if (status) {
    return status;
  }

  SF_INFO info;
  memset(&info, 0, sizeof(info));
  SNDFILE* const file = sf_open_fd(descriptor, SFM_READ, &info, SF_FALSE);
  if (!file) {
    return dil_fail_sound(message, DIL_BAD_FILE, path, NULL);
  }

  DilAudio audio = {NULL, 0U, 0U, 0U};
  status = check_info(path, &info, message);
  if (!status) {
    audio.n_channels = (uint32_t)info.channels;
    audio.rate = (uint32_t)info.samplerate;
    status = read_frames(file, path, &audio, message);
    status = status ? status : check_audio(file, path, &info, &audio, message);
  }

  sf_close(file);
  if (status) {
    dil_audio_free(&audio);
  } else {
    *out = audio;
  }

  return status;
}

DilStatus
dil_audio_read(const char* const path,
               DilAudio* const out,
               DilMessage* const message)
{
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return dil_fail_errno(message, path, errno);
  }

  const DilStatus status = read_descriptor(descriptor, path, out, message);
  close(descriptor);
  return status;
}

DilStatus
dil_audio_read_mono(const char* const path,
                    DilAudio* const out,
                    DilMessage* const message)
{
  const DilStatus status = dil_audio_read(path, out, message);
  if (status) {
    return status;
  }

  for (size_t i = 0U; i < out->n_frames; ++i) {
    double sum = 0.0;
    for (uint32_t c = 0U; c < out->n_channels; ++c) {
      sum += (double)out->samples[i * out->n_channels + c];
    }

    out->samples[i] = (float)(sum / out->n_channels);
  }

  out->n_channels = 1U;
  return DIL_OK;
}
