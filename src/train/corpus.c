// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "corpus.h"

#include "lines.h"
#include "material.h"
#include "message.h"
#include "note_shape.h"
#include "pool.h"
#include "recordings.h"
#include "tone.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Peak to which the loudest 0.5 % of tones are brought
static const double loud_peak = 0.8;

/// A corpus being made
typedef struct {
  const DilCorpusSettings* settings;
  DilCorpusProgress progress;
  void* user;
  DilCorpus* corpus;
  size_t capacity;     ///< Of corpus->tones
  size_t n_total;      ///< Recordings of the instruments so far
  uint32_t instrument; ///< Being read
  DilPool* pool;
  DilMessage* message;
} Maker;

static char*
name_from_path(const char* const path)
{
  const char* const slash = strrchr(path, '/');
  const char* const start = slash ? slash + 1 : path;
  const char* const dot = strrchr(start, '.');
  return strndup(start, dot ? (size_t)(dot - start) : strlen(start));
}

static DilStatus
describe_instrument(Maker* const maker,
                    const DilTrainingSource* const source,
                    const DilMaterial* const material)
{
  DilInstrument* const instrument =
    &maker->corpus->instruments[maker->instrument];
  instrument->name =
    source->name ? strdup(source->name) : name_from_path(source->path);
  instrument->credits = strdup(source->credits ? source->credits : "");
  instrument->lo_key = 127;
  instrument->hi_key = 0;
  instrument->veltrack = material->regions[0].amp_veltrack;
  for (size_t i = 0U; i < material->n_regions; ++i) {
    const DilSfzRegion* const r = &material->regions[i];
    instrument->lo_key =
      r->lo_key < instrument->lo_key ? r->lo_key : instrument->lo_key;
    instrument->hi_key =
      r->hi_key > instrument->hi_key ? r->hi_key : instrument->hi_key;
    instrument->release_s = fmaxf(instrument->release_s, r->release_s);
  }

  return instrument->name && instrument->credits
           ? DIL_OK
           : dil_fail_memory(maker->message);
}

static DilStatus
reserve(Maker* const maker, const DilMaterial* const material)
{
  size_t n_more = 0U;
  for (size_t i = 0U; i < material->n_regions; ++i) {
    n_more += dil_recording_n_tones(maker->settings, &material->regions[i]);
  }

  // One more, for no memory at all might be no failure
  const size_t capacity = maker->capacity + n_more;
  DilTone* const tones = (DilTone*)realloc(
    maker->corpus->tones, (capacity + 1U) * sizeof(*maker->corpus->tones));
  if (!tones) {
    return dil_fail_memory(maker->message);
  }

  maker->corpus->tones = tones;
  maker->capacity = capacity;
  return DIL_OK;
}

/// Add warnings to those of the corpus
static DilStatus
keep_lines(const Maker* const maker, DilLines* const lines)
{
  DilCorpus* const corpus = maker->corpus;
  DilLines all = {corpus->warnings, corpus->n_warnings};
  const DilStatus status = dil_lines_move(lines, &all);
  corpus->warnings = all.texts;
  corpus->n_warnings = all.n;
  return status;
}

static DilStatus
keep_warnings(Maker* const maker, const DilMaterial* const material)
{
  const DilSfz* const sfz = material->sfz;
  const DilLines* const taken = &material->takes.lines;
  DilLines lines = {NULL, 0U};
  DilStatus status = DIL_OK;
  for (size_t i = 0U; sfz && i < sfz->n_warnings && !status; ++i) {
    status = dil_lines_add(&lines, "%s", sfz->warnings[i]);
  }
  for (size_t i = 0U; i < taken->n && !status; ++i) {
    status = dil_lines_add(&lines, "%s", taken->texts[i]);
  }
  for (size_t i = 0U; i < dil_warnings_count(&material->warnings) && !status;
       ++i) {
    status = dil_lines_add(&lines, "%s", material->warnings.texts[i].text);
  }

  const DilStatus kept = keep_lines(maker, &lines);
  return status || kept ? dil_fail_memory(maker->message) : DIL_OK;
}

/// Whether tones [n] hold their level, by the median of their slopes
static DilStatus
judge_sustained(const DilTone* const tones,
                const size_t n,
                bool* const is_sustained)
{
  double* const slopes = (double*)calloc(n + 1U, sizeof(*slopes));
  if (!slopes) {
    return DIL_NO_MEMORY;
  }

  size_t n_known = 0U;
  for (size_t i = 0U; i < n; ++i) {
    if (!isnan(tones[i].slope_db_s)) {
      slopes[n_known++] = tones[i].slope_db_s;
    }
  }
  *is_sustained = dil_is_sustained(slopes, n_known);
  free(slopes);
  return DIL_OK;
}

