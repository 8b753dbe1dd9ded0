// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "material.h"

#include "font_notes.h"
#include "heard_center.h"
#include "message.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/// The highest of the keys that are asked for
static int
highest_key(const DilTrainingSource* const source)
{
  return source->hi_key ? source->hi_key : 127;
}

/// Keep of a region what is asked for; whether anything is
static bool
keep_asked_keys(const DilTrainingSource* const source,
                DilSfzRegion* const region)
{
  const int high = highest_key(source);
  region->lo_key =
    region->lo_key > source->lo_key ? region->lo_key : source->lo_key;
  region->hi_key = region->hi_key < high ? region->hi_key : high;
  return region->lo_key <= region->hi_key;
}

/// The same for regions [n]: those that have something come first, in order
static size_t
keep_asked_regions(const DilTrainingSource* const source,
                   DilSfzRegion* const regions,
                   const size_t n)
{
  size_t n_kept = 0U;
  for (size_t i = 0U; i < n; ++i) {
    if (keep_asked_keys(source, &regions[i])) {
      const DilSfzRegion kept = regions[i];
      regions[i] = regions[n_kept];
      regions[n_kept++] = kept;
    }
  }

  return n_kept;
}

static DilStatus
refuse_empty(const DilTrainingSource* const source, DilMessage* const message)
{
  return dil_fail(message,
                  DIL_BAD_FILE,
                  "%s: no recording is for keys %d to %d",
                  source->path,
                  source->lo_key,
                  highest_key(source));
}

static bool
is_soundfont(const char* const path)
{
  const size_t n = strlen(path);
  return n > 4U &&
         (!strcmp(path + n - 4U, ".sf2") || !strcmp(path + n - 4U, ".sf3"));
}

/// Open the program once for each thread
static DilStatus
open_fonts(const DilTrainingSource* const source,
           const uint32_t n_threads,
           DilMaterial* const material,
           DilMessage* const message)
{
  material->fonts = (DilSoundfont**)calloc(n_threads, sizeof(*material->fonts));
  DilStatus status = material->fonts ? DIL_OK : dil_fail_memory(message);
  while (!status && material->n_fonts < n_threads) {
    status = dil_soundfont_open(source->path,
                                source->bank,
                                source->program,
                                &material->fonts[material->n_fonts],
                                message);
    material->n_fonts += !status;
  }

  return status;
}

static DilStatus
open_font(const DilTrainingSource* const source,
          const uint32_t n_threads,
          DilMaterial* const material,
          DilMessage* const message)
{
  const DilStatus status = open_fonts(source, n_threads, material, message);
  if (status) {
    return status;
  }

  material->regions =
    (DilSfzRegion*)calloc(128U * DIL_FONT_LAYERS, sizeof(*material->regions));
  if (!material->regions) {
    return dil_fail_memory(message);
  }

  DilSoundfont* const font = material->fonts[0];
  for (int key = source->lo_key; key <= highest_key(source); ++key) {
    for (size_t i = 0U; i < DIL_FONT_LAYERS; ++i) {
      if (dil_font_has(font, key, i)) {
        material->regions[material->n_regions++] = dil_font_region(key, i);
      }
    }
  }

  return material->n_regions ? DIL_OK
                             : dil_fail(message,
                                        DIL_BAD_FILE,
                                        "%s: no key of program %d sounds",
                                        source->path,
                                        source->program);
}

static int
limit_key(const int key, const int low, const int high)
{
  return key < low ? low : key > high ? high : key;
}

/// Keep the keys near a region's own pitch, or, if it has none of those, near
/// the key that comes nearest; true if there were others
static bool
drop_far_keys(DilSfzRegion* const region)
{
  const int own = region->key_center - region->transpose;
  const int nearest = limit_key(own, region->lo_key, region->hi_key);
  const int low = limit_key(region->lo_key, nearest - DIL_MAX_SHIFT, nearest);
  const int high = limit_key(region->hi_key, nearest, nearest + DIL_MAX_SHIFT);
  const bool is_wide = low > region->lo_key || high < region->hi_key;
  region->lo_key = low;
  region->hi_key = high;
  return is_wide;
}

static DilStatus
open_sfz(const DilTrainingSource* const source,
         DilMaterial* const material,
         DilMessage* const message)
{
  const DilStatus status = dil_sfz_load(source->path, &material->sfz, message);
  if (status) {
    return status;
  }

  size_t n_wide = 0U;
  material->regions = material->sfz->regions;
  material->n_regions = keep_asked_regions(
    source, material->sfz->regions, material->sfz->n_regions);
  if (!material->n_regions) {
    return refuse_empty(source, message);
  }
  if (dil_hear_centers(
        material->regions, material->n_regions, &material->warnings)) {
    return dil_fail_memory(message);
  }
  for (size_t i = 0U; i < material->n_regions; ++i) {
    n_wide += drop_far_keys(&material->regions[i]) ? 1U : 0U;
  }

  if (n_wide) {
    dil_warn(&material->warnings,
             "%s: keys more than %d semitones from a recording are left out, "
             "in %zu of %zu regions",
             source->path,
             DIL_MAX_SHIFT,
             n_wide,
             material->n_regions);
  }

  return DIL_OK;
}

