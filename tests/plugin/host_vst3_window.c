// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_vst3.h"

#include "support/test.h"

#include <string.h>

static HostVst3*
owner_of(void* const self)
{
  return (HostVst3*)((HostVst3Face*)self)->owner;
}

static uint32_t V3_API
count_nothing(void* const self)
{
  (void)self;
  return 1U;
}

/// The loop, where a host has it: in the frame, as it must be, or where those
/// have it that do less
static v3_result
query_loop(void* const self,
           const v3_tuid iid,
           const bool is_here,
           void** const object)
{
  const bool is_loop = is_here && v3_tuid_match(iid, v3_run_loop_iid);
  *object = is_loop ? &owner_of(self)->loop_face : NULL;
  return is_loop ? V3_OK : V3_NO_INTERFACE;
}

static v3_result V3_API
query_frame(void* const self, const v3_tuid iid, void** const object)
{
  const HostWindow* const window = owner_of(self)->base.window;
  return query_loop(self, iid, window && !window->is_least, object);
}

static v3_result V3_API
query_context(void* const self, const v3_tuid iid, void** const object)
{
  const HostWindow* const window = owner_of(self)->base.window;
  return query_loop(self, iid, window && window->is_least, object);
}

static v3_result V3_API
query_nothing(void* const self, const v3_tuid iid, void** const object)
{
  (void)self;
  (void)iid;
  *object = NULL;
  return V3_NO_INTERFACE;
}

const struct v3_funknown host_vst3_context = {query_context,
                                              count_nothing,
                                              count_nothing};

static v3_result V3_API
begin_edit(void* const self, const v3_param_id id)
{
  HostWindow* const window = owner_of(self)->base.window;
  assert_int_equal(window->n_begun, window->n_ended);
  window->n_begun += 1U;
  window->parameter = id;
  return V3_OK;
}

// Told to the processor in the next block, as hosts do
static v3_result V3_API
perform_edit(void* const self, const v3_param_id id, const double value)
{
  HostVst3* const host = owner_of(self);
  HostWindow* const window = host->base.window;
  assert_int_equal(window->n_begun, window->n_ended + 1U);
  assert_int_equal(window->parameter, id);
  assert_true(value >= 0.0 && value <= 1.0);
  window->n_set += 1U;
  window->value =
    (*host->controller)
      ->normalised_parameter_to_plain(host->controller, id, value);
  host_automate(&host->base, 0U, id, window->value);
  return V3_OK;
}

static v3_result V3_API
end_edit(void* const self, const v3_param_id id)
{
  HostWindow* const window = owner_of(self)->base.window;
  assert_int_equal(window->parameter, id);
  window->n_ended += 1U;
  return V3_OK;
}

static v3_result V3_API
restart(void* const self, const int32_t flags)
{
  (void)self;
  (void)flags;
  return V3_OK;
}

static const struct v3_component_handler handler_functions = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .begin_edit = begin_edit,
  .perform_edit = perform_edit,
  .end_edit = end_edit,
  .restart_component = restart};

static v3_result V3_API
resize_view(void* const self,
            struct v3_plugin_view** const view,
            struct v3_view_rect* const rect)
{
  HostVst3* const host = owner_of(self);
  assert_ptr_equal(view, host->view);
  host->base.window->wanted_width = (uint32_t)(rect->right - rect->left);
  host->base.window->wanted_height = (uint32_t)(rect->bottom - rect->top);
  return (*view)->on_size(view, rect);
}

static const struct v3_plugin_frame frame_functions = {
  .query_interface = query_frame,
  .ref = count_nothing,
  .unref = count_nothing,
  .resize_view = resize_view};

