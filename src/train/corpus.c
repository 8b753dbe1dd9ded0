// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "corpus.h"

#include "blends.h"
#include "flatten.h"
#include "held_out.h"
#include "lines.h"
#include "loud_peak.h"
#include "material.h"
#include "message.h"
#include "note_shape.h"
#include "phase_lock.h"
#include "pool.h"
#include "recordings.h"
#include "tone.h"
#include "vibrato.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/// A corpus being made
typedef struct {
  const DilCorpusSettings* settings;
  DilCorpusProgress progress;
  void* user;
  DilCorpus* corpus;
  size_t capacity;     ///< Of corpus->tones
  size_t n_total;      ///< Recordings of the instruments so far
  uint32_t instrument; ///< Being read
  bool is_one_of_many; ///< So are others
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
keep_warnings(const Maker* const maker, const DilMaterial* const material)
{
  DilLines lines = {NULL, 0U};
  const DilStatus status = dil_material_lines(material, &lines);
  const DilStatus kept = keep_lines(maker, &lines);
  return status || kept ? dil_fail_memory(maker->message) : DIL_OK;
}

/// Whether an instrument holds its level, by those of slopes [n] that are known
static bool
holds_level(double* const slopes, const size_t n)
{
  size_t n_known = 0U;
  for (size_t i = 0U; i < n; ++i) {
    if (!isnan(slopes[i])) {
      slopes[n_known++] = slopes[i];
    }
  }

  return dil_is_sustained(slopes, n_known);
}

/// The same, by its tones
static DilStatus
judge_tones(const DilTone* const tones, const size_t n, bool* const holds)
{
  double* const slopes = (double*)calloc(n + 1U, sizeof(*slopes));
  if (!slopes) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < n; ++i) {
    slopes[i] = tones[i].slope_db_s;
  }
  *holds = holds_level(slopes, n);
  free(slopes);
  return DIL_OK;
}

/// The same, by its recordings, before they are locked for it
static DilStatus
judge_recordings(Maker* const maker,
                 DilRecordings* const recordings,
                 bool* const holds)
{
  const size_t n = recordings->material->n_regions;
  size_t n_tones = 0U;
  double* const slopes = (double*)calloc(n, sizeof(*slopes));
  if (!slopes) {
    return dil_fail_memory(maker->message);
  }

  DilRecordings looked_at = *recordings;
  looked_at.slopes = slopes;
  looked_at.progress = NULL;
  DilLines none = {NULL, 0U};
  const DilStatus status = dil_recordings_read(
    &looked_at, maker->pool, NULL, &n_tones, &none, maker->message);
  dil_lines_clear(&none);
  *holds = !status && holds_level(slopes, n);
  free(slopes);
  return status;
}

/// Decide whether recordings are to be locked
static DilStatus
decide_lock(Maker* const maker,
            const DilTrainingSource* const source,
            DilRecordings* const recordings)
{
  bool is_sustained = source->sustained == DIL_SUSTAINED_YES;
  const bool is_heard = source->phase_lock == DIL_PHASE_LOCK_AUTO &&
                        source->sustained == DIL_SUSTAINED_HEARD;
  const DilStatus status =
    is_heard ? judge_recordings(maker, recordings, &is_sustained) : DIL_OK;
  recordings->is_locked = dil_wants_lock(source->phase_lock, is_sustained);
  recordings->is_to_be_turned = maker->is_one_of_many;
  return status;
}

/// Finish the tones that a source's recordings have become
static DilStatus
finish_tones(Maker* const maker,
             const DilSustained told,
             const DilRecordings* const recordings,
             DilTone* const tones,
             const size_t n_tones)
{
  DilInstrument* const instrument =
    &maker->corpus->instruments[maker->instrument];
  instrument->is_locked = recordings->is_locked;
  instrument->is_sustained = told == DIL_SUSTAINED_YES;
  if ((told == DIL_SUSTAINED_HEARD &&
       judge_tones(tones, n_tones, &instrument->is_sustained)) ||
      dil_vibrato_median(recordings->vibratos,
                         recordings->material->n_regions,
                         &instrument->vibrato)) {
    return dil_fail_memory(maker->message);
  }

  for (size_t i = 0U; i < n_tones; ++i) {
    dil_tone_finish(
      &tones[i], (double)maker->corpus->rate, instrument->is_sustained);
  }
  return DIL_OK;
}

static DilStatus
read_recordings(Maker* const maker,
                const DilMaterial* const material,
                const bool* const is_held_out,
                const DilTrainingSource* const source)
{
  DilCorpus* const corpus = maker->corpus;
  DilRecordings recordings = {.settings = maker->settings,
                              .material = material,
                              .is_held_out = is_held_out,
                              .instrument = maker->instrument,
                              .first = maker->n_total,
                              .n_total = maker->n_total + material->n_regions,
                              .progress = maker->progress,
                              .user = maker->user};
  DilTone* const tones = corpus->tones + corpus->n_tones;
  size_t n_tones = 0U;
  recordings.vibratos =
    (DilVibrato*)calloc(material->n_regions, sizeof(*recordings.vibratos));
  if (!recordings.vibratos) {
    return dil_fail_memory(maker->message);
  }

  DilLines lines = {NULL, 0U};
  DilStatus status = decide_lock(maker, source, &recordings);
  if (!status) {
    status = dil_recordings_read(
      &recordings, maker->pool, tones, &n_tones, &lines, maker->message);
  }
  if (keep_lines(maker, &lines) && !status) {
    status = dil_fail_memory(maker->message);
  }

  corpus->n_tones += n_tones;
  maker->n_total = recordings.n_total;
  if (!status) {
    status =
      finish_tones(maker, source->sustained, &recordings, tones, n_tones);
  }
  free(recordings.vibratos);
  return status;
}

/// Choose what is held out, to `is_held_out` or NULL, and leave no key
/// unlearned
static DilStatus
hold_out(const Maker* const maker,
         DilMaterial* const material,
         bool* const is_held_out)
{
  if (!is_held_out || dil_hold_out(material->regions,
                                   material->n_regions,
                                   maker->settings->held_out,
                                   maker->settings->seed + maker->instrument,
                                   is_held_out)) {
    return dil_fail_memory(maker->message);
  }

  dil_cover_held_out(material->regions, material->n_regions, is_held_out);
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
  bool* const is_held_out =
    (bool*)calloc(material.n_regions, sizeof(*is_held_out));
  status = status ? status : hold_out(maker, &material, is_held_out);
  status = status ? status : reserve(maker, &material);
  status = status ? status : keep_warnings(maker, &material);
  status =
    status ? status : read_recordings(maker, &material, is_held_out, source);
  free(is_held_out);
  dil_material_close(&material);
  return status;
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

  Maker maker = {.settings = settings,
                 .progress = progress,
                 .user = user,
                 .corpus = corpus,
                 .is_one_of_many = n_sources > 1U,
                 .message = message};
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

  status = status ? status : hold_out_one(corpus, message);
  status = status ? status : dil_corpus_normalise(corpus, message);
  if (!status &&
      (dil_corpus_flatten(corpus, settings) ||
       (settings->has_blends && dil_corpus_blend(corpus, maker.pool)))) {
    status = dil_fail_memory(message);
  }

  dil_pool_free(maker.pool);
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
  free(corpus->envelopes);
  free(corpus->instruments);
  free(corpus->tones);
  free(corpus);
}
