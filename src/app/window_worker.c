// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_worker.h"

#include "cast.h"
#include "melody.h"
#include "own_folder.h"
#include "preset_install.h"
#include "preset_path.h"

#include "message.h"
#include "thread.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct WindowWorker {
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t wake;
  PresetBrowse* browse;
  Work asked; ///< If `has_asked`
  Work done;  ///< If `has_done`
  bool has_asked;
  bool has_done;
  bool is_working;
  bool is_refreshing;
  bool is_stopping;
};

void
work_clear(Work* const work)
{
  sound_clear(&work->sound);
  dil_score_free(work->score);
  free(work->path);
  free(work->preset);
  memset(work, 0, sizeof(*work));
}

/// Load one preset into a sound
static DilStatus
add_preset(Sound* const sound,
           const char* const name,
           DilMessage* const message)
{
  DilPreset* preset = NULL;
  char* path = NULL;
  const DilStatus status = preset_load(name, &preset, &path, message);
  if (!status) {
    (void)sound_add(sound, preset, path);
  }
  return status;
}

static DilStatus
reload(Work* const work)
{
  Sound before = work->sound;
  Sound* const sound = &work->sound;
  sound->n_presets = 0U;
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < before.n_presets && !status; ++i) {
    status = add_preset(sound, before.paths[i], &work->message);
  }
  sound_clear(&before);
  return status;
}

static DilStatus
load_melody(Work* const work)
{
  DilEngineSettings unused = dil_engine_defaults();
  if (work->preset) {
    work->request.presets.texts[0] = work->preset;
    work->request.presets.n_texts = 1U;
  }
  if (sound_load(&work->request, &unused, &work->sound) != OPTIONS_GO_ON) {
    return dil_fail(
      &work->message, DIL_NOT_FOUND, "%s: its preset is missing", work->path);
  }

  DilScoreOptions options = work->options;
  const DilStatus status = melody_load(
    work->path, &work->sound, true, &options, &work->score, &work->message);
  if (status) {
    return status;
  }

  return cast_melody(
           &work->request, &options, true, &work->sound, work->score) ==
             OPTIONS_GO_ON
           ? DIL_OK
           : dil_fail(&work->message,
                      DIL_BAD_FILE,
                      "%s: there are no presets to play it",
                      work->path);
}

static DilStatus
install(Work* const work)
{
  char path[DIL_PATH_SIZE];
  DilStatus status = add_preset(&work->sound, work->path, &work->message);
  status =
    status ? status : dil_preset_install(work->path, path, &work->message);
  if (!status) {
    // It is known by its new place from now on
    char* const copy = strdup(path);
    free(copy ? work->sound.paths[0] : NULL);
    work->sound.paths[0] = copy ? copy : work->sound.paths[0];
  }
  return status;
}

void
work_do(Work* const work)
{
  switch (work->type) {
  case WORK_PRESET:
    work->status = add_preset(&work->sound, work->path, &work->message);
    break;
  case WORK_INSTALL:
    work->status = install(work);
    break;
  case WORK_MELODY:
    work->status = load_melody(work);
    break;
  case WORK_RELOAD:
    work->status = reload(work);
    break;
  }
}

/// Do what was asked for; the lock is held, but not meanwhile
static void
work(WindowWorker* const w)
{
  Work now = w->asked;
  w->has_asked = false;
  w->is_working = true;
  pthread_mutex_unlock(&w->lock);
  work_do(&now);
  pthread_mutex_lock(&w->lock);
  if (w->has_done) {
    work_clear(&w->done);
  }
  w->done = now;
  w->has_done = true;
  w->is_working = false;
  w->is_refreshing = w->is_refreshing || now.type == WORK_INSTALL;
}

/// Go on with the list of presets, if there is something to go on with; the
/// lock is held, but not meanwhile
static bool
look_around(WindowWorker* const w)
{
  const bool is_refreshing = w->is_refreshing;
  w->is_refreshing = false;
  pthread_mutex_unlock(&w->lock);
  if (is_refreshing) {
    preset_browse_refresh(w->browse);
  }
  const bool has_read = preset_browse_read(w->browse);
  pthread_mutex_lock(&w->lock);
  return is_refreshing || has_read;
}

static void*
run(void* const context)
{
  WindowWorker* const w = (WindowWorker*)context;
  pthread_mutex_lock(&w->lock);
  while (!w->is_stopping) {
    if (w->has_asked) {
      work(w);
    } else if (!look_around(w) && !w->has_asked && !w->is_refreshing &&
               !w->is_stopping) {
      pthread_cond_wait(&w->wake, &w->lock);
    }
  }
  pthread_mutex_unlock(&w->lock);
  return NULL;
}

DilStatus
window_worker_start(WindowWorker** const out)
{
  WindowWorker* const w = (WindowWorker*)calloc(1U, sizeof(*w));
  char folder[DIL_PATH_SIZE];
  if (!w || preset_browse_new(dil_own_folder(folder), &w->browse)) {
    free(w);
    return DIL_NO_MEMORY;
  }

  pthread_mutex_init(&w->lock, NULL);
  pthread_cond_init(&w->wake, NULL);
  w->is_refreshing = true;
  if (dil_thread_start(&w->thread, 0U, run, w, NULL)) {
    preset_browse_free(w->browse);
    free(w);
    return DIL_NO_MEMORY;
  }

  *out = w;
  return DIL_OK;
}

void
window_worker_stop(WindowWorker* const worker)
{
  WindowWorker* const w = worker;
  if (!w) {
    return;
  }

  pthread_mutex_lock(&w->lock);
  w->is_stopping = true;
  pthread_cond_signal(&w->wake);
  pthread_mutex_unlock(&w->lock);
  pthread_join(w->thread, NULL);
  if (w->has_asked) {
    work_clear(&w->asked);
  }
  if (w->has_done) {
    work_clear(&w->done);
  }
  preset_browse_free(w->browse);
  pthread_cond_destroy(&w->wake);
  pthread_mutex_destroy(&w->lock);
  free(w);
}

PresetBrowse*
window_worker_browse(WindowWorker* const worker)
{
  return worker->browse;
}

void
window_worker_ask(WindowWorker* const worker, Work* const asked)
{
  pthread_mutex_lock(&worker->lock);
  if (worker->has_asked) {
    work_clear(&worker->asked);
  }
  worker->asked = *asked;
  worker->has_asked = true;
  memset(asked, 0, sizeof(*asked));
  pthread_cond_signal(&worker->wake);
  pthread_mutex_unlock(&worker->lock);
}

void
window_worker_refresh(WindowWorker* const worker)
{
  pthread_mutex_lock(&worker->lock);
  worker->is_refreshing = true;
  pthread_cond_signal(&worker->wake);
  pthread_mutex_unlock(&worker->lock);
}

bool
window_worker_is_busy(WindowWorker* const worker)
{
  pthread_mutex_lock(&worker->lock);
  const bool is_busy =
    worker->has_asked || worker->is_working || worker->has_done;
  pthread_mutex_unlock(&worker->lock);
  return is_busy;
}

bool
window_worker_take(WindowWorker* const worker, Work* const out)
{
  pthread_mutex_lock(&worker->lock);
  const bool has_done = worker->has_done;
  if (has_done) {
    *out = worker->done;
    worker->has_done = false;
  }
  pthread_mutex_unlock(&worker->lock);
  return has_done;
}
