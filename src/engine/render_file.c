// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/render_file.h"

#include "message.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// As of files that are read
#define MAX_SAMPLES ((size_t)1U << 28U)

#define FIRST_SAMPLES ((size_t)1U << 17U)

/// Where frames go, and what follows the work for the caller
typedef struct {
  DilAudioWriter* writer; ///< Or NULL: to `audio`
  DilAudio audio;
  size_t capacity; ///< Samples that fit into `audio`
  DilRenderProgress progress;
  void* context;
} Target;

static bool
follow(void* const context, const double done)
{
  const Target* const target = (const Target*)context;
  return !target->progress || target->progress(target->context, done);
}

static DilStatus
write_frames(void* const context,
             const float* const frames,
             const size_t n_frames,
             DilMessage* const message)
{
  const Target* const target = (const Target*)context;
  return dil_audio_writer_write(target->writer, frames, n_frames, message);
}

/// Make place for `n_samples` in all
static DilStatus
grow(Target* const target, const size_t n_samples, DilMessage* const message)
{
  if (n_samples > MAX_SAMPLES) {
    return dil_fail(
      message, DIL_UNSUPPORTED, "more than 2^28 samples to be kept in memory");
  }

  size_t capacity = target->capacity ? target->capacity : FIRST_SAMPLES;
  while (capacity < n_samples) {
    capacity *= 2U;
  }

  float* const samples =
    capacity > target->capacity
      ? (float*)realloc(target->audio.samples, capacity * sizeof(float))
      : target->audio.samples;
  if (!samples) {
    return dil_fail_memory(message);
  }

  target->audio.samples = samples;
  target->capacity = capacity;
  return DIL_OK;
}

static DilStatus
keep_frames(void* const context,
            const float* const frames,
            const size_t n_frames,
            DilMessage* const message)
{
  Target* const target = (Target*)context;
  const size_t n_before = target->audio.n_frames * DIL_N_OUTPUTS;
  const size_t n_new = n_frames * DIL_N_OUTPUTS;
  const DilStatus status = grow(target, n_before + n_new, message);
  if (!status) {
    memcpy(target->audio.samples + n_before, frames, n_new * sizeof(float));
    target->audio.n_frames += n_frames;
  }

  return status;
}

/// The caller's settings with our sink, and our context around the caller's
static DilRenderSettings
settings_for(Target* const target,
             const DilRenderSettings* const settings,
             const DilRenderSink sink)
{
  DilRenderSettings mine = settings ? *settings : dil_render_defaults();
  target->progress = mine.progress;
  target->context = mine.context;
  mine.sink = sink;
  mine.progress = follow;
  mine.context = target;
  return mine;
}

DilStatus
dil_render_audio(const DilPreset* const* const presets,
                 const size_t n_presets,
                 const DilScore* const score,
                 const DilRenderSettings* const settings,
                 DilAudio* const out,
                 DilMessage* const message)
{
  Target target = {NULL, {NULL, 0U, DIL_N_OUTPUTS, 0U}, 0U, NULL, NULL};
  const DilRenderSettings mine = settings_for(&target, settings, keep_frames);
  const DilStatus status =
    dil_render_score(presets, n_presets, score, &mine, NULL, message);
  if (status) {
    dil_audio_free(&target.audio);
    return status;
  }

  target.audio.rate = mine.engine.rate;
  *out = target.audio;
  return DIL_OK;
}

DilStatus
dil_render_file(const DilPreset* const* const presets,
                const size_t n_presets,
                const DilScore* const score,
                const DilRenderSettings* const settings,
                const char* const path,
                const DilEncoding encoding,
                DilMessage* const message)
{
  Target target = {NULL, {NULL, 0U, DIL_N_OUTPUTS, 0U}, 0U, NULL, NULL};
  const DilRenderSettings mine = settings_for(&target, settings, write_frames);
  DilStatus status = dil_audio_writer_new(
    path, encoding, mine.engine.rate, DIL_N_OUTPUTS, &target.writer, message);
  if (!status) {
    status = dil_render_score(presets, n_presets, score, &mine, NULL, message);
  }
  if (!status) {
    status = dil_audio_writer_finish(target.writer, message);
  }

  dil_audio_writer_free(target.writer);
  return status;
}
