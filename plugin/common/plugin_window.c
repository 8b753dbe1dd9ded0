// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "plugin_window.h"

#include "preset_browse.h"
#include "preset_install.h"
#include "worker.h"

#include "message.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A preset file to be copied to the user's own, and what has become of it
typedef struct {
  char path[DIL_PATH_SIZE]; ///< While it is asked for, or ""
  char done[DIL_PATH_SIZE]; ///< Where it is now, or ""
  DilMessage message;       ///< Why it is not, or ""
} Copying;

struct DilPluginWindow {
  DilPluginSource source;
  DilPluginTarget target;
  DilWindow* window;
  PresetBrowse* browse;
  DilWorker* worker;
  bool has_looked; ///< Into the folders; the worker's
  DilLook look;    ///< As of late
  bool has_look;
  uint32_t n_notices;         ///< Told in the window
  char chosen[DIL_PATH_SIZE]; ///< Preset that is on its way, or ""

  pthread_mutex_t lock; ///< Of what follows; never held for long
  Copying copying;
};

static void
tell(DilPluginWindow* const w, const char* const text)
{
  if (w->window) {
    dil_view_tell(dil_window_view(w->window), text);
  }
}

static float
parameter(void* const self, const uint32_t index)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  return w->source.parameter(w->source.self, index);
}

static void
begin(void* const self, const uint32_t index)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  w->target.begin(w->target.self, index);
}

static void
set(void* const self, const uint32_t index, const float value)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  w->target.set(w->target.self, index, value);
}

static void
end(void* const self, const uint32_t index)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  w->target.end(w->target.self, index);
}

static void
play(DilPluginWindow* const w,
     const DilEventType type,
     const uint8_t key,
     const float velocity)
{
  const DilEvent event = {.type = (uint8_t)type,
                          .number = key,
                          .note_id = DIL_ANY_NOTE,
                          .value = velocity};
  if (!w->source.play(w->source.self, &event)) {
    tell(w, "the host does not play now");
  }
  if (w->target.wake) {
    w->target.wake(w->target.self);
  }
}

static void
note_on(void* const self, const uint8_t key, const float velocity)
{
  play((DilPluginWindow*)self, DIL_EVENT_NOTE_ON, key, velocity);
}

static void
note_off(void* const self, const uint8_t key)
{
  play((DilPluginWindow*)self, DIL_EVENT_NOTE_OFF, key, 64.0f);
}

static const DilViewPreset*
presets(void* const self, size_t* const n_presets, uint64_t* const serial)
{
  DilPluginWindow* const w = (DilPluginWindow*)self;
  return preset_browse_show(w->browse, n_presets, serial);
}

static void
choose(void* const self, const char* const path)
{
  DilPluginWindow* const w = (DilPluginWindow*)self;
  if (w->source.choose(w->source.self, path)) {
    snprintf(w->chosen, sizeof(w->chosen), "%s", path);
  } else {
    tell(w, "busy: other presets are being loaded");
  }
}

static void
favour(void* const self, const char* const path, const bool is_favourite)
{
  DilPluginWindow* const w = (DilPluginWindow*)self;
  preset_browse_favour(w->browse, path, is_favourite);
}

static void
install(void* const self, const char* const path)
{
  DilPluginWindow* const w = (DilPluginWindow*)self;
  pthread_mutex_lock(&w->lock);
  snprintf(w->copying.path, sizeof(w->copying.path), "%s", path);
  pthread_mutex_unlock(&w->lock);
}

static void
state(void* const self, DilViewState* const out)
{
  DilPluginWindow* const w = (DilPluginWindow*)self;
  memset(out, 0, sizeof(*out));
  out->load = NAN;
  out->is_heard = w->look.is_heard;
  out->n_voices = w->look.n_voices;
  memcpy(out->keys, w->look.keys, sizeof(out->keys));
  memcpy(out->peak, w->look.peak, sizeof(out->peak));
  memset(w->look.peak, 0, sizeof(w->look.peak));
  bool is_asked = false;
  out->preset = preset_browse_index(w->browse, w->look.preset, &is_asked);
  out->is_loading = w->look.is_heard && w->chosen[0];
}

static void
watch(void* const self, const bool is_watching)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  w->source.watch(w->source.self, is_watching);
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  const DilPluginWindow* const w = (const DilPluginWindow*)self;
  return w->source.read_steps(w->source.self, steps, n_steps);
}