static DilStatus
read_recordings(Maker* const maker,
                const DilMaterial* const material,
                const DilSustained told)
{
  DilCorpus* const corpus = maker->corpus;
  const size_t n_total = maker->n_total + material->n_regions;
  const DilRecordings recordings = {maker->settings,
                                    material,
                                    maker->instrument,
                                    maker->n_total,
                                    n_total,
                                    maker->progress,
                                    maker->user};
  DilTone* const tones = corpus->tones + corpus->n_tones;
  bool is_sustained = told == DIL_SUSTAINED_YES;
  size_t n_tones = 0U;
  DilLines lines = {NULL, 0U};
  DilStatus status = dil_recordings_read(
    &recordings, maker->pool, tones, &n_tones, &lines, maker->message);
  if (keep_lines(maker, &lines) && !status) {
    status = dil_fail_memory(maker->message);
  }
  corpus->n_tones += n_tones;
  maker->n_total = n_total;
  if (status) {
    return status;
  }

  if (told == DIL_SUSTAINED_HEARD &&
      judge_sustained(tones, n_tones, &is_sustained)) {
    return dil_fail_memory(maker->message);
  }
  for (size_t i = 0U; i < n_tones; ++i) {
    dil_tone_finish(&tones[i], (double)corpus->rate, is_sustained);
  }
  corpus->instruments[maker->instrument].is_sustained = is_sustained;
  return DIL_OK;
}

static DilStatus
read_source(Maker* const maker, const DilTrainingSource* const source)
{
  DilMaterial material = {0};
  const uint32_t n_threads = dil_pool_n_threads(maker->pool);
  DilStatus status =
    dil_material_open(source, n_threads, &material, maker->message);
  if (status) {
    return status;
  }

  status = describe_instrument(maker, source, &material);
  status = status ? status : reserve(maker, &material);
  status = status ? status : keep_warnings(maker, &material);
  status =
    status ? status : read_recordings(maker, &material, source->sustained);
  dil_material_close(&material);
  return status;
}

static int
compare_floats(const void* const a, const void* const b)
{
  const float left = *(const float*)a;
  const float right = *(const float*)b;
  return (left > right) - (left < right);
}

static DilStatus
normalise(DilCorpus* const corpus, DilMessage* const message)
{
  float* const peaks = (float*)calloc(corpus->n_tones, sizeof(*peaks));
  if (!peaks) {
    return dil_fail_memory(message);
  }

  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    for (size_t t = 0U; t < tone->n_samples; ++t) {
      peaks[i] = fmaxf(peaks[i], fabsf(tone->samples[t]));
    }
  }

  qsort(peaks, corpus->n_tones, sizeof(*peaks), compare_floats);
  const float loud = peaks[(corpus->n_tones - 1U) * 995U / 1000U];
  free(peaks);
  if (loud < 1e-6f) {
    return dil_fail(message, DIL_BAD_FILE, "the recordings are silent");
  }

  corpus->gain = (float)loud_peak / loud;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    for (size_t t = 0U; t < corpus->tones[i].n_samples; ++t) {
      corpus->tones[i].samples[t] *= corpus->gain;
    }
  }

  return DIL_OK;
}

static DilStatus
hold_out_one(DilCorpus* const corpus, DilMessage* const message)
{
  // Whatever chance decided, both sides must have something
  size_t n_held_out = 0U;
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    n_held_out += corpus->tones[i].is_held_out;
  }

  if (corpus->n_tones < 2U) {
    return dil_fail(message, DIL_BAD_FILE, "one recording is not enough");
  }

  if (!n_held_out || n_held_out == corpus->n_tones) {
    for (size_t i = 0U; i < corpus->n_tones; ++i) {
      corpus->tones[i].is_held_out = (i == corpus->n_tones / 2U);
    }
  }

  return DIL_OK;
}

DilStatus
dil_corpus_load(const DilTrainingSource* const sources,
                const size_t n_sources,
                const DilCorpusSettings* const settings,
                const DilCorpusProgress progress,
                void* const user,
                DilCorpus** const out,
                DilMessage* const message)
{
  DilCorpus* const corpus = (DilCorpus*)calloc(1U, sizeof(*corpus));
  if (!corpus) {
    return dil_fail_memory(message);
  }

  Maker maker = {settings, progress, user, corpus, 0U, 0U, 0U, NULL, message};
  DilStatus status = DIL_OK;
  corpus->rate = settings->rate;
  corpus->instruments =
    (DilInstrument*)calloc(n_sources, sizeof(*corpus->instruments));
  maker.pool = dil_pool_new(settings->n_threads);
  if (!corpus->instruments || !maker.pool) {
    status = dil_fail_memory(message);
  }

  for (size_t i = 0U; i < n_sources && !status; ++i) {
    maker.instrument = (uint32_t)i;
    corpus->n_instruments = (uint32_t)i + 1U;
    status = read_source(&maker, &sources[i]);
  }

  dil_pool_free(maker.pool);
  status = status ? status : hold_out_one(corpus, message);
  status = status ? status : normalise(corpus, message);
  if (status) {
    dil_corpus_free(corpus);
  } else {
    *out = corpus;
  }

  return status;
}

void
dil_corpus_free(DilCorpus* const corpus)
{
  if (!corpus) {
    return;
  }

  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    free(corpus->tones[i].samples);
  }
  for (uint32_t i = 0U; i < corpus->n_instruments; ++i) {
    free((char*)(uintptr_t)corpus->instruments[i].name);
    free((char*)(uintptr_t)corpus->instruments[i].credits);
  }
  for (size_t i = 0U; i < corpus->n_warnings; ++i) {
    free(corpus->warnings[i]);
  }

  free((void*)corpus->warnings);
  free(corpus->instruments);
  free(corpus->tones);
  free(corpus);
}
