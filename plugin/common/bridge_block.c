// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge.h"

#include "bridge_private.h"

#include <math.h>
#include <string.h>

/// Frames that can be rendered at once, fewer where nobody wants them
static uint32_t
n_at_once(const DilBlock* const block, const uint32_t n_left)
{
  const bool is_wanted = block->out[0] && block->out[1];
  return (is_wanted || n_left < dil_bridge_scratch) ? n_left
                                                    : dil_bridge_scratch;
}

/// Render the next frames of the block with the first events that wait
static void
render(DilBridge* const bridge, const uint32_t n_frames, const size_t n_events)
{
  const DilBlock* const block = &bridge->block;
  float* out[DIL_N_OUTPUTS];
  for (uint32_t i = 0U; i < DIL_N_OUTPUTS; ++i) {
    out[i] = block->out[i] ? block->out[i] + block->n_done : bridge->scratch[i];
  }

  if (bridge->engine) {
    dil_engine_render(bridge->engine, block->events, n_events, out, n_frames);
  } else {
    memset(out[0], 0, n_frames * sizeof(float));
    memset(out[1], 0, n_frames * sizeof(float));
  }
}

/// Forget the first events, and count the frames of the others from later on
static void
drop(DilBlock* const block, const uint32_t n_events, const uint32_t n_frames)
{
  block->n_events -= n_events;
  memmove(block->events,
          block->events + n_events,
          block->n_events * sizeof(*block->events));
  for (uint32_t i = 0U; i < block->n_events; ++i) {
    DilEvent* const event = &block->events[i];
    event->frame -= event->frame < n_frames ? event->frame : n_frames;
  }
}

/// Render until a frame of the block, with the events that wait
static void
render_until(DilBridge* const bridge, const uint32_t frame)
{
  DilBlock* const block = &bridge->block;
  const uint32_t end = frame < block->n_frames ? frame : block->n_frames;
  drop(block, 0U, block->n_done);
  do {
    const uint32_t n_left = end > block->n_done ? end - block->n_done : 0U;
    const uint32_t n = n_at_once(block, n_left);

    // What comes later waits, but for the end of all
    uint32_t n_events = (n == n_left) ? block->n_events : 0U;
    while (n_events < block->n_events && block->events[n_events].frame < n) {
      ++n_events;
    }

    render(bridge, n, n_events);
    drop(block, n_events, n);
    block->n_done += n;
  } while (block->n_done < end);
}

static void
put(DilBridge* const bridge, const DilEvent* const event)
{
  DilBlock* const block = &bridge->block;
  if (block->n_events == dil_bridge_max_events) {
    render_until(bridge, event->frame);
  }

  block->events[block->n_events++] = *event;
}

/// Tell the engine of a parameter, if that is news
static void
apply(DilBridge* const bridge, const uint32_t frame, const uint32_t parameter)
{
  const float sum =
    dil_bridge_parameter(bridge, parameter) + bridge->modulation[parameter];
  const float value = dil_parameter_limit(parameter, sum);
  if (value != bridge->applied[parameter]) {
    const DilEvent event = {.frame = frame,
                            .type = DIL_EVENT_PARAMETER,
                            .number = (uint8_t)parameter,
                            .note_id = DIL_ANY_NOTE,
                            .value = value};
    bridge->applied[parameter] = value;
    put(bridge, &event);
  }
}

void
dil_bridge_begin(DilBridge* const bridge,
                 float* const* const out,
                 const uint32_t n_frames)
{
  DilBlock* const block = &bridge->block;
  memcpy(block->out, out, sizeof(block->out));
  block->n_frames = n_frames;
  block->n_done = 0U;
  block->n_events = 0U;
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    apply(bridge, 0U, i);
  }
}

void
dil_bridge_event(DilBridge* const bridge, const DilEvent* const event)
{
  put(bridge, event);
}

void
dil_bridge_automate(DilBridge* const bridge,
                    const uint32_t frame,
                    const uint32_t parameter,
                    const double value)
{
  if (parameter < DIL_N_PARAMETERS) {
    dil_bridge_set_parameter(bridge, parameter, value);
    apply(bridge, frame, parameter);
  }
}

void
dil_bridge_modulate(DilBridge* const bridge,
                    const uint32_t frame,
                    const uint32_t parameter,
                    const double amount)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (info && !isnan(amount)) {
    const double range = (double)info->high - (double)info->low;
    bridge->modulation[parameter] = (float)fmin(fmax(amount, -range), range);
    apply(bridge, frame, parameter);
  }
}

void
dil_bridge_sysex(DilBridge* const bridge,
                 const uint32_t frame,
                 const uint8_t* const data,
                 const size_t size)
{
  if (bridge->engine) {
    render_until(bridge, frame);
    (void)dil_engine_sysex(bridge->engine, data, size);
  }
}

void
dil_bridge_end(DilBridge* const bridge)
{
  render_until(bridge, bridge->block.n_frames);
}

void
dil_bridge_reset(DilBridge* const bridge)
{
  if (bridge->engine) {
    dil_engine_reset(bridge->engine);
  }
}

bool
dil_bridge_request(DilBridge* const bridge, const char* const path)
{
  char item[DIL_PATH_SIZE];
  const size_t length = strnlen(path, sizeof(item));
  if (length == sizeof(item)) {
    return false;
  }

  memcpy(item, path, length + 1U);
  return dil_ring_write(bridge->requests, item, 1U) == 1U;
}

bool
dil_bridge_news(DilBridge* const bridge, char* const path)
{
  return dil_ring_read(bridge->news, path, 1U) == 1U;
}
