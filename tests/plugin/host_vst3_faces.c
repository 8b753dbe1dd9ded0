// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "host_vst3.h"

#include "support/test.h"

#include <stdlib.h>
#include <string.h>

static v3_result V3_API
query_nothing(void* const self, const v3_tuid iid, void** const object)
{
  (void)self;
  (void)iid;
  *object = NULL;
  return V3_NO_INTERFACE;
}

static uint32_t V3_API
count_nothing(void* const self)
{
  (void)self;
  return 1U;
}

static HostVst3*
owner_of(void* const self)
{
  return (HostVst3*)((HostVst3Face*)self)->owner;
}

static uint32_t V3_API
event_count(void* const self)
{
  return (uint32_t)owner_of(self)->n_events;
}

static v3_result V3_API
event_get(void* const self, const int32_t index, struct v3_event* const event)
{
  const HostVst3* const host = owner_of(self);
  if (index < 0 || index >= host->n_events) {
    return V3_INVALID_ARG;
  }

  *event = host->events[index];
  return V3_OK;
}

static v3_result V3_API
event_add(void* const self, struct v3_event* const event)
{
  (void)self;
  (void)event;
  return V3_NOT_IMPLEMENTED;
}

const struct v3_event_list host_vst3_event_list = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .get_event_count = event_count,
  .get_event = event_get,
  .add_event = event_add};

static v3_param_id V3_API
queue_id(void* const self)
{
  return ((const HostVst3Queue*)self)->id;
}

/// HostVst3Point `index` of a queue, or NULL; and how many there are
static const HostVst3Point*
find_point(void* const self, const int32_t index, int32_t* const n)
{
  const HostVst3* const host = owner_of(self);
  const HostVst3Point* found = NULL;
  *n = 0;
  for (int32_t i = 0; i < host->n_points; ++i) {
    if (host->points[i].id == ((const HostVst3Queue*)self)->id) {
      found = (*n == index) ? &host->points[i] : found;
      ++*n;
    }
  }

  return found;
}

static int32_t V3_API
queue_count(void* const self)
{
  int32_t n = 0;
  (void)find_point(self, 0, &n);
  return n;
}

static v3_result V3_API
queue_get(void* const self,
          const int32_t index,
          int32_t* const offset,
          double* const value)
{
  int32_t n = 0;
  const HostVst3Point* const point = find_point(self, index, &n);
  if (!point) {
    return V3_INVALID_ARG;
  }

  *offset = point->offset;
  *value = point->value;
  return V3_OK;
}

static v3_result V3_API
queue_add(void* const self,
          const int32_t offset,
          const double value,
          int32_t* const index)
{
  (void)self;
  (void)offset;
  (void)value;
  (void)index;
  return V3_NOT_IMPLEMENTED;
}

const struct v3_param_value_queue host_vst3_value_queue = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .get_param_id = queue_id,
  .get_point_count = queue_count,
  .get_point = queue_get,
  .add_point = queue_add};

static int32_t V3_API
changes_count(void* const self)
{
  return owner_of(self)->n_queues;
}

static struct v3_param_value_queue** V3_API
changes_get(void* const self, const int32_t index)
{
  HostVst3* const host = owner_of(self);
  void* const queue = index < host->n_queues ? &host->queues[index] : NULL;
  return (struct v3_param_value_queue**)queue;
}

static struct v3_param_value_queue** V3_API
changes_add(void* const self, v3_param_id* const id, int32_t* const index)
{
  (void)self;
  (void)id;
  (void)index;
  return NULL;
}

const struct v3_param_changes host_vst3_param_changes = {
  .query_interface = query_nothing,
  .ref = count_nothing,
  .unref = count_nothing,
  .get_param_count = changes_count,
  .get_param_data = changes_get,
  .add_param_data = changes_add};

static v3_result V3_API
stream_read(void* const self,
            void* const buffer,
            const int32_t size,
            int32_t* const n_read)
{
  HostVst3* const host = owner_of(self);
  const size_t n_left = host->size - host->place;
  const size_t wanted = size < 1000 ? (size_t)size : 1000U;
  const size_t n = wanted < n_left ? wanted : n_left;
  memcpy(buffer, host->bytes + host->place, n);
  host->place += n;
  *n_read = (int32_t)n;
  return V3_OK;
}

static v3_result V3_API
stream_write(void* const self,
             void* const buffer,
             const int32_t size,
             int32_t* const n_written)
{
  HostVst3* const host = owner_of(self);
  const size_t n = size < 100 ? (size_t)size : 100U;
  host->bytes = (char*)realloc(host->bytes, host->size + n + 1U);
  assert_non_null(host->bytes);
  memcpy(host->bytes + host->size, buffer, n);
  host->size += n;
  host->bytes[host->size] = '\0';
  *n_written = (int32_t)n;
  return V3_OK;
}

static v3_result V3_API
stream_seek(void* const self,
            const int64_t place,
            const int32_t mode,
            int64_t* const result)
{
  (void)self;
  (void)place;
  (void)mode;
  (void)result;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
stream_tell(void* const self, int64_t* const place)
{
  *place = (int64_t)owner_of(self)->place;
  return V3_OK;
}

const struct v3_bstream host_vst3_stream = {.query_interface = query_nothing,
                                            .ref = count_nothing,
                                            .unref = count_nothing,
                                            .read = stream_read,
                                            .write = stream_write,
                                            .seek = stream_seek,
                                            .tell = stream_tell};
