// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For names of threads
#define _GNU_SOURCE

#include "generator.h"

#include "clock.h"
#include "intake.h"
#include "load_meter.h"
#include "nap.h"
#include "order.h"
#include "real_time.h"
#include "sequencer.h"
#include "thread.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

/// Frames made at once, so that what comes in waits no longer
#define CHUNK 64U

struct Generator {
  GeneratorSettings settings;
  pthread_t thread;
  Sequencer sequencer;
  uint64_t frame;    ///< Next one to make
  uint64_t n_silent; ///< Frames since there was anything to make
  DilMidiStream streams[MAX_INPUTS];
  Intake intake;
  float samples[DIL_N_OUTPUTS][CHUNK];
  LoadMeter meter;
  bool has_let_go;
  bool is_busy; ///< There is more to make than silence

  atomic_bool is_stopping;
  atomic_bool is_finishing;
  atomic_bool is_letting_go;
  atomic_bool is_ended;
  _Atomic uint64_t n_frames;
  _Atomic uint64_t n_lost;
  _Atomic float load;
  _Atomic float peak_load;
  _Atomic double score_s;
  atomic_bool is_playing;
  _Atomic(const DilScore*) score; ///< In use
  _Atomic(DilRing*) recorder;     ///< In use
};

/// Make frames up to `n_done` to `n_end` of the chunk, with the events so far
static void
render(Generator* const g, const size_t n_done, const size_t n_end)
{
  float* const out[DIL_N_OUTPUTS] = {g->samples[0] + n_done,
                                     g->samples[1] + n_done};
  intake_render(&g->intake, out, n_end - n_done);
}

/// Make a chunk with what the score has in it
static void
render_score(Generator* const g, const size_t n)
{
  size_t n_done = 0U;
  for (uint64_t next = SEQUENCER_END;
       (next = sequencer_next(&g->sequencer)) < g->frame + n;) {
    const size_t place = (size_t)(next - g->frame);
    const DilScoreSysex* const sysex = sequencer_take_sysex(&g->sequencer);
    if (sysex || g->intake.n_events == MAX_EVENTS) {
      render(g, n_done, place);
      n_done = place;
    }

    if (sysex) {
      (void)dil_engine_sysex(g->settings.engine, sysex->data, sysex->size);
    } else {
      DilEvent* const event = &g->intake.events[g->intake.n_events++];
      *event = sequencer_take_event(&g->sequencer);
      event->frame = (uint32_t)(place - n_done);
    }
  }

  render(g, n_done, n);
}

/// Take another score, for which all is as in the beginning
static void
take_score(Generator* const g, const DilScore* const score)
{
  static const uint8_t gm_on[] = {0xF0U, 0x7EU, 0x7FU, 0x09U, 0x01U, 0xF7U};

  const bool is_looping = g->sequencer.is_looping;
  intake_let_go(&g->intake);
  (void)dil_engine_sysex(g->settings.engine, gm_on, sizeof(gm_on));
  sequencer_start(&g->sequencer, score, g->settings.rate, is_looping);
  sequencer_stop(&g->sequencer, 0U);
  atomic_store_explicit(&g->score, score, memory_order_release);
}

static void
obey(Generator* const g, const Order* const order)
{
  DilEvent event;
  switch (order->type) {
  case ORDER_EVENT:
    event = order->event;
    event.frame = 0U;
    intake_add(&g->intake, &event);
    break;
  case ORDER_PLAY:
    if (order->is_on) {
      sequencer_go(&g->sequencer, g->frame);
    } else {
      sequencer_stop(&g->sequencer, g->frame);
      intake_let_go(&g->intake);
    }
    break;
  case ORDER_LOOP:
    g->sequencer.is_looping = order->is_on;
    break;
  case ORDER_SEEK:
    intake_let_go(&g->intake);
    sequencer_seek(&g->sequencer, g->frame, order->place_s);
    break;
  case ORDER_SCORE:
    take_score(g, order->score);
    break;
  case ORDER_RECORD:
    if (order->recorder) {
      atomic_store_explicit(&g->n_lost, 0U, memory_order_relaxed);
    }
    atomic_store_explicit(&g->recorder, order->recorder, memory_order_release);
    break;
  }
}

static void
take_orders(Generator* const g)
{
  Order order;
  while (g->settings.orders && dil_ring_read(g->settings.orders, &order, 1U)) {
    obey(g, &order);
  }
}