static v3_result V3_API
register_handler(void* const self,
                 struct v3_event_handler** const handler,
                 const int file)
{
  (void)self;
  (void)handler;
  (void)file;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
unregister_handler(void* const self, struct v3_event_handler** const handler)
{
  (void)self;
  (void)handler;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
register_timer(void* const self,
               struct v3_timer_handler** const timer,
               const uint64_t period_ms)
{
  HostVst3* const host = owner_of(self);
  assert_null(host->timer);
  assert_in_range(period_ms, 30U, 50U);
  (*timer)->ref(timer);
  host->timer = timer;
  return V3_OK;
}

static v3_result V3_API
unregister_timer(void* const self, struct v3_timer_handler** const timer)
{
  HostVst3* const host = owner_of(self);
  assert_ptr_equal(timer, host->timer);
  host->timer = NULL;
  (*timer)->unref(timer);
  return V3_OK;
}

static const struct v3_run_loop loop_functions = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .register_event_handler = register_handler,
  .unregister_event_handler = unregister_handler,
  .register_timer = register_timer,
  .unregister_timer = unregister_timer};

static void
fill(HostVst3* const self)
{
  const HostVst3Face faces[] = {{&handler_functions, self},
                                {&frame_functions, self},
                                {&loop_functions, self}};
  self->handler_face = faces[0];
  self->frame_face = faces[1];
  self->loop_face = faces[2];
  void* const handler = &self->handler_face;
  assert_int_equal(
    (*self->controller)
      ->set_component_handler(self->controller,
                              (struct v3_component_handler**)handler),
    V3_OK);
}

static void
tell_scale(HostVst3* const self, const double scale)
{
  void* found = NULL;
  assert_int_equal(
    (*self->view)
      ->query_interface(self->view, v3_plugin_view_content_scale_iid, &found),
    V3_OK);
  struct v3_plugin_view_content_scale** const scaling =
    (struct v3_plugin_view_content_scale**)found;
  assert_int_equal((*scaling)->set_content_scale_factor(scaling, (float)scale),
                   V3_OK);
  (*scaling)->unref(scaling);
}

/// Make a view, and check what it says of itself
static struct v3_plugin_view**
make_view(HostVst3* const self)
{
  struct v3_edit_controller** const controller = self->controller;
  assert_null((*controller)->create_view(controller, "other"));
  struct v3_plugin_view** const view =
    (*controller)->create_view(controller, "editor");
  assert_non_null(view);
  assert_int_equal((*view)->is_platform_type_supported(view, "HWND"), V3_FALSE);
  assert_int_equal(
    (*view)->is_platform_type_supported(view, V3_VIEW_PLATFORM_TYPE_X11),
    V3_TRUE);
  assert_int_equal((*view)->can_resize(view), V3_TRUE);
  return view;
}

bool
host_vst3_open_window(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  fill(self);
  self->view = make_view(self);
  if (host->window->scale > 0.0) {
    tell_scale(self, host->window->scale);
  }

  uint32_t width = 0U;
  uint32_t height = 0U;
  struct v3_plugin_view** const view = self->view;
  void* const frame = &self->frame_face;
  (*view)->set_frame(view, (struct v3_plugin_frame**)frame);
  host_vst3_window_size(host, &width, &height);
  assert_true(width > 0U && height > 0U);
  const uintptr_t parent = host->window->parent;
  void* window = NULL;
  memcpy(&window, &parent, sizeof(window));
  if ((*view)->attached(view, window, V3_VIEW_PLATFORM_TYPE_X11) == V3_OK) {
    return true;
  }

  (*view)->set_frame(view, NULL);
  assert_int_equal((*view)->unref(view), 0);
  self->view = NULL;
  return false;
}

void
host_vst3_tick_window(Host* const host)
{
  const HostVst3* const self = (const HostVst3*)host;
  if (self->timer) {
    (*self->timer)->on_timer(self->timer);
  }
}

void
host_vst3_resize_window(Host* const host,
                        const uint32_t width,
                        const uint32_t height)
{
  const HostVst3* const self = (const HostVst3*)host;
  struct v3_view_rect rect = {0, 0, (int32_t)width, (int32_t)height};
  struct v3_view_rect wish = rect;
  assert_int_equal((*self->view)->check_size_constraint(self->view, &wish),
                   V3_TRUE);
  assert_true(wish.right >= rect.right && wish.bottom >= rect.bottom);
  assert_int_equal((*self->view)->on_size(self->view, &rect), V3_OK);
}

void
host_vst3_window_size(Host* const host,
                      uint32_t* const width,
                      uint32_t* const height)
{
  const HostVst3* const self = (const HostVst3*)host;
  struct v3_view_rect rect;
  assert_int_equal((*self->view)->get_size(self->view, &rect), V3_OK);
  *width = (uint32_t)(rect.right - rect.left);
  *height = (uint32_t)(rect.bottom - rect.top);
}

void
host_vst3_close_window(Host* const host)
{
  HostVst3* const self = (HostVst3*)host;
  struct v3_plugin_view** const view = self->view;
  assert_int_equal((*view)->removed(view), V3_OK);
  assert_null(self->timer);
  assert_int_equal((*view)->set_frame(view, NULL), V3_OK);
  assert_int_equal((*view)->unref(view), 0);
  (*self->controller)->set_component_handler(self->controller, NULL);
  self->view = NULL;
}
