// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_window.h"

#include <stdlib.h>
#include <string.h>

static DilVst3View*
view_of(void* const self)
{
  return ((DilVst3ViewFace*)self)->view;
}

static v3_result V3_API
query(void* const self, const v3_tuid iid, void** const object)
{
  DilVst3View* const view = view_of(self);
  const struct {
    const uint8_t* iid;
    DilVst3ViewFace* face;
  } faces[] = {{v3_funknown_iid, &view->view},
               {v3_plugin_view_iid, &view->view},
               {v3_plugin_view_content_scale_iid, &view->scaling},
               {v3_timer_handler_iid, &view->timer}};

  *object = NULL;
  for (size_t i = 0U; i < sizeof(faces) / sizeof(*faces); ++i) {
    if (v3_tuid_match(faces[i].iid, iid)) {
      atomic_fetch_add(&view->n_references, 1U);
      *object = faces[i].face;
      return V3_OK;
    }
  }

  return V3_NO_INTERFACE;
}

static uint32_t V3_API
ref(void* const self)
{
  return atomic_fetch_add(&view_of(self)->n_references, 1U) + 1U;
}

static void
forget_frame(DilVst3View* const view)
{
  struct v3_plugin_frame** const frame = view->frame;
  view->frame = NULL;
  if (frame) {
    (*frame)->unref(frame);
  }
}

static uint32_t V3_API
unref(void* const self)
{
  DilVst3View* const view = view_of(self);
  const uint32_t n = atomic_fetch_sub(&view->n_references, 1U) - 1U;
  if (!n) {
    dil_vst3_close_window(view);
    forget_frame(view);
    (void)dil_vst3_unref(&view->owner->controller);
    free(view);
  }

  return n;
}

static v3_result V3_API
is_platform_supported(void* const self, const char* const platform)
{
  (void)self;
  return platform && !strcmp(platform, V3_VIEW_PLATFORM_TYPE_X11) ? V3_TRUE
                                                                  : V3_FALSE;
}

static v3_result V3_API
attached(void* const self, void* const parent, const char* const platform)
{
  return parent && is_platform_supported(self, platform) == V3_TRUE &&
             dil_vst3_open_window(view_of(self), (uintptr_t)parent)
           ? V3_OK
           : V3_FALSE;
}

static v3_result V3_API
removed(void* const self)
{
  dil_vst3_close_window(view_of(self));
  return V3_OK;
}

// Wheel and keys come from the window itself
static v3_result V3_API
on_wheel(void* const self, const float distance)
{
  (void)self;
  (void)distance;
  return V3_FALSE;
}

static v3_result V3_API
on_key(void* const self,
       const int16_t character,
       const int16_t code,
       const int16_t modifiers)
{
  (void)self;
  (void)character;
  (void)code;
  (void)modifiers;
  return V3_FALSE;
}

static v3_result V3_API
get_size(void* const self, struct v3_view_rect* const rect)
{
  const DilVst3View* const view = view_of(self);
  uint32_t width = view->width;
  uint32_t height = view->height;
  if (view->window) {
    dil_window_size(dil_plugin_window_frame(view->window), &width, &height);
  } else if (!width) {
    dil_window_first_size(view->scale, &width, &height);
  }

  rect->left = 0;
  rect->top = 0;
  rect->right = (int32_t)width;
  rect->bottom = (int32_t)height;
  return V3_OK;
}

static v3_result V3_API
on_size(void* const self, struct v3_view_rect* const rect)
{
  DilVst3View* const view = view_of(self);
  const int64_t width = (int64_t)rect->right - rect->left;
  const int64_t height = (int64_t)rect->bottom - rect->top;
  if (width < 1 || height < 1 || width > INT32_MAX || height > INT32_MAX) {
    return V3_INVALID_ARG;
  }

  view->width = (uint32_t)width;
  view->height = (uint32_t)height;
  if (view->window) {
    dil_window_resize(
      dil_plugin_window_frame(view->window), view->width, view->height);
  }
  return V3_OK;
}

static v3_result V3_API
on_focus(void* const self, const v3_bool has_focus)
{
  (void)self;
  (void)has_focus;
  return V3_OK;
}

static v3_result V3_API
set_frame(void* const self, struct v3_plugin_frame** const frame)
{
  DilVst3View* const view = view_of(self);
  if (frame) {
    (*frame)->ref(frame);
  }
  if (!frame) {
    dil_vst3_stop_timer(view);
  }

  forget_frame(view);
  view->frame = frame;
  dil_vst3_start_timer(view);
  return V3_OK;
}

static v3_result V3_API
can_resize(void* const self)
{
  (void)self;
  return V3_TRUE;
}

static v3_result V3_API
check_size(void* const self, struct v3_view_rect* const rect)
{
  (void)self;
  const int64_t wide = (int64_t)rect->right - rect->left;
  const int64_t high = (int64_t)rect->bottom - rect->top;
  uint32_t width = wide > 0 ? (uint32_t)wide : 0U;
  uint32_t height = high > 0 ? (uint32_t)high : 0U;
  dil_window_limit_size(&width, &height);
  rect->right = rect->left + (int32_t)width;
  rect->bottom = rect->top + (int32_t)height;
  return V3_TRUE;
}

static const struct v3_plugin_view view_functions = {
  .query_interface = query,
  .ref = ref,
  .unref = unref,
  .is_platform_type_supported = is_platform_supported,
  .attached = attached,
  .removed = removed,
  .on_wheel = on_wheel,
  .on_key_down = on_key,
  .on_key_up = on_key,
  .get_size = get_size,
  .on_size = on_size,
  .on_focus = on_focus,
  .set_frame = set_frame,
  .can_resize = can_resize,
  .check_size_constraint = check_size};

static v3_result V3_API
set_scale(void* const self, const float factor)
{
  DilVst3View* const view = view_of(self);
  if (!(factor > 0.0f)) {
    return V3_INVALID_ARG;
  }

  view->scale = (double)factor;
  if (view->window) {
    dil_window_set_scale(dil_plugin_window_frame(view->window), view->scale);
  }
  return V3_OK;
}

static const struct v3_plugin_view_content_scale scale_functions = {
  .query_interface = query,
  .ref = ref,
  .unref = unref,
  .set_content_scale_factor = set_scale};

static void V3_API
on_timer(void* const self)
{
  // A host may let go of the view in what is called meanwhile
  DilVst3View* const view = view_of(self);
  (void)ref(self);
  dil_vst3_tick(view);
  (void)unref(self);
}

static const struct v3_timer_handler timer_functions = {.query_interface =
                                                          query,
                                                        .ref = ref,
                                                        .unref = unref,
                                                        .on_timer = on_timer};

struct v3_plugin_view**
dil_vst3_new_view(DilVst3* const self)
{
  DilVst3View* const view = (DilVst3View*)calloc(1U, sizeof(*view));
  if (!view) {
    return NULL;
  }

  const DilVst3ViewFace faces[] = {{&view_functions, view},
                                   {&scale_functions, view},
                                   {&timer_functions, view}};
  view->view = faces[0];
  view->scaling = faces[1];
  view->timer = faces[2];
  view->owner = self;
  atomic_init(&view->n_references, 1U);
  (void)dil_vst3_ref(&self->controller);
  void* const face = &view->view;
  return (struct v3_plugin_view**)face;
}
