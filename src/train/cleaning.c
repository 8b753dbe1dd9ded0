// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "cleaning.h"

#include "message.h"
#include "resampling.h"
#include "sfz_sample.h"

#include <math.h>
#include <pthread.h>
#include <samplerate.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/// Length to which a looped recording is unrolled, in seconds
static const double unrolled_s = 4.0;

/// Samples at the highest level in a row that are clipped, and that level's
/// least
#define CLIPPED_RUN   4U
#define CLIPPED_LEVEL 0.3f

/// Of libsndfile's only place for its errors
static pthread_mutex_t sound_lock = PTHREAD_MUTEX_INITIALIZER;

/// A part that is repeated, in frames
typedef struct {
  size_t start;
  size_t end; ///< Behind its last
} Loop;

static double
clipped_share(const DilAudio* const audio)
{
  const size_t n_samples = audio->n_frames * audio->n_channels;
  float most = CLIPPED_LEVEL;
  for (size_t i = 0U; i < n_samples; ++i) {
    most = fmaxf(most, fabsf(audio->samples[i]));
  }

  size_t n_clipped = 0U;
  for (uint32_t c = 0U; c < audio->n_channels; ++c) {
    size_t n = 0U;
    for (size_t i = 0U; i < audio->n_frames; ++i) {
      const float x = audio->samples[i * audio->n_channels + c];
      n = fabsf(x) >= 0.999f * most ? n + 1U : 0U;
      n_clipped += n >= CLIPPED_RUN;
    }
  }

  return (double)n_clipped / (double)(n_samples ? n_samples : 1U);
}

/// The loop of a region, if it has one of at least two frames
static bool
find_loop(const DilSfzRegion* const region,
          const size_t n_frames,
          Loop* const loop)
{
  size_t start = 0U;
  size_t end = n_frames - 1U;
  pthread_mutex_lock(&sound_lock);
  const bool is_said =
    region->sample && dil_sfz_sample_loop(region->sample, &start, &end);
  pthread_mutex_unlock(&sound_lock);
  if (region->loop == DIL_SFZ_LOOP_NO ||
      (region->loop == DIL_SFZ_LOOP_OF_SAMPLE && !is_said)) {
    return false;
  }

  loop->start = region->loop_start == SIZE_MAX ? start : region->loop_start;
  loop->end = 1U + (region->loop_end == SIZE_MAX ? end : region->loop_end);
  return loop->end <= n_frames && loop->start + 1U < loop->end;
}

/// Repeat the loop until there are enough frames from `begin` on
static DilStatus
unroll(DilAudio* const audio,
       const Loop* const loop,
       const size_t begin,
       DilCleaning* const out)
{
  const size_t n = begin + (size_t)(unrolled_s * (double)audio->rate);
  if (loop->end >= n) {
    return DIL_OK;
  }

  float* const longer = (float*)realloc(audio->samples, n * sizeof(*longer));
  if (!longer) {
    return DIL_NO_MEMORY;
  }

  audio->samples = longer;
  for (size_t i = loop->end; i < n; ++i) {
    longer[i] = longer[i - (loop->end - loop->start)];
  }
  out->looped_s = (double)(n - loop->end) / (double)audio->rate;
  audio->n_frames = n;
  return DIL_OK;
}

static void
cut(DilAudio* const audio, const size_t offset, const size_t last)
{
  const size_t end = last < audio->n_frames ? last + 1U : audio->n_frames;
  const size_t start = offset < end ? offset : end;
  audio->n_frames = end - start;
  memmove(audio->samples,
          audio->samples + start,
          audio->n_frames * sizeof(*audio->samples));
}

static DilStatus
reduce_rate(DilAudio* const audio, DilMessage* const message)
{
  if (audio->rate <= DIL_MAX_PREPARED_RATE) {
    return DIL_OK;
  }

  const double ratio = (double)DIL_MAX_PREPARED_RATE / (double)audio->rate;
  float* samples = NULL;
  size_t n_samples = 0U;
  const DilStatus status = dil_resample_recording(
    audio, ratio, SRC_SINC_BEST_QUALITY, 0U, &samples, &n_samples, message);
  if (status) {
    return status;
  }

  free(audio->samples);
  audio->samples = samples;
  audio->n_frames = n_samples;
  audio->rate = DIL_MAX_PREPARED_RATE;
  return DIL_OK;
}

DilStatus
dil_recording_clean(DilAudio* const audio,
                    const DilSfzRegion* const region,
                    DilCleaning* const out,
                    DilMessage* const message)
{
  Loop loop = {0U, 0U};
  memset(out, 0, sizeof(*out));
  out->rate = audio->rate;
  out->n_channels = audio->n_channels;
  out->clipped = clipped_share(audio);
  out->mix = dil_mix_down(audio);

  const bool is_looped =
    audio->n_frames > 0U && find_loop(region, audio->n_frames, &loop);
  if (is_looped && unroll(audio, &loop, region->offset, out)) {
    return dil_fail_memory(message);
  }

  cut(audio, region->offset, is_looped ? SIZE_MAX : region->end);
  if (!audio->n_frames) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: no sound",
                    region->sample ? region->sample : "recording");
  }

  const DilStatus status = reduce_rate(audio, message);
  return status                               ? status
         : dil_noise_gate(audio, &out->noise) ? dil_fail_memory(message)
                                              : DIL_OK;
}

DilStatus
dil_recording_read(const char* const path,
                   DilAudio* const out,
                   DilMessage* const message)
{
  pthread_mutex_lock(&sound_lock);
  const DilStatus status = dil_audio_read(path, out, message);
  pthread_mutex_unlock(&sound_lock);
  return status;
}
