// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_window.h"

#include "bridge_view.h"

static void
tell(DilClap* const self,
     const uint16_t type,
     const uint32_t index,
     const double value)
{
  const DilClapGesture gesture = {type, index, value};
  dil_clap_gesture(self, &gesture);
}

static void
begin(void* const self, const uint32_t index)
{
  tell((DilClap*)self, CLAP_EVENT_PARAM_GESTURE_BEGIN, index, 0.0);
}

static void
set(void* const self, const uint32_t index, const float value)
{
  DilClap* const owner = (DilClap*)self;
  dil_parameter_set(dil_bridge_parameters(owner->bridge), index, (double)value);
  tell(owner, CLAP_EVENT_PARAM_VALUE, index, (double)value);
}

static void
end(void* const self, const uint32_t index)
{
  tell((DilClap*)self, CLAP_EVENT_PARAM_GESTURE_END, index, 0.0);
}

static void
wake(void* const self)
{
  const DilClap* const owner = (const DilClap*)self;
  owner->host->request_process(owner->host);
}

/// Zooming wants another size
static void
resize(void* const self, const uint32_t width, const uint32_t height)
{
  // A host that says yes need not say it again by set_size()
  const DilClap* const owner = (const DilClap*)self;
  const DilClapGui* const gui = owner->gui;
  if (gui->host && gui->host->request_resize(owner->host, width, height)) {
    dil_window_resize(dil_plugin_window_frame(gui->window), width, height);
  }
}

/// Ask the host to call on its main thread; from the worker's
static void
ask_for_call(void* const context)
{
  const DilClap* const self = (const DilClap*)context;
  self->host->request_callback(self->host);
}

/// Have the window called every now and then
static void
start_ticks(DilClap* const self)
{
  DilClapGui* const gui = self->gui;
  gui->has_timer =
    gui->timer &&
    gui->timer->register_timer(self->host, DIL_PLUGIN_TICK_MS, &gui->timer_id);
  if (!gui->has_timer && dil_worker_new(ask_for_call, self, &gui->caller)) {
    gui->caller = NULL;
  }

  const int file = dil_window_file(dil_plugin_window_frame(gui->window));
  if (gui->files &&
      gui->files->register_fd(self->host, file, CLAP_POSIX_FD_READ)) {
    gui->file = file;
  }
}

void
dil_clap_stop_ticks(DilClap* const self)
{
  DilClapGui* const gui = self->gui;
  if (gui->has_timer) {
    (void)gui->timer->unregister_timer(self->host, gui->timer_id);
    gui->has_timer = false;
  }
  if (gui->file >= 0) {
    (void)gui->files->unregister_fd(self->host, gui->file);
    gui->file = -1;
  }

  dil_worker_free(gui->caller);
  gui->caller = NULL;
}

void
dil_clap_tick(DilClap* const self)
{
  DilClapGui* const gui = self->gui;
  if (!gui || !gui->window || dil_plugin_window_tick(gui->window)) {
    return;
  }

  const clap_host_gui_t* const host = gui->host;
  dil_clap_stop_ticks(self);
  dil_plugin_window_free(gui->window);
  gui->window = NULL;
  if (host) {
    host->closed(self->host, true);
  }
}

bool
dil_clap_open_window(DilClap* const self, const uintptr_t parent)
{
  DilClapGui* const gui = self->gui;
  const DilPluginSource source = dil_bridge_source(self->bridge);
  const DilPluginTarget target = {self, begin, set, end, wake};
  const DilWindowSettings settings = {.parent = parent,
                                      .title = gui->title,
                                      .scale = gui->scale,
                                      .resize = parent ? resize : NULL,
                                      .self = self};
  DilMessage message;
  if (gui->window) {
    return false;
  }
  if (dil_plugin_window_new(&source,
                            &target,
                            self->bundle[0] ? self->bundle : NULL,
                            &settings,
                            &gui->window,
                            &message)) {
    if (self->log) {
      self->log->log(self->host, CLAP_LOG_ERROR, message.text);
    }
    return false;
  }

  DilWindow* const frame = dil_plugin_window_frame(gui->window);
  if (gui->width) {
    dil_window_resize(frame, gui->width, gui->height);
  }
  if (gui->transient) {
    dil_window_stay_above(frame, gui->transient);
  }
  start_ticks(self);
  return true;
}
