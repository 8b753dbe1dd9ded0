// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "corpus.h"

#include "dilaton/audio.h"
#include "elementary.h"
#include "material.h"
#include "message.h"
#include "rng.h"
#include "tone.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Peak to which the loudest 0.5 % of tones are brought
static const double loud_peak = 0.8;

/// What is drawn at random, as streams of the seed
enum { HELD_OUT_STREAM = 1, SHIFT_STREAM = 2 };

/// A corpus being made
typedef struct {
  const DilCorpusSettings* settings;
  DilCorpusProgress progress;
  void* user;
  DilCorpus* corpus;
  size_t capacity;     ///< Of corpus->tones
  size_t n_done;       ///< Recordings read
  size_t n_total;      ///< Recordings to read
  uint32_t instrument; ///< Being read
  size_t n_held;       ///< Its tones that keep their level
  DilMessage* message;
} Maker;

static DilStatus
add_tone(Maker* const maker,
         const DilSfzRegion* const region,
         const DilAudio* const audio,
         const double key,
         const DilTone* const properties)
{
  const double playback = dil_exp2(
    (key + (double)region->transpose - (double)region->key_center) / 12.0 +
    (double)region->tune_cents / 1200.0);
  const double ratio =
    (double)maker->settings->rate / ((double)audio->rate * playback);
  if (ratio < 1.0 / 200.0 || ratio > 200.0) {
    return DIL_OK; // No ear would take it for the instrument
  }

  assert(maker->corpus->n_tones < maker->capacity);
  DilTone* const tone = &maker->corpus->tones[maker->corpus->n_tones];
  *tone = *properties;
  tone->key = key;
  const DilStatus status = dil_tone_resample(
    audio, ratio, (double)maker->settings->rate, tone, maker->message);
  if (!status) {
    maker->n_held += dil_tone_level(tone, (double)maker->settings->rate);
    ++maker->corpus->n_tones;
  }

  return status;
}

static size_t
tones_of(const Maker* const maker, const DilSfzRegion* const region)
{
  return (size_t)(region->hi_key - region->lo_key + 1) +
         maker->settings->n_shifted;
}

static DilStatus
add_tones(Maker* const maker,
          const DilSfzRegion* const region,
          const DilAudio* const audio)
{
  const DilRng chance = dil_rng_stream(maker->settings->seed, HELD_OUT_STREAM);
  const DilRng shifts = dil_rng_stream(maker->settings->seed, SHIFT_STREAM);
  const size_t index = maker->n_done;
  DilTone tone = {0};
  tone.lo_velocity = (float)(region->lo_velocity > 1 ? region->lo_velocity : 1);
  tone.hi_velocity = (float)region->hi_velocity;
  tone.release_s = region->release_s;
  tone.instrument = maker->instrument;
  tone.is_held_out =
    (double)dil_rng_uniform(chance, index) < maker->settings->held_out;

  DilStatus status = DIL_OK;
  for (int key = region->lo_key; key <= region->hi_key && !status; ++key) {
    tone.is_shifted = key != region->key_center;
    status = add_tone(maker, region, audio, (double)key, &tone);
  }

  tone.is_shifted = true;
  for (uint32_t i = 0U; i < maker->settings->n_shifted && !status; ++i) {
    const uint64_t place = index * maker->settings->n_shifted + i;
    const double shift = 1.4 * (double)dil_rng_uniform(shifts, place) - 0.7;
    status =
      add_tone(maker, region, audio, (double)region->key_center + shift, &tone);
  }

  return status;
}

static DilStatus
read_recording(Maker* const maker,
               const DilMaterial* const material,
               const size_t index)
{
  DilAudio audio = {0};
  DilStatus status = dil_material_read(material, index, &audio, maker->message);
  if (status) {
    return status;
  }

  status = add_tones(maker, &material->regions[index], &audio);
  dil_audio_free(&audio);
  ++maker->n_done;
  if (!status && maker->progress &&
      !maker->progress(maker->user, maker->n_done, maker->n_total)) {
    return dil_fail(maker->message, DIL_CANCELLED, "stopped");
  }

  return status;
}

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
    n_more += tones_of(maker, &material->regions[i]);
  }

  const size_t capacity = maker->capacity + n_more;
  DilTone* const tones = (DilTone*)realloc(
    maker->corpus->tones, capacity * sizeof(*maker->corpus->tones));
  if (!tones) {
    return dil_fail_memory(maker->message);
  }

  maker->corpus->tones = tones;
  maker->capacity = capacity;
  maker->n_total += material->n_regions;
  return DIL_OK;
}

static DilStatus
keep_warnings(Maker* const maker, const DilMaterial* const material)
{
  DilCorpus* const corpus = maker->corpus;
  const DilSfz* const sfz = material->sfz;
  const size_t n_of_file = sfz ? sfz->n_warnings : 0U;
  const size_t n_more = n_of_file + dil_warnings_count(&material->warnings);
  const size_t n = corpus->n_warnings + n_more;
  char** const warnings =
    (char**)realloc(corpus->warnings, (n + 1U) * sizeof(*warnings));
  if (!warnings) {
    return dil_fail_memory(maker->message);
  }

  corpus->warnings = warnings;
  for (size_t i = 0U; i < n_more; ++i) {
    warnings[corpus->n_warnings] =
      strdup(i < n_of_file ? sfz->warnings[i]
                           : material->warnings.texts[i - n_of_file].text);
    if (!warnings[corpus->n_warnings]) {
      return dil_fail_memory(maker->message);
    }
    ++corpus->n_warnings;
  }

  return DIL_OK;
}

static DilStatus
read_source(Maker* const maker, const DilTrainingSource* const source)
{
  DilMaterial material = {0};
  DilStatus status = dil_material_open(source, &material, maker->message);
  if (status) {
    return status;
  }

  const size_t n_before = maker->corpus->n_tones;
  maker->n_held = 0U;
  status = describe_instrument(maker, source, &material);
  status = status ? status : reserve(maker, &material);
  status = status ? status : keep_warnings(maker, &material);
  for (size_t i = 0U; i < material.n_regions && !status; ++i) {
    status = read_recording(maker, &material, i);
  }

  // An instrument holds its level if most of its notes do
  maker->corpus->instruments[maker->instrument].is_sustained =
    2U * maker->n_held > maker->corpus->n_tones - n_before;
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

  Maker maker = {settings, progress, user, corpus, 0U, 0U, 0U, 0U, 0U, message};
  DilStatus status = DIL_OK;
  corpus->rate = settings->rate;
  corpus->instruments =
    (DilInstrument*)calloc(n_sources, sizeof(*corpus->instruments));
  if (!corpus->instruments) {
    status = dil_fail_memory(message);
  }

  for (size_t i = 0U; i < n_sources && !status; ++i) {
    maker.instrument = (uint32_t)i;
    corpus->n_instruments = (uint32_t)i + 1U;
    status = read_source(&maker, &sources[i]);
  }

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
