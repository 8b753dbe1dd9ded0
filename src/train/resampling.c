// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "resampling.h"

#include "message.h"

#include <samplerate.h>
#include <stdlib.h>

DilStatus
dil_resample_recording(const DilAudio* const audio,
                       const double ratio,
                       const int converter,
                       const size_t n_more,
                       float** const samples,
                       size_t* const n,
                       DilMessage* const message)
{
  const size_t n_out = (size_t)((double)audio->n_frames * ratio) + 1U;
  float* const result = (float*)calloc(n_out + n_more, sizeof(*result));
  if (!result) {
    return dil_fail_memory(message);
  }

  SRC_DATA data = {0};
  data.data_in = audio->samples;
  data.input_frames = (long)audio->n_frames;
  data.data_out = result;
  data.output_frames = (long)n_out;
  data.src_ratio = ratio;
  const int error = src_simple(&data, converter, 1);
  if (error) {
    free(result);
    return dil_fail(
      message, DIL_UNSUPPORTED, "resampling: %s", src_strerror(error));
  }

  *samples = result;
  *n = (size_t)data.output_frames_gen;
  return DIL_OK;
}
