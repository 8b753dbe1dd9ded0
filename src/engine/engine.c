// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/engine.h"

#include "arena.h"
#include "bank.h"
#include "denormal.h"
#include "elementary.h"
#include "message.h"
#include "mix_stage.h"
#include "ring.h"

#include "dilaton/watch.h"

#include <math.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>

#define N_BANKS   2U     ///< Sent and not yet taken
#define N_TUNINGS 16U    ///< Sent and not yet taken
#define N_STEPS   4096U  ///< Made and not yet read, 170 ms at 24 kHz
#define TAIL_S    0.031f ///< Of every note, beyond its release

/// What other threads may read
typedef struct {
  _Atomic uint32_t latency;
  _Atomic uint32_t tail;
  _Atomic uint32_t room_tail;
  _Atomic uint32_t n_voices;
  _Atomic uint64_t n_notes;
  _Atomic uint64_t n_stolen;
  _Atomic uint64_t n_restarts;
  _Atomic uint64_t n_outside;
  _Atomic uint64_t keys[2];
  _Atomic float peaks[DIL_N_OUTPUTS];
} Shown;

struct DilEngineImpl {
  DilEngineSettings settings;
  DilMixStage stage;
  DilReverb* room;     ///< Owned
  DilBank* bank;       ///< Owned
  DilBank* old;        ///< Owned; fading out or waiting to go, or NULL
  DilRing* banks_in;   ///< DilBank*
  DilRing* banks_out;  ///< DilBank*
  DilRing* tunings_in; ///< DilTuning
  uint64_t n_stolen;   ///< By banks that have gone, since the reset
  uint64_t n_outside;  ///< In banks that have gone, since the reset
  int64_t n_restarts;  ///< By banks that have gone, since the reset
  DilRing* steps;      ///< DilStep, or NULL before anybody has watched
  DilRing* watched;    ///< That the bank writes: `steps` or NULL
  _Atomic bool is_watched;
  Shown shown;
};

/// Tell other threads how things stand
static void
show(DilEngine* const engine)
{
  const DilBank* const bank = engine->bank;
  const DilPlayer* const player = &bank->mixer.player;
  const float scale = engine->stage.controls.parameters[DIL_PARAMETER_RELEASE];
  const float tail_s = bank->release_s * scale + TAIL_S;
  const uint32_t latency = bank->mixer.latency;
  const uint32_t room_tail = (uint32_t)dil_mix_stage_tail(&engine->stage);
  const uint32_t tail =
    (uint32_t)(tail_s * (float)engine->settings.rate) + room_tail;
  const uint64_t n_restarts =
    (uint64_t)(engine->n_restarts + (int64_t)dil_live_n_restarts(bank->live));
  const memory_order order = memory_order_relaxed;
  Shown* const shown = &engine->shown;
  atomic_store_explicit(&shown->latency, latency, order);
  atomic_store_explicit(&shown->tail, tail + 2U * latency + 2U, order);
  atomic_store_explicit(&shown->room_tail, room_tail, order);
  atomic_store_explicit(&shown->n_voices, (uint32_t)player->n_voices, order);
  atomic_store_explicit(&shown->n_notes, player->n_notes, order);
  atomic_store_explicit(
    &shown->n_stolen, engine->n_stolen + player->n_stolen, order);
  atomic_store_explicit(&shown->n_restarts, n_restarts, order);
  atomic_store_explicit(
    &shown->n_outside, engine->n_outside + player->n_outside, order);

  uint64_t keys[2];
  dil_player_keys(player, keys);
  atomic_store_explicit(&shown->keys[0], keys[0], order);
  atomic_store_explicit(&shown->keys[1], keys[1], order);
}

/// Tell how loud a block is, unless a louder one was not looked at
static void
show_peaks(Shown* const shown, float* const* const out, const size_t n_frames)
{
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    float peak = atomic_load_explicit(&shown->peaks[c], memory_order_relaxed);
    bool is_greater = false;
    for (size_t i = 0U; i < n_frames; ++i) {
      const float magnitude = fabsf(out[c][i]);
      is_greater = is_greater || magnitude > peak;
      peak = dil_max(magnitude, peak);
    }
    if (is_greater) {
      atomic_store_explicit(&shown->peaks[c], peak, memory_order_relaxed);
    }
  }
}