static DilViewHost
make_table(DilPluginWindow* const w)
{
  const DilPluginSource* const source = &w->source;
  const DilViewHost table = {.self = w,
                             .parameter = parameter,
                             .begin = begin,
                             .set = set,
                             .end = end,
                             .note_on = note_on,
                             .note_off = note_off,
                             .presets = presets,
                             .choose = choose,
                             .favour = favour,
                             .install = install,
                             .state = state,
                             .watch = source->watch ? watch : NULL,
                             .read_steps =
                               source->read_steps ? read_steps : NULL};
  return table;
}

/// Copy the preset that was asked for; the worker's
static void
copy(DilPluginWindow* const w)
{
  char path[DIL_PATH_SIZE];
  pthread_mutex_lock(&w->lock);
  memcpy(path, w->copying.path, sizeof(path));
  w->copying.path[0] = '\0';
  pthread_mutex_unlock(&w->lock);
  if (!path[0]) {
    return;
  }

  char done[DIL_PATH_SIZE] = "";
  DilPreset* preset = NULL;
  DilMessage message = {""};
  DilStatus status = dil_preset_load(path, &preset, &message);
  status = status ? status : dil_preset_install(path, done, &message);
  dil_preset_free(preset);
  w->has_looked = false;
  pthread_mutex_lock(&w->lock);
  snprintf(w->copying.done, sizeof(w->copying.done), "%s", status ? "" : done);
  w->copying.message = message;
  pthread_mutex_unlock(&w->lock);
}

/// One round of the worker
static void
work(void* const context)
{
  DilPluginWindow* const w = (DilPluginWindow*)context;
  copy(w);
  if (!w->has_looked) {
    w->has_looked = true;
    preset_browse_refresh(w->browse);
  }
  (void)preset_browse_read(w->browse);
}

/// See what has become of a preset that was to be copied
static void
take_copy(DilPluginWindow* const w)
{
  char done[DIL_PATH_SIZE];
  DilMessage message;
  pthread_mutex_lock(&w->lock);
  memcpy(done, w->copying.done, sizeof(done));
  message = w->copying.message;
  w->copying.done[0] = '\0';
  w->copying.message.text[0] = '\0';
  pthread_mutex_unlock(&w->lock);
  if (done[0]) {
    choose(w, done);
  } else if (message.text[0]) {
    tell(w, message.text);
  }
}

/// See how the plugin is, and tell what is new of it
static void
take_look(DilPluginWindow* const w)
{
  const bool is_first = !w->has_look;
  if (!w->source.look(w->source.self, &w->look)) {
    return;
  }

  // What went wrong before the window was opened matters if nothing plays
  const bool is_news = w->look.n_notices != w->n_notices;
  w->has_look = true;
  w->n_notices = w->look.n_notices;
  if (is_news && (!is_first || !w->look.preset[0])) {
    tell(w, w->look.notice);
  }
  if (is_news || !strcmp(w->chosen, w->look.preset)) {
    w->chosen[0] = '\0';
  }
}

bool
dil_plugin_window_tick(DilPluginWindow* const window)
{
  take_copy(window);
  take_look(window);
  return dil_window_tick(window->window, 0.0);
}

DilStatus
dil_plugin_window_new(const DilPluginSource* const source,
                      const DilPluginTarget* const target,
                      const char* const bundle,
                      const DilWindowSettings* const settings,
                      DilPluginWindow** const out,
                      DilMessage* const message)
{
  DilPluginWindow* const w = (DilPluginWindow*)calloc(1U, sizeof(*w));
  if (!w) {
    return dil_fail_memory(message);
  }

  w->source = *source;
  w->target = *target;
  pthread_mutex_init(&w->lock, NULL);
  DilStatus status = preset_browse_new(bundle, &w->browse);
  status = status ? status : dil_worker_new(work, w, &w->worker);
  if (status) {
    dil_plugin_window_free(w);
    return dil_fail_memory(message);
  }

  (void)w->source.look(w->source.self, &w->look);
  const DilViewHost table = make_table(w);
  status = dil_window_new(settings, &table, &w->window, message);
  if (status) {
    dil_plugin_window_free(w);
  } else {
    *out = w;
  }
  return status;
}

void
dil_plugin_window_free(DilPluginWindow* const window)
{
  if (window) {
    dil_window_free(window->window);
    dil_worker_free(window->worker);
    preset_browse_free(window->browse);
    pthread_mutex_destroy(&window->lock);
    free(window);
  }
}

DilWindow*
dil_plugin_window_frame(DilPluginWindow* const window)
{
  return window->window;
}
