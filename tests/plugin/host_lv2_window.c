// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_lv2.h"

#include "support/test.h"

#include <lv2/atom/util.h>
#include <lv2/instance-access/instance-access.h>

#include <X11/Xlib.h>

#include <dlfcn.h>
#include <math.h>
#include <string.h>

/// What the window writes: a port's value, or an atom for the control port
static void
write_port(const LV2UI_Controller controller,
           const uint32_t port,
           const uint32_t size,
           const uint32_t protocol,
           const void* const buffer)
{
  HostLv2* const self = (HostLv2*)controller;
  HostWindow* const window = self->base.window;
  if (protocol) {
    const LV2_Atom* const atom = (const LV2_Atom*)buffer;
    assert_int_equal(protocol, host_lv2_map(self, LV2_ATOM__eventTransfer));
    assert_int_equal(port, DIL_LV2_CONTROL);
    assert_int_equal(size, lv2_atom_total_size(atom));
    lv2_atom_forge_frame_time(&self->forge, 0);
    assert_true(lv2_atom_forge_write(&self->forge, atom, size));
    return;
  }

  assert_int_equal(size, sizeof(float));
  assert_in_range(
    port, DIL_LV2_PARAMETERS, DIL_LV2_PARAMETERS + DIL_N_PARAMETERS - 1);
  const uint32_t parameter = port - DIL_LV2_PARAMETERS;
  memcpy(&self->values[parameter], buffer, sizeof(float));
  self->told[parameter] = self->values[parameter];
  window->value = (double)self->values[parameter];
  window->n_set += 1U;
  if (window->is_least) {
    // It has no way to tell of gestures
    window->parameter = parameter;
  } else {
    assert_int_equal(window->n_begun, window->n_ended + 1U);
    assert_int_equal(window->parameter, parameter);
  }
}

static int
take_wish(const LV2UI_Feature_Handle handle, const int width, const int height)
{
  HostWindow* const window = ((HostLv2*)handle)->base.window;
  assert_true(width > 0 && height > 0);
  window->wanted_width = (uint32_t)width;
  window->wanted_height = (uint32_t)height;
  return 0;
}

static void
touch(const LV2UI_Feature_Handle handle,
      const uint32_t port,
      const bool is_held)
{
  HostWindow* const window = ((HostLv2*)handle)->base.window;
  if (is_held) {
    assert_int_equal(window->n_begun, window->n_ended);
    window->parameter = port - DIL_LV2_PARAMETERS;
    window->n_begun += 1U;
  } else {
    assert_int_equal(window->parameter, port - DIL_LV2_PARAMETERS);
    window->n_ended += 1U;
  }
}

static void
fill(HostLv2* const self)
{
  const LV2_Options_Option scale = {LV2_OPTIONS_INSTANCE,
                                    0U,
                                    host_lv2_map(self, LV2_UI__scaleFactor),
                                    sizeof(float),
                                    host_lv2_map(self, LV2_ATOM__Float),
                                    &self->scale};
  const LV2_Options_Option last = {LV2_OPTIONS_INSTANCE, 0U, 0U, 0U, 0U, NULL};
  self->scale = (float)self->base.window->scale;
  self->resize.handle = self;
  self->resize.ui_resize = take_wish;
  self->touch.handle = self;
  self->touch.touch = touch;
  self->access.data_access =
    lilv_instance_get_descriptor(self->instance)->extension_data;
  self->options[0] = self->scale > 0.0f ? scale : last;
  self->options[1] = last;
}

static void
load_module(HostLv2* const self)
{
  LV2UI_DescriptorFunction find = NULL;
  self->ui_library = dlopen(DIL_BUILD_DIR "/lv2/dilaton.lv2/dilaton_ui.so",
                            RTLD_NOW | RTLD_LOCAL);
  if (!self->ui_library) {
    fail_msg("%s", dlerror());
  }

  void* const symbol = dlsym(self->ui_library, "lv2ui_descriptor");
  assert_non_null(symbol);
  memcpy(&find, &symbol, sizeof(find));
  self->ui_descriptor = find(0U);
  assert_non_null(self->ui_descriptor);
  assert_string_equal(self->ui_descriptor->URI, DIL_LV2_UI);
  assert_null(find(1U));
}

static void
unload_module(HostLv2* const self)
{
  assert_int_equal(dlclose(self->ui_library), 0);
  self->ui_library = NULL;
}

