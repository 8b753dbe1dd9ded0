// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "decoded.h"

#include "support/test.h"

#include <sndfile.h>

#include <stdlib.h>
#include <string.h>

DilAudio
decoded(const char* const path)
{
  SF_INFO info;
  memset(&info, 0, sizeof(info));
  SNDFILE* const file = sf_open(path, SFM_READ, &info);
  assert_non_null(file);
  const size_t n_samples = (size_t)info.frames * (size_t)info.channels;
  DilAudio audio = {(float*)calloc(n_samples + 1U, sizeof(float)),
                    (size_t)info.frames,
                    (uint32_t)info.channels,
                    (uint32_t)info.samplerate};
  assert_non_null(audio.samples);
  assert_true(sf_readf_float(file, audio.samples, info.frames) == info.frames);
  sf_close(file);
  return audio;
}