static DilStatus
make_rings(DilEngine* const engine)
{
  DilStatus status = dil_ring_new(N_BANKS, sizeof(DilBank*), &engine->banks_in);
  if (!status) {
    status = dil_ring_new(2U * N_BANKS, sizeof(DilBank*), &engine->banks_out);
  }
  if (!status) {
    status = dil_ring_new(N_TUNINGS, sizeof(DilTuning), &engine->tunings_in);
  }

  return status;
}

DilStatus
dil_engine_new(const DilPreset* const* const presets,
               const size_t n_presets,
               const DilEngineSettings* const settings,
               DilEngine** const out,
               DilMessage* const message)
{
  DilEngine* const engine = (DilEngine*)dil_allocate(sizeof(*engine));
  if (!engine) {
    return dil_fail_memory(message);
  }

  engine->settings = *settings;
  DilStatus status =
    dil_bank_new(settings, presets, n_presets, &engine->bank, message);
  if (!status &&
      (make_rings(engine) || dil_reverb_new(settings->rate, &engine->room))) {
    status = dil_fail_memory(message);
  }
  if (status) {
    dil_engine_free(engine);
    return status;
  }

  dil_mix_stage_start(&engine->stage,
                      settings,
                      &engine->bank->mixer,
                      engine->room,
                      settings->max_voices);
  show(engine);
  *out = engine;
  return DIL_OK;
}

static void
free_banks(DilRing* const ring)
{
  DilBank* bank = NULL;
  while (ring && dil_ring_read(ring, &bank, 1U)) {
    dil_bank_free(bank);
  }

  dil_ring_free(ring);
}

void
dil_engine_free(DilEngine* const engine)
{
  if (engine) {
    free_banks(engine->banks_in);
    free_banks(engine->banks_out);
    dil_ring_free(engine->tunings_in);
    dil_ring_free(engine->steps);
    dil_bank_free(engine->old);
    dil_bank_free(engine->bank);
    dil_reverb_free(engine->room);
    free(engine);
  }
}

/// Send the old bank back once it is silent and there is room for it
static void
retire_old(DilEngine* const engine)
{
  const DilMixStage* const stage = &engine->stage;
  const bool is_silent = !stage->old || stage->frame >= stage->old_end;
  if (engine->old && is_silent) {
    engine->stage.old = NULL;
    if (dil_ring_write(engine->banks_out, &engine->old, 1U)) {
      engine->old = NULL;
    }
  }
}

/// Let the bank write its steps or not, as the control thread wants it
static void
heed_watch(DilEngine* const engine)
{
  const bool is_wanted =
    atomic_load_explicit(&engine->is_watched, memory_order_acquire);
  DilRing* const ring = is_wanted ? engine->steps : NULL;
  if (engine->watched != ring) {
    engine->watched = ring;
    dil_live_watch(engine->bank->live, ring);
  }
}

/// Take what the control thread has sent
static void
receive(DilEngine* const engine)
{
  DilTuning tuning;
  while (dil_ring_read(engine->tunings_in, &tuning, 1U)) {
    dil_mix_stage_set_tuning(&engine->stage, &tuning);
  }

  retire_old(engine);
  DilBank* bank = NULL;
  if (!engine->old && dil_ring_read(engine->banks_in, &bank, 1U)) {
    engine->n_stolen += engine->bank->mixer.player.n_stolen;
    engine->n_outside += engine->bank->mixer.player.n_outside;
    engine->n_restarts += (int64_t)dil_live_n_restarts(engine->bank->live);
    dil_live_watch(engine->bank->live, NULL);
    dil_live_watch(bank->live, engine->watched);
    engine->old = engine->bank;
    engine->bank = bank;
    dil_mix_stage_swap(&engine->stage, &bank->mixer);
  }
}

void
dil_engine_render(DilEngine* const engine,
                  const DilEvent* const events,
                  const size_t n_events,
                  float* const* const out,
                  const size_t n_frames)
{
  const uint64_t mode = dil_denormals_off();
  DilMixStage* const stage = &engine->stage;
  size_t frame = 0U;
  heed_watch(engine);
  receive(engine);
  for (size_t i = 0U; i < n_events; ++i) {
    const size_t last = n_frames ? n_frames - 1U : 0U;
    const size_t wanted =
      (events[i].frame < last) ? (size_t)events[i].frame : last;
    if (wanted > frame) {
      float* const rest[DIL_N_OUTPUTS] = {out[0] + frame, out[1] + frame};
      dil_mix_stage_render(stage, rest, wanted - frame);
      frame = wanted;
    }
    dil_mix_stage_event(stage, &events[i]);
  }

  if (n_frames > frame) {
    float* const rest[DIL_N_OUTPUTS] = {out[0] + frame, out[1] + frame};
    dil_mix_stage_render(stage, rest, n_frames - frame);
  }

  retire_old(engine);
  show(engine);
  show_peaks(&engine->shown, out, n_frames);
  dil_denormals_restore(mode);
}