static bool
has_input(const Generator* const g)
{
  bool is_there = g->settings.orders && dil_ring_fill(g->settings.orders);
  for (size_t i = 0U; i < g->settings.n_inputs; ++i) {
    is_there = is_there || dil_ring_fill(g->settings.inputs[i]);
  }
  return is_there;
}

/// Whether somebody wants it, or nothing more comes in
static bool
is_time_to_let_go(Generator* const g)
{
  const bool is_last =
    !g->has_let_go && !has_input(g) &&
    atomic_load_explicit(&g->is_finishing, memory_order_acquire);
  g->has_let_go = g->has_let_go || is_last;
  return atomic_exchange_explicit(
           &g->is_letting_go, false, memory_order_acquire) ||
         is_last;
}

/// Note whether there was anything to make in a chunk of `n` frames
static void
note_silence(Generator* const g, const size_t n)
{
  const bool is_playing = sequencer_next(&g->sequencer) != SEQUENCER_END;
  atomic_store_explicit(&g->is_playing, is_playing, memory_order_relaxed);
  g->is_busy =
    is_playing || dil_engine_counts(g->settings.engine).n_voices > 0U;
  g->n_silent = g->is_busy || has_input(g) ? 0U : g->n_silent + n;
}

/// Whether there is nothing to hear, and there has not been for a while: as
/// after a rendering, the resampler's rest, the room's and a tenth of a second
static bool
is_silent(const Generator* const g)
{
  return g->n_silent >= dil_engine_latency(g->settings.engine) +
                          dil_engine_room_tail(g->settings.engine) +
                          g->settings.rate / 10U;
}

static bool
is_open(const Generator* const g)
{
  return g->settings.is_open &&
         !atomic_load_explicit(&g->is_finishing, memory_order_acquire);
}

/// Whether there is nothing to do until the bell is rung; what is recorded has
/// its silences
static bool
is_idle(const Generator* const g)
{
  return g->settings.bell && is_silent(g) &&
         !atomic_load_explicit(&g->recorder, memory_order_relaxed);
}

static bool
is_wanted(const Generator* const g)
{
  return has_input(g) || !is_open(g) ||
         atomic_load_explicit(&g->is_letting_go, memory_order_acquire) ||
         atomic_load_explicit(&g->is_stopping, memory_order_acquire);
}

/// Sleep until there is something to do.  What wakes may be more than can be
/// seen here, such as presets, and is given the time of a silence.
static void
rest(Generator* const g)
{
  atomic_store_explicit(&g->load, 0.0f, memory_order_relaxed);
  dil_bell_listen(g->settings.bell);
  if (!is_wanted(g)) {
    dil_bell_wait(g->settings.bell);
  }
  g->n_silent = 0U;
}

static void
note_load(Generator* const g, const size_t n, const double elapsed_s)
{
  const float load = (float)elapsed_s * (float)g->settings.rate / (float)n;
  load_meter_note(&g->meter, load, n);
  atomic_store_explicit(&g->load, g->meter.load, memory_order_relaxed);
  atomic_store_explicit(&g->peak_load, g->meter.peak, memory_order_relaxed);
  if (g->sequencer.score) {
    atomic_store_explicit(&g->score_s,
                          sequencer_time_s(&g->sequencer, g->frame),
                          memory_order_relaxed);
  }
}

/// Record from the first frame that has sound in it, so that a recording lines
/// up with a rendering
static void
record(Generator* const g,
       DilRing* const recorder,
       const Frame* const frames,
       const size_t n)
{
  const uint64_t latency = dil_engine_latency(g->settings.engine);
  const uint64_t n_late = latency > g->frame ? latency - g->frame : 0U;
  const size_t n_skipped = n_late < n ? (size_t)n_late : n;
  const size_t n_wanted = n - n_skipped;
  const size_t n_written =
    dil_ring_write(recorder, frames + n_skipped, n_wanted);
  atomic_fetch_add_explicit(
    &g->n_lost, n_wanted - n_written, memory_order_relaxed);
}

