// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_window.h"

#include "bridge_view.h"

#include <stdio.h>

static void
begin(void* const self, const uint32_t index)
{
  struct v3_component_handler** const handler = ((DilVst3*)self)->handler;
  if (handler) {
    (void)(*handler)->begin_edit(handler, index);
  }
}

static void
set(void* const self, const uint32_t index, const float value)
{
  const DilVst3* const owner = (const DilVst3*)self;
  struct v3_component_handler** const handler = owner->handler;
  dil_parameter_set(dil_bridge_parameters(owner->bridge), index, (double)value);
  if (handler) {
    (void)(*handler)->perform_edit(
      handler, index, dil_vst3_normalised(index, (double)value));
  }
}

static void
end(void* const self, const uint32_t index)
{
  struct v3_component_handler** const handler = ((DilVst3*)self)->handler;
  if (handler) {
    (void)(*handler)->end_edit(handler, index);
  }
}

/// Zooming wants another size; a host that agrees answers by on_size()
static void
resize(void* const self, const uint32_t width, const uint32_t height)
{
  DilVst3View* const view = (DilVst3View*)self;
  void* const face = &view->view;
  struct v3_view_rect rect = {0, 0, (int32_t)width, (int32_t)height};
  if (view->frame) {
    (void)(*view->frame)
      ->resize_view(view->frame, (struct v3_plugin_view**)face, &rect);
  }
}

/// The loop of an object of the host's, with one reference, or NULL
static struct v3_run_loop**
find_loop(void* const object)
{
  void* found = NULL;
  struct v3_funknown** const unknown = (struct v3_funknown**)object;
  const bool is_there = unknown && (*unknown)->query_interface(
                                     unknown, v3_run_loop_iid, &found) == V3_OK;
  return is_there ? (struct v3_run_loop**)found : NULL;
}

void
dil_vst3_start_timer(DilVst3View* const view)
{
  // The frame's, as the format has it; some hosts have it elsewhere
  void* const handler = &view->timer;
  struct v3_run_loop** loop = NULL;
  if (!view->window || view->loop) {
    return;
  }

  loop = find_loop(view->frame);
  loop = loop ? loop : find_loop(view->owner->context);
  if (loop && (*loop)->register_timer(loop,
                                      (v3_timer_handler**)handler,
                                      DIL_PLUGIN_TICK_MS) == V3_OK) {
    view->loop = loop;
  } else if (loop) {
    (*loop)->unref(loop);
  }
}

void
dil_vst3_stop_timer(DilVst3View* const view)
{
  void* const handler = &view->timer;
  struct v3_run_loop** const loop = view->loop;
  view->loop = NULL;
  if (loop) {
    (void)(*loop)->unregister_timer(loop, (v3_timer_handler**)handler);
    (*loop)->unref(loop);
  }
}

void
dil_vst3_tick(DilVst3View* const view)
{
  if (view->window && !dil_plugin_window_tick(view->window)) {
    dil_vst3_close_window(view);
  }

  dil_vst3_settle(view->owner);
}

bool
dil_vst3_open_window(DilVst3View* const view, const uintptr_t parent)
{
  DilVst3* const owner = view->owner;
  const DilPluginSource source = dil_bridge_source(owner->bridge);
  const DilPluginTarget target = {owner, begin, set, end, NULL};
  const DilWindowSettings settings = {
    .parent = parent, .scale = view->scale, .resize = resize, .self = view};
  DilMessage message;
  if (view->window) {
    return false;
  }
  if (dil_plugin_window_new(&source,
                            &target,
                            owner->bundle[0] ? owner->bundle : NULL,
                            &settings,
                            &view->window,
                            &message)) {
    fprintf(stderr, "Dilaton: %s\n", message.text);
    return false;
  }

  if (view->width) {
    dil_window_resize(
      dil_plugin_window_frame(view->window), view->width, view->height);
  }
  dil_vst3_start_timer(view);
  if (!view->loop) {
    fprintf(stderr, "Dilaton: no window, for the host has no loop for it\n");
    dil_vst3_close_window(view);
  }
  return view->window;
}

void
dil_vst3_close_window(DilVst3View* const view)
{
  dil_vst3_stop_timer(view);
  dil_plugin_window_free(view->window);
  view->window = NULL;
}
