// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "encoded.h"

#include "support/test.h"

void
encode(const char* const path,
       const DilEncoding encoding,
       const uint32_t rate,
       const uint32_t n_channels,
       const float* const frames,
       const size_t n_frames)
{
  DilAudioWriter* writer = NULL;
  assert_int_equal(
    dil_audio_writer_new(path, encoding, rate, n_channels, &writer, NULL),
    DIL_OK);
  assert_int_equal(dil_audio_writer_write(writer, frames, n_frames, NULL),
                   DIL_OK);
  assert_int_equal(dil_audio_writer_finish(writer, NULL), DIL_OK);
  dil_audio_writer_free(writer);
}