static void
make_chunk(Generator* const g, const size_t n)
{
  const double start_s = dil_monotonic_s();
  Frame frames[CHUNK];
  take_orders(g);
  for (size_t i = 0U; i < g->settings.n_inputs; ++i) {
    intake_read(&g->intake, &g->streams[i], g->settings.inputs[i]);
  }
  if (is_time_to_let_go(g)) {
    intake_let_go(&g->intake);
  }
  render_score(g, n);
  for (size_t i = 0U; i < n; ++i) {
    frames[i].samples[0] = g->samples[0][i];
    frames[i].samples[1] = g->samples[1][i];
  }

  note_load(g, n, dil_monotonic_s() - start_s);
  (void)dil_ring_write(outlet_ring(g->settings.outlet), frames, n);
  DilRing* const recorder =
    atomic_load_explicit(&g->recorder, memory_order_relaxed);
  if (recorder) {
    record(g, recorder, frames, n);
  }
  g->frame += n;
  atomic_store_explicit(&g->n_frames, g->frame, memory_order_relaxed);
}

static void*
run(void* const context)
{
  Generator* const g = (Generator*)context;
  Outlet* const outlet = g->settings.outlet;
  bool is_ended = false;
  while (!atomic_load_explicit(&g->is_stopping, memory_order_acquire)) {
    // Before the fill, which nobody lessens then
    const bool is_at_rest = outlet_is_at_rest(outlet);
    const bool may_rest = !is_ended && is_open(g) && is_idle(g);
    const size_t fill = dil_ring_fill(outlet_ring(outlet));
    const size_t target = outlet_target(outlet);
    outlet_rest(outlet, may_rest);
    if (fill >= target && may_rest && is_at_rest) {
      rest(g);
      continue;
    }
    if (is_ended || fill >= target) {
      nap((double)target / (double)g->settings.rate, g->is_busy);
      continue;
    }

    const size_t n_missing = target - fill;
    const size_t n = n_missing < CHUNK ? n_missing : CHUNK;
    make_chunk(g, n);
    note_silence(g, n);
    is_ended = !is_open(g) && is_silent(g);
    if (is_ended) {
      outlet_end(outlet);
      atomic_store_explicit(&g->is_ended, true, memory_order_release);
    }
  }

  return NULL;
}

DilStatus
generator_start(const GeneratorSettings* const settings,
                Generator** const out,
                int* const realtime_error)
{
  Generator* const g = (Generator*)calloc(1U, sizeof(*g));
  if (!g) {
    return DIL_NO_MEMORY;
  }

  g->settings = *settings;
  g->intake.engine = settings->engine;
  g->score = settings->score;
  g->recorder = settings->recorder;
  sequencer_start(
    &g->sequencer, settings->score, settings->rate, settings->is_looping);

  if (dil_thread_start(
        &g->thread, REAL_TIME_PRIORITY, run, g, realtime_error)) {
    free(g);
    return DIL_NO_MEMORY;
  }

  // By this name a tracer finds it
  (void)pthread_setname_np(g->thread, "generator");
  *out = g;
  return DIL_OK;
}

void
generator_finish(Generator* const generator)
{
  atomic_store_explicit(&generator->is_finishing, true, memory_order_release);
  dil_bell_ring(generator->settings.bell);
}

void
generator_let_go(Generator* const generator)
{
  atomic_store_explicit(&generator->is_letting_go, true, memory_order_release);
  dil_bell_ring(generator->settings.bell);
}

GeneratorState
generator_state(const Generator* const generator)
{
  const Generator* const g = generator;
  const GeneratorState state = {
    dil_engine_counts(g->settings.engine).n_voices,
    atomic_load_explicit(&g->load, memory_order_relaxed),
    atomic_load_explicit(&g->peak_load, memory_order_relaxed),
    atomic_load_explicit(&g->score_s, memory_order_relaxed),
    atomic_load_explicit(&g->n_frames, memory_order_relaxed),
    atomic_load_explicit(&g->n_lost, memory_order_relaxed),
    atomic_load_explicit(&g->is_ended, memory_order_acquire),
    atomic_load_explicit(&g->is_playing, memory_order_relaxed),
    atomic_load_explicit(&g->score, memory_order_acquire),
    atomic_load_explicit(&g->recorder, memory_order_acquire)};
  return state;
}

void
generator_stop(Generator* const generator)
{
  if (generator) {
    atomic_store_explicit(&generator->is_stopping, true, memory_order_release);
    dil_bell_ring(generator->settings.bell);
    pthread_join(generator->thread, NULL);
    free(generator);
  }
}
