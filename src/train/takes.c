// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "takes.h"

#include "heard_recording.h"
#include "key_name.h"
#include "message.h"
#include "note_cuts.h"
#include "pool.h"
#include "sound_list.h"
#include "take_names.h"
#include "velocity_layers.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/// Level to which `volume` brings all notes, in dB
static const double even_level_db = -12.0;

/// Keys that a recording stands for beside its own, at most
#define MOST_NEIGHBOURS 6

/// Releases, in seconds: where nobody tells and none is heard
static const float usual_release_s = 0.1f;

/// Work on all takes, by several threads
typedef struct {
  DilTakes* takes;
  DilLines* lines;    ///< [n] of each take
  DilStatus* results; ///< [n]
  atomic_size_t next;
} Work;

bool
dil_is_recordings(const char* const path)
{
  struct stat info;
  return dil_is_sound_name(path) ||
         (!stat(path, &info) && S_ISDIR(info.st_mode));
}

static DilSfzRegion
usual_region(void)
{
  DilSfzRegion region = dil_sfz_region();
  region.release_s = usual_release_s;
  return region;
}

/// Read and clean a file; one that cannot be is told
static DilStatus
read_take(DilTake* const take, DilLines* const lines)
{
  DilMessage message = {""};
  DilStatus status = dil_recording_read(take->name, &take->audio, &message);
  take->region.sample = take->name;
  status = status ? status
                  : dil_recording_clean(
                      &take->audio, &take->region, &take->cleaning, &message);
  take->region.sample = NULL;
  take->is_used = !status;
  if (status == DIL_NO_MEMORY) {
    return status;
  }
  if (status) {
    return dil_lines_add(lines, "%s; left out", message.text);
  }

  return dil_is_cut_short(take->name)
           ? dil_lines_add(lines,
                           "%s: ends before its end; what is there is used",
                           take->name)
           : DIL_OK;
}

static DilStatus
work_on(DilTake* const take, DilLines* const lines)
{
  DilStatus status = DIL_OK;
  if (!take->audio.samples) {
    status = read_take(take, lines);
  }

  return status || !take->is_used ? status : dil_take_listen(take, lines);
}

static void
do_share(void* const context, const uint32_t thread)
{
  Work* const work = (Work*)context;
  (void)thread;
  for (size_t i = atomic_fetch_add(&work->next, 1U); i < work->takes->n;
       i = atomic_fetch_add(&work->next, 1U)) {
    work->results[i] = work_on(&work->takes->takes[i], &work->lines[i]);
  }
}

/// Read and listen, on all threads
static DilStatus
run_work(DilTakes* const takes, const uint32_t n_threads)
{
  DilPool* const pool = dil_pool_new(n_threads);
  Work work = {.takes = takes};
  work.lines = (DilLines*)calloc(takes->n + 1U, sizeof(*work.lines));
  work.results = (DilStatus*)calloc(takes->n + 1U, sizeof(*work.results));
  DilStatus status =
    pool && work.lines && work.results ? DIL_OK : DIL_NO_MEMORY;
  if (!status) {
    dil_pool_run(pool, do_share, &work);
  }

  for (size_t i = 0U; work.lines && work.results && i < takes->n; ++i) {
    status = status ? status : work.results[i];
    const DilStatus joined = dil_lines_move(&work.lines[i], &takes->lines);
    status = status ? status : joined;
  }

  free(work.results);
  free(work.lines);
  dil_pool_free(pool);
  return status;
}

/// A take of each file, nothing read yet
static DilStatus
begin_takes(DilTakes* const takes, const DilLines* const files)
{
  takes->takes = (DilTake*)calloc(files->n + 1U, sizeof(*takes->takes));
  if (!takes->takes) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < files->n; ++i) {
    DilTake* const take = &takes->takes[i];
    take->region = usual_region();
    take->told_key = -1;
    take->name = strdup(files->texts[i]);
    if (!take->name) {
      return DIL_NO_MEMORY;
    }
    ++takes->n;
  }

  return DIL_OK;
}

/// Put the notes of the only recording in its place, if it has several
static DilStatus
cut_lone(DilTakes* const takes, bool* const is_cut)
{
  DilTake* const lone = &takes->takes[0];
  DilNoteCuts cuts = {NULL, 0U};
  *is_cut = false;
  DilStatus status = read_take(lone, &takes->lines);
  if (status || !lone->is_used || lone->audio.rate < DIL_LEAST_HEARD_RATE) {
    return status;
  }

  status = dil_note_cuts_find(&lone->audio, &cuts);
  if (status || cuts.n < 2U) {
    dil_note_cuts_clear(&cuts);
    return status;
  }

  DilTake* const parts = (DilTake*)calloc(cuts.n, sizeof(*parts));
  for (size_t i = 0U; parts && i < cuts.n && !status; ++i) {
    parts[i] = *lone;
    parts[i].name = NULL;
    parts[i].audio = (DilAudio){NULL, 0U, 0U, 0U};
    status = dil_note_cut(&lone->audio, &cuts.cuts[i], &parts[i].audio);
    parts[i].name = status ? NULL : dil_note_cut_name(lone->name, i);
    status = status ? status : parts[i].name ? DIL_OK : DIL_NO_MEMORY;
  }

  status = parts ? status : DIL_NO_MEMORY;
  if (parts) {
    dil_take_clear(lone);
    free(takes->takes);
    takes->takes = parts;
    takes->n = cuts.n;
    *is_cut = true;
  }

  dil_note_cuts_clear(&cuts);
  return status;
}