/// Tell the window the values of ports that are news to it
static void
tell_values(HostLv2* const self)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    if (self->told[i] < self->values[i] || self->told[i] > self->values[i] ||
        isnan(self->told[i])) {
      self->told[i] = self->values[i];
      self->ui_descriptor->port_event(
        self->ui, DIL_LV2_PARAMETERS + i, sizeof(float), 0U, &self->values[i]);
    }
  }
}

void
host_lv2_tell_window(HostLv2* const host, const LV2_Atom* const atom)
{
  if (host->ui) {
    host->ui_descriptor->port_event(host->ui,
                                    DIL_LV2_NOTIFY,
                                    lv2_atom_total_size(atom),
                                    host_lv2_map(host, LV2_ATOM__eventTransfer),
                                    atom);
  }
}

/// Make the window's instance, with what the host offers
static void
make_window(HostLv2* const self)
{
  const uintptr_t number = self->base.window->parent;
  void* parent = NULL;
  memcpy(&parent, &number, sizeof(parent));
  const LV2_Feature features[] = {
    {LV2_URID__map, &self->map},
    {LV2_UI__parent, parent},
    {LV2_LOG__log, &self->log},
    {LV2_UI__resize, &self->resize},
    {LV2_UI__touch, &self->touch},
    {LV2_OPTIONS__options, self->options},
    {LV2_DATA_ACCESS_URI, &self->access},
    {LV2_INSTANCE_ACCESS_URI, lilv_instance_get_handle(self->instance)}};
  const LV2_Feature* list[9] = {NULL};
  const size_t n = self->base.window->is_least ? 2U : 8U;
  size_t n_listed = 0U;
  for (size_t i = 0U; i < n; ++i) {
    if (i != 1U || number) {
      list[n_listed++] = &features[i];
    }
  }

  LV2UI_Widget widget = NULL;
  self->ui = self->ui_descriptor->instantiate(self->ui_descriptor,
                                              DIL_LV2_URI,
                                              DIL_BUILD_DIR "/lv2/dilaton.lv2/",
                                              write_port,
                                              self,
                                              &widget,
                                              list);
  assert_true(!self->ui == !widget);
}

bool
host_lv2_open_window(Host* const host)
{
  HostLv2* const self = (HostLv2*)host;
  assert_non_null(self->instance);
  load_module(self);
  fill(self);
  make_window(self);
  if (!self->ui) {
    unload_module(self);
    return false;
  }

  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    self->told[i] = NAN;
  }
  tell_values(self);
  return true;
}

/// An interface of the window, which must be there
static const void*
interface(const HostLv2* const self, const char* const uri)
{
  const void* const found = self->ui_descriptor->extension_data(uri);
  assert_non_null(found);
  return found;
}

void
host_lv2_tick_window(Host* const host)
{
  HostLv2* const self = (HostLv2*)host;
  const LV2UI_Idle_Interface* const idle =
    (const LV2UI_Idle_Interface*)interface(self, LV2_UI__idleInterface);
  tell_values(self);
  host->window->is_gone = host->window->is_gone || !!idle->idle(self->ui);
}

void
host_lv2_resize_window(Host* const host,
                       const uint32_t width,
                       const uint32_t height)
{
  const HostLv2* const self = (const HostLv2*)host;
  const LV2UI_Resize* const resize =
    (const LV2UI_Resize*)interface(self, LV2_UI__resize);
  assert_int_equal(resize->ui_resize(self->ui, (int)width, (int)height), 0);
}

// LV2 has no way to ask: it is seen in the parent
void
host_lv2_window_size(Host* const host,
                     uint32_t* const width,
                     uint32_t* const height)
{
  Display* const display = XOpenDisplay(NULL);
  assert_non_null(display);
  Window root = None;
  Window above = None;
  Window* windows = NULL;
  unsigned n = 0U;
  XWindowAttributes facts;
  assert_true(XQueryTree(
    display, (Window)host->window->parent, &root, &above, &windows, &n));
  assert_int_equal(n, 1);
  assert_true(XGetWindowAttributes(display, windows[0], &facts));
  *width = (uint32_t)facts.width;
  *height = (uint32_t)facts.height;
  XFree(windows);
  XCloseDisplay(display);
}

void
host_lv2_close_window(Host* const host)
{
  HostLv2* const self = (HostLv2*)host;
  self->ui_descriptor->cleanup(self->ui);
  self->ui = NULL;
  unload_module(self);
}
