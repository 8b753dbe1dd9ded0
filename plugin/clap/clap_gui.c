// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_gui.h"

#include "clap_window.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool CLAP_ABI
is_api_supported(const clap_plugin_t* const plugin,
                 const char* const api,
                 const bool is_floating)
{
  (void)plugin;
  return (api && !strcmp(api, CLAP_WINDOW_API_X11)) ||
         (is_floating && (!api || !api[0]));
}

static bool CLAP_ABI
get_preferred_api(const clap_plugin_t* const plugin,
                  const char** const api,
                  bool* const is_floating)
{
  (void)plugin;
  *api = CLAP_WINDOW_API_X11;
  *is_floating = false;
  return true;
}

static bool CLAP_ABI
create(const clap_plugin_t* const plugin,
       const char* const api,
       const bool is_floating)
{
  DilClap* const self = dil_clap(plugin);
  DilClapGui* const gui = (DilClapGui*)calloc(1U, sizeof(*gui));
  if (!gui || self->gui || !is_api_supported(plugin, api, is_floating)) {
    free(gui);
    return false;
  }

  const clap_host_t* const host = self->host;
  gui->host = (const clap_host_gui_t*)host->get_extension(host, CLAP_EXT_GUI);
  gui->timer = (const clap_host_timer_support_t*)host->get_extension(
    host, CLAP_EXT_TIMER_SUPPORT);
  gui->files = (const clap_host_posix_fd_support_t*)host->get_extension(
    host, CLAP_EXT_POSIX_FD_SUPPORT);
  gui->is_floating = is_floating;
  gui->file = -1;
  snprintf(gui->title, sizeof(gui->title), "Dilaton");
  self->gui = gui;
  return true;
}

void
dil_clap_end_gui(DilClap* const self)
{
  if (self->gui) {
    dil_clap_stop_ticks(self);
    dil_plugin_window_free(self->gui->window);
    free(self->gui);
    self->gui = NULL;
  }
}

static void CLAP_ABI
destroy(const clap_plugin_t* const plugin)
{
  dil_clap_end_gui(dil_clap(plugin));
}

static bool CLAP_ABI
set_scale(const clap_plugin_t* const plugin, const double scale)
{
  DilClapGui* const gui = dil_clap(plugin)->gui;
  if (!gui || !(scale > 0.0)) {
    return false;
  }

  gui->scale = scale;
  if (gui->window) {
    dil_window_set_scale(dil_plugin_window_frame(gui->window), scale);
  }
  return true;
}

static bool CLAP_ABI
get_size(const clap_plugin_t* const plugin,
         uint32_t* const width,
         uint32_t* const height)
{
  const DilClapGui* const gui = dil_clap(plugin)->gui;
  if (!gui) {
    return false;
  }
  if (gui->window) {
    dil_window_size(dil_plugin_window_frame(gui->window), width, height);
  } else if (gui->width) {
    *width = gui->width;
    *height = gui->height;
  } else {
    dil_window_first_size(gui->scale, width, height);
  }
  return true;
}

static bool CLAP_ABI
can_resize(const clap_plugin_t* const plugin)
{
  (void)plugin;
  return true;
}

static bool CLAP_ABI
get_resize_hints(const clap_plugin_t* const plugin,
                 clap_gui_resize_hints_t* const hints)
{
  (void)plugin;
  memset(hints, 0, sizeof(*hints));
  hints->can_resize_horizontally = true;
  hints->can_resize_vertically = true;
  return true;
}

static bool CLAP_ABI
adjust_size(const clap_plugin_t* const plugin,
            uint32_t* const width,
            uint32_t* const height)
{
  (void)plugin;
  dil_window_limit_size(width, height);
  return true;
}

static bool CLAP_ABI
set_size(const clap_plugin_t* const plugin,
         const uint32_t width,
         const uint32_t height)
{
  DilClapGui* const gui = dil_clap(plugin)->gui;
  if (!gui || !width || !height) {
    return false;
  }
  if (gui->window) {
    dil_window_resize(dil_plugin_window_frame(gui->window), width, height);
  } else {
    gui->width = width;
    gui->height = height;
  }
  return true;
}

static bool CLAP_ABI
set_parent(const clap_plugin_t* const plugin, const clap_window_t* const window)
{
  DilClap* const self = dil_clap(plugin);
  return self->gui && !self->gui->is_floating && window->x11 &&
         dil_clap_open_window(self, (uintptr_t)window->x11);
}

static bool CLAP_ABI
set_transient(const clap_plugin_t* const plugin,
              const clap_window_t* const window)
{
  DilClapGui* const gui = dil_clap(plugin)->gui;
  if (!gui || !gui->is_floating || !window->x11) {
    return false;
  }

  gui->transient = (uintptr_t)window->x11;
  if (gui->window) {
    dil_window_stay_above(dil_plugin_window_frame(gui->window), gui->transient);
  }
  return true;
}

static void CLAP_ABI
suggest_title(const clap_plugin_t* const plugin, const char* const title)
{
  DilClapGui* const gui = dil_clap(plugin)->gui;
  if (gui && title) {
    snprintf(gui->title, sizeof(gui->title), "%s", title);
  }
}

static bool CLAP_ABI
show(const clap_plugin_t* const plugin)
{
  DilClap* const self = dil_clap(plugin);
  DilClapGui* const gui = self->gui;
  if (gui && gui->window) {
    dil_window_show(dil_plugin_window_frame(gui->window), true);
    return true;
  }

  return gui && gui->is_floating && dil_clap_open_window(self, 0U);
}

static bool CLAP_ABI
hide(const clap_plugin_t* const plugin)
{
  const DilClapGui* const gui = dil_clap(plugin)->gui;
  if (gui && gui->window) {
    dil_window_show(dil_plugin_window_frame(gui->window), false);
  }
  return gui;
}

const clap_plugin_gui_t dil_clap_gui = {is_api_supported,
                                        get_preferred_api,
                                        create,
                                        destroy,
                                        set_scale,
                                        get_size,
                                        can_resize,
                                        get_resize_hints,
                                        adjust_size,
                                        set_size,
                                        set_parent,
                                        set_transient,
                                        suggest_title,
                                        show,
                                        hide};

static void CLAP_ABI
on_timer(const clap_plugin_t* const plugin, const clap_id id)
{
  DilClap* const self = dil_clap(plugin);
  if (self->gui && self->gui->has_timer && self->gui->timer_id == id) {
    dil_clap_tick(self);
  }
}

const clap_plugin_timer_support_t dil_clap_timer = {on_timer};

static void CLAP_ABI
on_file(const clap_plugin_t* const plugin, const int file, const uint32_t flags)
{
  (void)flags;
  DilClap* const self = dil_clap(plugin);
  if (self->gui && self->gui->file == file) {
    dil_clap_tick(self);
  }
}

const clap_plugin_posix_fd_support_t dil_clap_files = {on_file};

void
dil_clap_call_gui(DilClap* const self)
{
  if (self->gui && self->gui->caller) {
    dil_clap_tick(self);
  }
}
