// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "audio_case.h"

#include <math.h>
#include <string.h>

const char* const audio_names[N_AUDIO_NAMES] =
  {"a.wav", "a.flac", "a.ogg", "a.opus", "a.mp3", "a.aiff", "a.AIF"};

bool
audio_is_lossy(const char* const path)
{
  return strstr(path, ".ogg") || strstr(path, ".opus") || strstr(path, ".mp3");
}

// Write frames in blocks of `n_block`
DilStatus
audio_write(const char* const path,
            const DilEncoding encoding,
            const uint32_t n_channels,
            const float* const frames,
            const size_t n_frames,
            const size_t n_block,
            DilMessage* const message)
{
  DilAudioWriter* writer = NULL;
  DilStatus status = dil_audio_writer_new(
    path, encoding, AUDIO_RATE, n_channels, &writer, message);
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

void
audio_fill(float* const samples, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    samples[i] = 0.7f * sinf(0.05f * (float)i);
  }
}
