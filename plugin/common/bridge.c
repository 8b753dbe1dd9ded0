// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge.h"

#include "message.h"
#include "ring.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Events handed to the engine at once
#define MAX_EVENTS 512U

/// Frames rendered for nobody at once
#define N_SCRATCH 256U

/// Notes of a window that wait for a block
#define N_PLAYED 1024U

/// The block that the audio thread is in
typedef struct {
  float* out[DIL_N_OUTPUTS];   ///< [n_frames] or NULL
  uint32_t n_frames;           ///< Frames of the block
  uint32_t n_done;             ///< Frames rendered so far
  uint32_t n_events;           ///< Events waiting
  DilEvent events[MAX_EVENTS]; ///< [n_events] frames of the block
} DilBlock;

struct DilBridge {
  DilPluginHost host;
  DilPresetShelf* shelf;
  DilParameterValues parameters;
  DilChannelKeep* channels;
  DilRing* played;   ///< Notes of a window, to the audio thread
  DilEngine* engine; ///< The shelf's; the audio thread's while it processes
  DilBlock block;
  float scratch[DIL_N_OUTPUTS][N_SCRATCH];
};

DilStatus
dil_bridge_new(const DilPluginHost* const host,
               const char* const bundle,
               DilBridge** const out)
{
  DilBridge* const bridge = (DilBridge*)calloc(1U, sizeof(*bridge));
  if (!bridge) {
    return DIL_NO_MEMORY;
  }

  bridge->host = *host;
  dil_parameter_values_init(&bridge->parameters);
  DilStatus status = dil_ring_new(N_PLAYED, sizeof(DilEvent), &bridge->played);
  if (!status) {
    status = dil_channel_keep_new(&bridge->channels);
  }
  if (!status) {
    status = dil_shelf_new(host, bundle, &bridge->shelf);
  }
  if (status) {
    dil_bridge_free(bridge);
  } else {
    *out = bridge;
  }

  return status;
}

void
dil_bridge_free(DilBridge* const bridge)
{
  if (bridge) {
    dil_shelf_free(bridge->shelf);
    dil_channel_keep_free(bridge->channels);
    dil_ring_free(bridge->played);
    free(bridge);
  }
}

DilPresetShelf*
dil_bridge_shelf(const DilBridge* const bridge)
{
  return bridge->shelf;
}

DilParameterValues*
dil_bridge_parameters(DilBridge* const bridge)
{
  return &bridge->parameters;
}

DilChannelKeep*
dil_bridge_channels(const DilBridge* const bridge)
{
  return bridge->channels;
}

/// A rate as the engine counts it, or 0
static uint32_t
whole_rate(const double rate)
{
  return (rate >= (double)DIL_MIN_RATE && rate <= (double)DIL_MAX_RATE)
           ? (uint32_t)lrint(rate)
           : 0U;
}

static DilStatus
start_engine(DilBridge* const bridge,
             const uint32_t rate,
             DilMessage* const message)
{
  if (!rate) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "the sample rate is too unusual");
  }

  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = rate;
  settings.max_voices = DIL_MAX_VOICES;
  dil_parameter_values_get(&bridge->parameters, settings.parameters);
  dil_parameter_values_restart(&bridge->parameters, settings.parameters);
  return dil_shelf_start(bridge->shelf, &settings, &bridge->engine, message);
}

DilStatus
dil_bridge_check(const DilBridge* const bridge,
                 const DilStatus status,
                 const DilMessage* const message)
{
  if (status) {
    bridge->host.log(bridge->host.context, DIL_LOG_ERROR, message->text);
  }

  return status;
}

DilStatus
dil_bridge_activate(DilBridge* const bridge, const double rate)
{
  DilMessage message = {""};
  dil_bridge_deactivate(bridge);
  DilChannels channels;
  dil_channel_keep_now(bridge->channels, &channels);
  dil_channel_keep_want(bridge->channels, &channels);

  // Notes of long ago are for no new engine
  (void)dil_ring_read(bridge->played, NULL, N_PLAYED);
  const DilStatus status = start_engine(bridge, whole_rate(rate), &message);
  return dil_bridge_check(bridge, status, &message);
}

void
dil_bridge_deactivate(DilBridge* const bridge)
{
  dil_shelf_stop(bridge->shelf);
  bridge->engine = NULL;
}

uint32_t
dil_bridge_latency(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_latency(bridge->engine) : 0U;
}

uint32_t
dil_bridge_latency_at(DilBridge* const bridge, const double rate)
{
  const uint32_t whole = whole_rate(rate);
  return whole ? dil_shelf_latency(bridge->shelf, whole) : 0U;
}

uint32_t
dil_bridge_tail(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_tail(bridge->engine) : 0U;
}

uint32_t
dil_bridge_n_voices(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_counts(bridge->engine).n_voices : 0U;
}

/// Frames that can be rendered at once, fewer where nobody wants them
static uint32_t
n_at_once(const DilBlock* const block, const uint32_t n_left)
{
  const bool is_wanted = block->out[0] && block->out[1];
  return (is_wanted || n_left < N_SCRATCH) ? n_left : N_SCRATCH;
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
  if (block->n_events == MAX_EVENTS) {
    render_until(bridge, event->frame);
  }

  block->events[block->n_events++] = *event;
}

/// Tell the engine of a parameter, if that is news
static void
apply(DilBridge* const bridge, const uint32_t frame, const uint32_t parameter)
{
  DilEvent event = {.frame = frame,
                    .type = DIL_EVENT_PARAMETER,
                    .number = (uint8_t)parameter,
                    .note_id = DIL_ANY_NOTE};
  if (dil_parameter_news(&bridge->parameters, parameter, &event.value)) {
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

  // After the instrument, which sets the programs of all channels
  if (bridge->engine && dil_channel_keep_is_news(bridge->channels)) {
    render_until(bridge, 0U);
    dil_channel_keep_take(bridge->channels, bridge->engine);
  }

  DilEvent note;
  while (dil_ring_read(bridge->played, &note, 1U) == 1U) {
    put(bridge, &note);
  }
}

bool
dil_bridge_play(DilBridge* const bridge, const DilEvent* const event)
{
  // Room is left for the ends of all keys that may be held
  const bool is_end = event->type == DIL_EVENT_NOTE_OFF;
  return (is_end || dil_ring_fill(bridge->played) < N_PLAYED - 128U) &&
         dil_ring_write(bridge->played, event, 1U) == 1U;
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
    dil_parameter_set(&bridge->parameters, parameter, value);
    apply(bridge, frame, parameter);
  }
}

void
dil_bridge_modulate(DilBridge* const bridge,
                    const uint32_t frame,
                    const uint32_t parameter,
                    const double amount)
{
  if (parameter < DIL_N_PARAMETERS) {
    dil_parameter_modulate(&bridge->parameters, parameter, amount);
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
  if (bridge->engine) {
    dil_channel_keep_hear(bridge->channels, bridge->engine);
  }
}

void
dil_bridge_reset(DilBridge* const bridge)
{
  if (bridge->engine) {
    DilChannels channels;
    dil_engine_channels(bridge->engine, &channels);
    dil_engine_reset(bridge->engine);
    dil_engine_set_channels(bridge->engine, &channels);
  }
}