/// Take what is used of some recordings
static DilStatus
open_takes(const DilTrainingSource* const source,
           const uint32_t n_threads,
           DilMaterial* const material,
           DilMessage* const message)
{
  const char** const paths =
    (const char**)calloc(source->n_more + 1U, sizeof(*paths));
  if (!paths) {
    return dil_fail_memory(message);
  }

  paths[0] = source->path;
  for (size_t i = 0U; i < source->n_more; ++i) {
    paths[i + 1U] = source->more[i];
  }

  DilTakes* const takes = &material->takes;
  const DilStatus status =
    dil_takes_gather(paths, source->n_more + 1U, n_threads, takes, message);
  free((void*)paths);
  material->regions =
    (DilSfzRegion*)calloc(takes->n + 1U, sizeof(*material->regions));
  if (status) {
    return status;
  }
  if (!material->regions) {
    return dil_fail_memory(message);
  }

  for (size_t i = 0U; i < takes->n; ++i) {
    DilTake* const take = &takes->takes[i];
    take->is_used = take->is_used && keep_asked_keys(source, &take->region);
    if (take->is_used) {
      material->regions[material->n_regions++] = take->region;
    }
  }

  return material->n_regions ? DIL_OK : refuse_empty(source, message);
}

DilStatus
dil_material_open(const DilTrainingSource* const source,
                  const uint32_t n_threads,
                  DilMaterial* const out,
                  DilMessage* const message)
{
  DilMaterial material = {0};
  if (source->n_more && !dil_is_recordings(source->path)) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: is an instrument by itself, or no recording",
                    source->path);
  }

  const DilStatus status = is_soundfont(source->path)
                             ? open_font(source, n_threads, &material, message)
                           : dil_is_recordings(source->path)
                             ? open_takes(source, n_threads, &material, message)
                             : open_sfz(source, &material, message);
  if (status) {
    dil_material_close(&material);
  } else {
    *out = material;
  }

  return status;
}

static void
scale(DilAudio* const audio, const double gain)
{
  for (size_t i = 0U; i < audio->n_frames; ++i) {
    audio->samples[i] *= (float)gain;
  }
}

static DilStatus
clean_file(const DilSfzRegion* const region,
           DilAudio* const out,
           DilCleaning* const cleaning,
           DilMessage* const message)
{
  DilAudio audio = {0};
  DilStatus status = dil_recording_read(region->sample, &audio, message);
  status =
    status ? status : dil_recording_clean(&audio, region, cleaning, message);
  if (status) {
    dil_audio_free(&audio);
  } else {
    *out = audio;
  }

  return status;
}

static DilStatus
copy_take(const DilTake* const take,
          DilAudio* const out,
          DilCleaning* const cleaning,
          DilMessage* const message)
{
  const size_t n = take->audio.n_frames;
  float* const samples = (float*)malloc(n * sizeof(*samples));
  if (!samples) {
    return dil_fail_memory(message);
  }

  memcpy(samples, take->audio.samples, n * sizeof(*samples));
  *out = take->audio;
  out->samples = samples;
  *cleaning = take->cleaning;
  return DIL_OK;
}

DilStatus
dil_material_clean(const DilMaterial* const material,
                   const uint32_t thread,
                   const size_t index,
                   DilAudio* const out,
                   DilCleaning* const cleaning,
                   DilMessage* const message)
{
  const DilSfzRegion* const region = &material->regions[index];
  return material->fonts
           ? dil_font_play(
               material->fonts[thread], region, out, cleaning, message)
         : material->sfz
           ? clean_file(region, out, cleaning, message)
           : copy_take(
               dil_takes_used(&material->takes, index), out, cleaning, message);
}

DilStatus
dil_material_read(const DilMaterial* const material,
                  const uint32_t thread,
                  const size_t index,
                  DilAudio* const out,
                  DilMessage* const message)
{
  DilCleaning cleaning;
  const DilStatus status =
    dil_material_clean(material, thread, index, out, &cleaning, message);
  if (!status) {
    scale(out, pow(10.0, (double)material->regions[index].volume_db / 20.0));
  }

  return status;
}

void
dil_material_forget(const DilMaterial* const material, const size_t index)
{
  if (!material->fonts && !material->sfz) {
    dil_audio_free(&dil_takes_used(&material->takes, index)->audio);
  }
}

DilStatus
dil_material_lines(const DilMaterial* const material, DilLines* const lines)
{
  DilStatus status = DIL_OK;
  const DilSfz* const sfz = material->sfz;
  const DilLines* const taken = &material->takes.lines;
  for (size_t i = 0U; sfz && i < sfz->n_warnings && !status; ++i) {
    status = dil_lines_add(lines, "%s", sfz->warnings[i]);
  }
  for (size_t i = 0U; i < taken->n && !status; ++i) {
    status = dil_lines_add(lines, "%s", taken->texts[i]);
  }
  const size_t n = dil_warnings_count(&material->warnings);
  for (size_t i = 0U; i < n && !status; ++i) {
    status = dil_lines_add(lines, "%s", material->warnings.texts[i].text);
  }

  return status;
}

void
dil_material_close(DilMaterial* const material)
{
  for (uint32_t i = 0U; i < material->n_fonts; ++i) {
    dil_soundfont_free(material->fonts[i]);
  }
  free((void*)material->fonts);
  if (!material->sfz) {
    free(material->regions);
  }
  dil_takes_clear(&material->takes);

  dil_sfz_free(material->sfz);
  memset(material, 0, sizeof(*material));
}
