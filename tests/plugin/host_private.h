// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HOST_PRIVATE_H
#define DIL_TEST_HOST_PRIVATE_H

#include "host.h"

#include <pthread.h>
#include <stdarg.h>

/// What is to be implemented for a format
typedef struct {
  const char* name;
  Host* (*open)(void);
  void (*close)(Host* host);
  bool (*activate)(Host* host, double rate, uint32_t max_frames);
  void (*deactivate)(Host* host);
  void (*send)(Host* host, const DilEvent* event);
  void (*send_sysex)(Host* host, uint32_t frame, const uint8_t*, size_t);
  void (*automate)(Host* host, uint32_t frame, uint32_t parameter, double);
  void (*repeat)(Host* host);
  HostParameter (*describe)(Host* host, uint32_t parameter);
  void (*express)(Host* host, uint32_t, int32_t, DilExpression, double);
  void (*set_offline)(Host* host, bool is_offline);
  void (*shown)(Host* host, char text[4096]);
  void (*process)(Host* host, float* const* out, uint32_t n_frames);
  double (*parameter)(Host* host, uint32_t parameter);
  uint32_t (*latency)(Host* host);
  uint32_t (*tail)(Host* host);
  HostState (*save)(Host* host);
  bool (*load)(Host* host, const void* bytes, size_t size);
  void (*choose)(Host* host, const char* path);
  void (*write)(Host* host, uint32_t parameter, double value, char text[128]);
  bool (*read)(Host* host, uint32_t parameter, const char* text, double*);
  bool (*open_window)(Host* host);
  void (*tick_window)(Host* host);
  void (*resize_window)(Host* host, uint32_t width, uint32_t height);
  void (*window_size)(Host* host, uint32_t* width, uint32_t* height);
  void (*close_window)(Host* host);
} HostFunctions;

extern const HostFunctions host_lv2;
extern const HostFunctions host_clap;
extern const HostFunctions host_vst3;

/// What all hosts have, as their first field
struct Host {
  const HostFunctions* functions;
  void* library; ///< From dlopen(), or NULL
  bool is_active;
  HostWindow* window;   ///< While it is open
  pthread_mutex_t lock; ///< Of the log
  char log[16384];
};

/// A host of some size with its common fields
Host*
host_new(size_t size, const HostFunctions* functions);

/// Load a module and find its entry
void*
host_library(Host* host, const char* path, const char* symbol);

/// Unload and release
void
host_free(Host* host);

/// Append a line to the log; from any thread
void
host_write_log(Host* host, const char* text);

/// MIDI bytes of an event, at most three; their number
size_t
host_midi(const DilEvent* event, uint8_t bytes[3]);

/// Entry and exit of the audio thread's part of the plugin
void
host_enter(void);
void
host_leave(void);

#endif // DIL_TEST_HOST_PRIVATE_H
