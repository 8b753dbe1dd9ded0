// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_clap.h"

#include "support/test.h"

#include <poll.h>
#include <string.h>

static HostClap*
self_of(const clap_host_t* const host)
{
  return (HostClap*)host->host_data;
}

static void CLAP_ABI
hints_changed(const clap_host_t* const host)
{
  (void)host;
}

static bool CLAP_ABI
request_resize(const clap_host_t* const host,
               const uint32_t width,
               const uint32_t height)
{
  HostWindow* const window = self_of(host)->base.window;
  window->wanted_width = width;
  window->wanted_height = height;
  return true;
}

static bool CLAP_ABI
request_view(const clap_host_t* const host)
{
  (void)host;
  return false;
}

static void CLAP_ABI
closed(const clap_host_t* const host, const bool was_destroyed)
{
  assert_true(was_destroyed);
  self_of(host)->base.window->is_gone = true;
}

static bool CLAP_ABI
register_timer(const clap_host_t* const host,
               const uint32_t period_ms,
               clap_id* const id)
{
  HostClap* const self = self_of(host);
  assert_false(self->has_timer);
  assert_in_range(period_ms, 30U, 50U);
  self->has_timer = true;
  *id = 7U;
  return true;
}

static bool CLAP_ABI
unregister_timer(const clap_host_t* const host, const clap_id id)
{
  HostClap* const self = self_of(host);
  assert_true(self->has_timer);
  assert_int_equal(id, 7U);
  self->has_timer = false;
  return true;
}

static bool CLAP_ABI
register_file(const clap_host_t* const host,
              const int file,
              const uint32_t flags)
{
  HostClap* const self = self_of(host);
  assert_int_equal(self->file, -1);
  assert_int_equal(flags, CLAP_POSIX_FD_READ);
  self->file = file;
  return true;
}

static bool CLAP_ABI
modify_file(const clap_host_t* const host, const int file, const uint32_t flags)
{
  (void)host;
  (void)file;
  (void)flags;
  return false;
}

static bool CLAP_ABI
unregister_file(const clap_host_t* const host, const int file)
{
  HostClap* const self = self_of(host);
  assert_int_equal(self->file, file);
  self->file = -1;
  return true;
}

const void*
host_clap_window_extension(const HostClap* const self, const char* const id)
{
  const HostWindow* const window = self->base.window;
  return !window || window->is_least              ? NULL
         : !strcmp(id, CLAP_EXT_GUI)              ? (const void*)&self->gui_host
         : !strcmp(id, CLAP_EXT_TIMER_SUPPORT)    ? (const void*)&self->timer
         : !strcmp(id, CLAP_EXT_POSIX_FD_SUPPORT) ? (const void*)&self->files
                                                  : NULL;
}

bool CLAP_ABI
host_clap_push(const clap_output_events_t* const list,
               const clap_event_header_t* const event)
{
  HostWindow* const window = ((const HostClap*)list->ctx)->base.window;
  const void* const whole = event;
  assert_non_null(window);
  switch (event->type) {
  case CLAP_EVENT_PARAM_GESTURE_BEGIN:
    assert_int_equal(event->size, sizeof(clap_event_param_gesture_t));
    assert_int_equal(window->n_begun, window->n_ended);
    window->parameter = ((const clap_event_param_gesture_t*)whole)->param_id;
    window->n_begun += 1U;
    break;
  case CLAP_EVENT_PARAM_VALUE: {
    const clap_event_param_value_t* const value =
      (const clap_event_param_value_t*)whole;
    assert_int_equal(event->size, sizeof(*value));
    assert_int_equal(window->n_begun, window->n_ended + 1U);
    assert_int_equal(window->parameter, value->param_id);
    window->value = value->value;
    window->n_set += 1U;
    break;
  }
  case CLAP_EVENT_PARAM_GESTURE_END:
    assert_int_equal(event->size, sizeof(clap_event_param_gesture_t));
    assert_int_equal(window->parameter,
                     ((const clap_event_param_gesture_t*)whole)->param_id);
    window->n_ended += 1U;
    break;
  default:
    fail_msg("an event of type %u", event->type);
  }
  return true;
}

static void
fill(HostClap* const self)
{
  const clap_host_gui_t gui = {
    hints_changed, request_resize, request_view, request_view, closed};
  const clap_host_timer_support_t timer = {register_timer, unregister_timer};
  const clap_host_posix_fd_support_t files = {
    register_file, modify_file, unregister_file};
  self->gui_host = gui;
  self->timer = timer;
  self->files = files;
  self->file = -1;
}

bool
host_clap_open_window(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  const clap_plugin_t* const plugin = self->plugin;
  const HostWindow* const window = host->window;
  const bool is_floating = !window->parent;
  fill(self);
  self->gui = (const clap_plugin_gui_t*)host_clap_extension(self, CLAP_EXT_GUI);
  assert_true(
    self->gui->is_api_supported(plugin, CLAP_WINDOW_API_X11, is_floating));
  assert_false(self->gui->is_api_supported(plugin, "wayland", false));
  assert_true(self->gui->create(plugin, CLAP_WINDOW_API_X11, is_floating));
  if (window->scale > 0.0) {
    assert_true(self->gui->set_scale(plugin, window->scale));
  }

  uint32_t width = 0U;
  uint32_t height = 0U;
  assert_true(self->gui->can_resize(plugin));
  assert_true(self->gui->get_size(plugin, &width, &height));
  assert_true(width > 0U && height > 0U);
  if (is_floating) {
    self->gui->suggest_title(plugin, "Dilaton of a host");
  } else {
    const clap_window_t parent = {.api = CLAP_WINDOW_API_X11,
                                  .x11 = (clap_xwnd)window->parent};
    if (!self->gui->set_parent(plugin, &parent)) {
      self->gui->destroy(plugin);
      return false;
    }
  }
  return self->gui->show(plugin);
}

void
host_clap_tick_window(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  if (self->has_timer) {
    const clap_plugin_timer_support_t* const timer =
      (const clap_plugin_timer_support_t*)host_clap_extension(
        self, CLAP_EXT_TIMER_SUPPORT);
    timer->on_timer(self->plugin, 7U);
  }

  struct pollfd file = {self->file, POLLIN, 0};
  if (self->file >= 0 && poll(&file, 1U, 0) > 0) {
    const clap_plugin_posix_fd_support_t* const files =
      (const clap_plugin_posix_fd_support_t*)host_clap_extension(
        self, CLAP_EXT_POSIX_FD_SUPPORT);
    files->on_fd(self->plugin, self->file, CLAP_POSIX_FD_READ);
  }
  if (atomic_exchange(&self->is_called, false)) {
    self->plugin->on_main_thread(self->plugin);
  }
}

void
host_clap_resize_window(Host* const host,
                        const uint32_t width,
                        const uint32_t height)
{
  const HostClap* const self = (const HostClap*)host;
  uint32_t wide = width;
  uint32_t high = height;
  assert_true(self->gui->adjust_size(self->plugin, &wide, &high));
  assert_true(wide >= width && high >= height);
  assert_true(self->gui->set_size(self->plugin, width, height));
}

void
host_clap_window_size(Host* const host,
                      uint32_t* const width,
                      uint32_t* const height)
{
  const HostClap* const self = (const HostClap*)host;
  assert_true(self->gui->get_size(self->plugin, width, height));
}

void
host_clap_close_window(Host* const host)
{
  HostClap* const self = (HostClap*)host;
  self->gui->destroy(self->plugin);
  assert_false(self->has_timer);
  assert_int_equal(self->file, -1);
}
