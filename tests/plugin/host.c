// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_private.h"

#include "realtime_guard.h"
#include "support/test.h"

#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const HostFunctions* const formats[HOST_N_FORMATS] = {&host_lv2,
                                                             &host_clap,
                                                             &host_vst3};

const char*
host_name(const HostFormat format)
{
  return formats[format]->name;
}

Host*
host_open(const HostFormat format)
{
  return formats[format]->open();
}

void
host_close(Host* const host)
{
  host_deactivate(host);
  host->functions->close(host);
}

bool
host_activate(Host* const host, const double rate, const uint32_t max_frames)
{
  host_deactivate(host);
  host->is_active = host->functions->activate(host, rate, max_frames);
  return host->is_active;
}

void
host_deactivate(Host* const host)
{
  if (host->is_active) {
    host->functions->deactivate(host);
    host->is_active = false;
  }
}

void
host_send(Host* const host, const DilEvent* const event)
{
  host->functions->send(host, event);
}

void
host_send_sysex(Host* const host,
                const uint32_t frame,
                const uint8_t* const data,
                const size_t size)
{
  host->functions->send_sysex(host, frame, data, size);
}

void
host_automate(Host* const host,
              const uint32_t frame,
              const uint32_t parameter,
              const double value)
{
  host->functions->automate(host, frame, parameter, value);
}

void
host_repeat(Host* const host)
{
  host->functions->repeat(host);
}

void
host_process(Host* const host, float* const* const out, const uint32_t n_frames)
{
  host->functions->process(host, out, n_frames);
}

HostParameter
host_describe(Host* const host, const uint32_t parameter)
{
  return host->functions->describe(host, parameter);
}

void
host_express(Host* const host,
             const uint32_t frame,
             const int32_t note_id,
             const DilExpression expression,
             const double value)
{
  host->functions->express(host, frame, note_id, expression, value);
}

void
host_set_offline(Host* const host, const bool is_offline)
{
  host->functions->set_offline(host, is_offline);
}

void
host_shown(Host* const host, char text[4096])
{
  host->functions->shown(host, text);
}

double
host_parameter(Host* const host, const uint32_t parameter)
{
  return host->functions->parameter(host, parameter);
}

void
host_write(Host* const host,
           const uint32_t parameter,
           const double value,
           char text[128])
{
  host->functions->write(host, parameter, value, text);
}

bool
host_read(Host* const host,
          const uint32_t parameter,
          const char* const text,
          double* const value)
{
  return host->functions->read(host, parameter, text, value);
}

uint32_t
host_latency(Host* const host)
{
  return host->functions->latency(host);
}

uint32_t
host_tail(Host* const host)
{
  return host->functions->tail(host);
}

HostState
host_save(Host* const host)
{
  return host->functions->save(host);
}

bool
host_load(Host* const host, const void* const bytes, const size_t size)
{
  return host->functions->load(host, bytes, size);
}

void
host_choose(Host* const host, const char* const path)
{
  host->functions->choose(host, path);
}

const char*
host_log(const Host* const host)
{
  return host->log;
}

void
host_clear_log(Host* const host)
{
  host->log[0] = '\0';
}

bool
host_open_window(Host* const host, HostWindow* const window)
{
  host->window = window;
  const bool is_open = host->functions->open_window(host);
  host->window = is_open ? window : NULL;
  return is_open;
}

void
host_tick_window(Host* const host)
{
  host->functions->tick_window(host);
}

void
host_resize_window(Host* const host,
                   const uint32_t width,
                   const uint32_t height)
{
  host->functions->resize_window(host, width, height);
}

void
host_window_size(Host* const host,
                 uint32_t* const width,
                 uint32_t* const height)
{
  host->functions->window_size(host, width, height);
}

void
host_close_window(Host* const host)
{
  host->functions->close_window(host);
  host->window = NULL;
}

Host*
host_new(const size_t size, const HostFunctions* const functions)
{
  Host* const host = (Host*)calloc(1U, size);
  assert_non_null(host);
  host->functions = functions;
  pthread_mutex_init(&host->lock, NULL);
  return host;
}

void*
host_library(Host* const host, const char* const path, const char* const symbol)
{
  host->library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!host->library) {
    fail_msg("%s", dlerror());
  }

  void* const entry = dlsym(host->library, symbol);
  assert_non_null(entry);
  return entry;
}

void
host_free(Host* const host)
{
  if (host->library) {
    assert_int_equal(dlclose(host->library), 0);
  }

  pthread_mutex_destroy(&host->lock);
  free(host);
}

void
host_write_log(Host* const host, const char* const text)
{
  pthread_mutex_lock(&host->lock);
  const size_t n = strlen(host->log);
  snprintf(host->log + n, sizeof(host->log) - n, "%s\n", text);
  pthread_mutex_unlock(&host->lock);
}

size_t
host_midi(const DilEvent* const event, uint8_t bytes[3])
{
  static const uint8_t statuses[] = {
    0x90U, 0x80U, 0xA0U, 0xB0U, 0xC0U, 0xD0U, 0xE0U};
  if (event->type > DIL_EVENT_PITCH_BEND) {
    return 0U;
  }

  bytes[0] = (uint8_t)(statuses[event->type] | (event->channel & 15U));
  bytes[1] = event->number & 127U;
  bytes[2] = (uint8_t)lrintf(event->value) & 127U;
  if (event->type == DIL_EVENT_CHANNEL_PRESSURE) {
    bytes[1] = bytes[2];
  } else if (event->type == DIL_EVENT_PITCH_BEND) {
    const int wheel = (int)lrintf(event->value * 8192.0f) + 8192;
    const unsigned limited = wheel > 16383 ? 16383U : (unsigned)wheel;
    bytes[1] = limited & 127U;
    bytes[2] = (uint8_t)(limited >> 7U);
  }

  const bool is_short = event->type == DIL_EVENT_PROGRAM ||
                        event->type == DIL_EVENT_CHANNEL_PRESSURE;
  return is_short ? 2U : 3U;
}

void
host_enter(void)
{
  realtime_guard_enter();
}

void
host_leave(void)
{
  realtime_guard_leave();
}
