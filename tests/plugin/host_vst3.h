// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_HOST_VST3_H
#define DIL_TEST_HOST_VST3_H

#include "host_private.h"
#include "travesty_more.h"

enum {
  host_vst3_max_events = 4096,
  host_vst3_max_queues = 4096,
  host_vst3_max_points = 8192
};

/// What an interface pointer of ours points to
typedef struct {
  const void* functions;
  void* owner;
} HostVst3Face;

/// A point of a parameter's curve
typedef struct {
  v3_param_id id;
  int32_t offset;
  double value;
} HostVst3Point;

/// The curve of a parameter, as the plugin sees it
typedef struct {
  HostVst3Face face;
  v3_param_id id;
} HostVst3Queue;

/// A host with its one plugin
typedef struct {
  Host base;
  struct v3_plugin_factory** factory;
  struct v3_component** component;
  struct v3_audio_processor** processor;
  struct v3_edit_controller** controller;
  struct v3_midi_mapping** mapping;
  struct v3_unit_information** units;

  int32_t mode; ///< V3_REALTIME or V3_OFFLINE

  HostVst3Face events_face;
  struct v3_event events[host_vst3_max_events];
  int32_t n_events;

  HostVst3Face changes_face;
  HostVst3Queue
    queues[host_vst3_max_queues]; ///< [n_queues] parameters that have points
  int32_t n_queues;
  HostVst3Point points[host_vst3_max_points]; ///< [n_points] of all of them
  int32_t n_points;

  HostVst3Face context_face;
  HostVst3Face handler_face;
  HostVst3Face frame_face;
  HostVst3Face loop_face;
  struct v3_plugin_view** view;    ///< While the window is open
  struct v3_timer_handler** timer; ///< That is called, or NULL

  HostVst3Face stream_face;
  char* bytes;
  size_t size;
  size_t place;
} HostVst3;

/// What the host gives to the plugin, for faces
extern const struct v3_event_list host_vst3_event_list;
extern const struct v3_param_value_queue host_vst3_value_queue;
extern const struct v3_param_changes host_vst3_param_changes;
extern const struct v3_bstream host_vst3_stream;
extern const struct v3_funknown host_vst3_context;

/// As HostFunctions has them
bool
host_vst3_open_window(Host* host);
void
host_vst3_tick_window(Host* host);
void
host_vst3_resize_window(Host* host, uint32_t width, uint32_t height);
void
host_vst3_window_size(Host* host, uint32_t* width, uint32_t* height);
void
host_vst3_close_window(Host* host);

#endif // DIL_TEST_HOST_VST3_H