/// Give each take that is used its layer and its turn
static DilStatus
group(const DilTakes* const takes, DilDynamic* const notes, const size_t n_used)
{
  size_t n = 0U;
  for (size_t i = 0U; i < takes->n; ++i) {
    const DilTake* const take = &takes->takes[i];
    if (take->is_used) {
      notes[n].key = take->region.key_center;
      notes[n].level_db = take->level_db;
      notes[n++].velocity = dil_name_hints(take->name).velocity;
    }
  }

  const DilStatus status = dil_velocity_layers(notes, n_used);
  n = 0U;
  for (size_t i = 0U; i < takes->n && !status; ++i) {
    DilSfzRegion* const region = &takes->takes[i].region;
    if (takes->takes[i].is_used) {
      region->lo_velocity = notes[n].lo_velocity;
      region->hi_velocity = notes[n].hi_velocity;
      region->seq_length = (int)notes[n].n_takes;
      region->seq_position = (int)notes[n++].take + 1;
    }
  }

  return status;
}

/// The keys of a take: half way to its neighbours in the layer, not beyond
static void
spread(const DilTakes* const takes, DilTake* const take)
{
  const int key = take->region.key_center;
  int below = -1;
  int above = 128;
  for (size_t i = 0U; i < takes->n; ++i) {
    const DilSfzRegion* const other = &takes->takes[i].region;
    const int k = other->key_center;
    if (takes->takes[i].is_used &&
        other->lo_velocity == take->region.lo_velocity) {
      below = k < key && k > below ? k : below;
      above = k > key && k < above ? k : above;
    }
  }

  const int lo = below < 0 ? key : (below + key) / 2 + 1;
  const int hi = above > 127 ? key : (key + above) / 2;
  take->region.lo_key = lo > key - MOST_NEIGHBOURS ? lo : key - MOST_NEIGHBOURS;
  take->region.hi_key = hi < key + MOST_NEIGHBOURS ? hi : key + MOST_NEIGHBOURS;
}

static int
compare_doubles(const void* const a, const void* const b)
{
  const double x = *(const double*)a;
  const double y = *(const double*)b;
  return (x > y) - (x < y);
}

/// The release of an instrument: the middle of those that were heard
static DilStatus
find_release(const DilTakes* const takes, float* const release_s)
{
  double* const known = (double*)calloc(takes->n + 1U, sizeof(*known));
  size_t n = 0U;
  if (!known) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < takes->n; ++i) {
    if (takes->takes[i].is_used && !isnan(takes->takes[i].release_s)) {
      known[n++] = takes->takes[i].release_s;
    }
  }

  qsort(known, n, sizeof(*known), compare_doubles);
  *release_s =
    n ? (float)fmin(fmax(known[n / 2U], 0.03), 1.0) : usual_release_s;
  free(known);
  return DIL_OK;
}

static DilStatus
map(DilTakes* const takes, const size_t n_used)
{
  float release_s = usual_release_s;
  DilDynamic* const notes = (DilDynamic*)calloc(n_used, sizeof(*notes));
  DilStatus status = notes ? group(takes, notes, n_used) : DIL_NO_MEMORY;
  free(notes);
  status = status ? status : find_release(takes, &release_s);
  for (size_t i = 0U; i < takes->n && !status; ++i) {
    DilTake* const take = &takes->takes[i];
    if (take->is_used) {
      spread(takes, take);
      take->region.release_s = release_s;
      take->region.volume_db = (float)(even_level_db - take->level_db);
      status = dil_take_complain(take, &takes->lines);
    }
  }

  return status;
}

static size_t
count_used(const DilTakes* const takes)
{
  size_t n = 0U;
  for (size_t i = 0U; i < takes->n; ++i) {
    n += takes->takes[i].is_used;
  }

  return n;
}

static DilStatus
make(DilTakes* const takes,
     const DilLines* const files,
     const uint32_t n_threads)
{
  bool is_cut = false;
  DilStatus status = begin_takes(takes, files);
  if (!status && takes->n == 1U) {
    status = cut_lone(takes, &is_cut);
  }

  // One that could not be read is not read again
  if (!status && (takes->n != 1U || is_cut || takes->takes[0].is_used)) {
    status = run_work(takes, n_threads);
  }
  status = status
             ? status
             : dil_takes_name(takes->takes, takes->n, !is_cut, &takes->lines);
  const size_t n_used = count_used(takes);
  return status || !n_used ? status : map(takes, n_used);
}

DilStatus
dil_takes_gather(const char* const* const paths,
                 const size_t n_paths,
                 const uint32_t n_threads,
                 DilTakes* const out,
                 DilMessage* const message)
{
  DilLines files = {NULL, 0U};
  DilStatus status =
    dil_sound_list(paths, n_paths, &files, &out->lines, message);
  if (!status && make(out, &files, n_threads)) {
    status = dil_fail_memory(message);
  }
  if (!status && !count_used(out)) {
    status = dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: nothing to learn: %s",
                      paths[0],
                      out->lines.n ? out->lines.texts[0] : "no sound files");
  }

  dil_lines_clear(&files);
  return status;
}

DilTake*
dil_takes_used(const DilTakes* const takes, size_t index)
{
  DilTake* take = takes->takes;
  while (!take->is_used || index-- > 0U) {
    ++take;
  }

  return take;
}

void
dil_takes_clear(DilTakes* const takes)
{
  for (size_t i = 0U; i < takes->n; ++i) {
    dil_take_clear(&takes->takes[i]);
  }

  free(takes->takes);
  dil_lines_clear(&takes->lines);
  memset(takes, 0, sizeof(*takes));
}