bool
dil_engine_sysex(DilEngine* const engine,
                 const uint8_t* const data,
                 const size_t size)
{
  return dil_mix_stage_sysex(&engine->stage, data, size);
}

void
dil_engine_set_tuning(DilEngine* const engine, const DilTuning* const tuning)
{
  dil_mix_stage_set_tuning(&engine->stage, tuning);
}

void
dil_engine_channels(const DilEngine* const engine, DilChannels* const channels)
{
  dil_controls_channels(&engine->stage.controls, channels);
}

void
dil_engine_set_channels(DilEngine* const engine,
                        const DilChannels* const channels)
{
  dil_mix_stage_set_channels(&engine->stage, channels);
}

void
dil_engine_reset(DilEngine* const engine)
{
  dil_mix_stage_reset(&engine->stage);
  engine->n_stolen = 0U;
  engine->n_outside = 0U;
  engine->n_restarts = -(int64_t)dil_live_n_restarts(engine->bank->live);
  retire_old(engine);
  show(engine);
}

bool
dil_engine_send_bank(DilEngine* const engine, DilBank* const bank)
{
  return dil_ring_write(engine->banks_in, &bank, 1U) == 1U;
}

DilBank*
dil_engine_collect_bank(DilEngine* const engine)
{
  DilBank* bank = NULL;
  (void)dil_ring_read(engine->banks_out, &bank, 1U);
  return bank;
}

bool
dil_engine_send_tuning(DilEngine* const engine, const DilTuning* const tuning)
{
  return dil_ring_write(engine->tunings_in, tuning, 1U) == 1U;
}

uint32_t
dil_engine_latency(const DilEngine* const engine)
{
  return atomic_load_explicit(&engine->shown.latency, memory_order_relaxed);
}

uint32_t
dil_engine_tail(const DilEngine* const engine)
{
  return atomic_load_explicit(&engine->shown.tail, memory_order_relaxed);
}

uint32_t
dil_engine_room_tail(const DilEngine* const engine)
{
  return atomic_load_explicit(&engine->shown.room_tail, memory_order_relaxed);
}

DilEngineCounts
dil_engine_counts(const DilEngine* const engine)
{
  const Shown* const shown = &engine->shown;
  const memory_order order = memory_order_relaxed;
  const DilEngineCounts counts = {
    atomic_load_explicit(&shown->n_voices, order),
    atomic_load_explicit(&shown->n_notes, order),
    atomic_load_explicit(&shown->n_stolen, order),
    atomic_load_explicit(&shown->n_restarts, order),
    atomic_load_explicit(&shown->n_outside, order),
    {atomic_load_explicit(&shown->keys[0], order),
     atomic_load_explicit(&shown->keys[1], order)}};

  return counts;
}

DilStatus
dil_engine_watch(DilEngine* const engine, const bool is_watching)
{
  if (is_watching && !engine->steps &&
      dil_ring_new(N_STEPS, sizeof(DilStep), &engine->steps)) {
    return DIL_NO_MEMORY;
  }
  if (is_watching &&
      !atomic_load_explicit(&engine->is_watched, memory_order_relaxed)) {
    (void)dil_ring_read(engine->steps, NULL, N_STEPS);
  }

  atomic_store_explicit(&engine->is_watched, is_watching, memory_order_release);
  return DIL_OK;
}

size_t
dil_engine_read_steps(DilEngine* const engine,
                      DilStep* const steps,
                      const size_t n_steps)
{
  return engine->steps ? dil_ring_read(engine->steps, steps, n_steps) : 0U;
}

void
dil_engine_take_peaks(DilEngine* const engine, float* const peaks)
{
  for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
    peaks[c] = atomic_exchange_explicit(
      &engine->shown.peaks[c], 0.0f, memory_order_relaxed);
  }
}
