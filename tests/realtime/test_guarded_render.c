// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "realtime_guard.h"

#include "rng.h"

#include "engine/band.h"
#include "support/test.h"
#include "support/tiny_preset.h"

#include "dilaton/engine.h"
#include "dilaton/watch.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define N_BLOCKS   100000U ///< Of all engines together
#define N_SLOW     16000U  ///< As many when sanitizers make them slow
#define N_ENGINES  8U
#define N_POOL     8192U ///< Random events, used again and again
#define MAX_FRAMES 4096U
#define MAX_EVENTS 64U
#define N_WARM_UP  500U ///< Blocks after which memory has been touched

/// Random blocks on one engine
typedef struct {
  Band* band;
  DilPreset* other;
  DilEngineSettings settings;
  DilEvent* pool; ///< [N_POOL]
  DilRng rng;
  uint64_t n_drawn;
  float* out[2]; ///< [MAX_FRAMES]
  double energy; ///< Of all that was made
} Session;

static uint64_t
draw(Session* const session, const uint64_t n)
{
  return dil_rng_bits(session->rng, session->n_drawn++) % n;
}

static void
begin(Session* const session, const uint64_t seed)
{
  static const uint32_t rates[] = {48000U, 44100U, 8000U, 96000U};
  static const uint32_t n_voices[] = {1U, 32U, 4U, 16U};
  static const uint32_t n_threads[] = {1U, 2U, 1U, 3U};
  TinyPreset description = tiny_preset_defaults();
  memset(session, 0, sizeof(*session));
  description.rate = 8000.0f;
  session->band = band_new(4000.0f);
  session->other = tiny_preset_load(&description);
  session->settings = band_settings(rates[seed % 4U]);
  session->settings.max_voices = n_voices[seed % 4U];
  session->settings.n_threads = n_threads[seed / 2U % 4U];
  session->settings.min_latency = 500U;
  session->pool = band_random_events(seed, N_POOL, N_POOL);
  session->rng = dil_rng_stream(seed, 1U);
  for (size_t c = 0U; c < 2U; ++c) {
    session->out[c] = (float*)calloc(MAX_FRAMES, sizeof(float));
    assert_non_null(session->out[c]);
    memset(session->out[c], 1, MAX_FRAMES * sizeof(float));
  }
  band_engine(session->band, &session->settings);
}

static void
end(Session* const session)
{
  band_free(session->band);
  dil_preset_free(session->other);
  free(session->pool);
  free(session->out[0]);
  free(session->out[1]);
}

/// Mostly a few frames, now and then none or thousands
static size_t
draw_size(Session* const session)
{
  return draw(session, 200U) ? (size_t)draw(session, 50U)
                             : (size_t)draw(session, MAX_FRAMES + 1U);
}

/// Events of a block, in order; their number
static size_t
draw_events(Session* const session,
            const size_t n_frames,
            DilEvent events[MAX_EVENTS])
{
  const size_t n =
    (size_t)draw(session, draw(session, 50U) ? 4U : MAX_EVENTS + 1U);
  const size_t first = (size_t)draw(session, N_POOL - MAX_EVENTS);
  for (size_t i = 0U; i < n; ++i) {
    events[i] = session->pool[first + i];
    events[i].frame = (uint32_t)(n_frames * i / n);
  }

  return n;
}

/// What a control thread does: exchange banks, which is not guarded
static void
exchange_banks(Session* const session)
{
  DilEngine* const engine = session->band->engine;
  const DilPreset* const presets[] = {session->band->preset, session->other};
  const size_t n_presets = (size_t)draw(session, 3U);
  const size_t first = (n_presets == 1U) ? (size_t)draw(session, 2U) : 0U;
  DilBank* bank = NULL;
  assert_int_equal(
    dil_bank_new(&session->settings, presets + first, n_presets, &bank, NULL),
    DIL_OK);
  if (!dil_engine_send_bank(engine, bank)) {
    dil_bank_free(bank);
  }
  dil_bank_free(dil_engine_collect_bank(engine));
}

/// What else it does: watch, look away, and read or not, so that it is full
static void
watch_steps(Session* const session)
{
  static DilStep steps[256];
  DilEngine* const engine = session->band->engine;
  if (!draw(session, 20U)) {
    assert_int_equal(dil_engine_watch(engine, draw(session, 4U) > 0U), DIL_OK);
  }
  if (draw(session, 3U)) {
    (void)dil_engine_read_steps(engine, steps, 256U);
  }
}

/// What an audio thread may do beside rendering
static void
disturb(Session* const session)
{
  DilEngine* const engine = session->band->engine;
  const uint64_t what = draw(session, 300U);
  if (what < 3U) {
    // A single note's tuning, sometimes cut off or with nonsense in it
    uint8_t message[] = {0xF0U, 0x7FU, 0U, 8U, 2U, 0U, 1U, 0, 0, 0, 0, 0xF7U};
    for (size_t i = 7U; i < 11U; ++i) {
      message[i] = (uint8_t)draw(session, draw(session, 9U) ? 128U : 256U);
    }
    (void)dil_engine_sysex(
      engine, message, (size_t)(draw(session, 5U) ? 12U : 11U));
  } else if (what < 5U) {
    static const uint8_t message[] = {0xF0U, 0x7EU, 0x7FU, 9U, 1U, 0xF7U};
    (void)dil_engine_sysex(engine, message, sizeof(message));
  } else if (what < 7U) {
    DilTuning tuning;
    dil_tuning_equal(&tuning);
    tuning.pitches[draw(session, 128U)] = (double)draw(session, 128U);
    dil_engine_set_tuning(engine, &tuning);
  } else if (what == 7U) {
    dil_engine_reset(engine);
  }
}

/// Play random blocks; page faults after the first of them
static size_t
play(Session* const session, const size_t n_blocks)
{
  size_t n_faults = 0U;
  for (size_t i = 0U; i < n_blocks; ++i) {
    DilEvent events[MAX_EVENTS];
    const size_t n_frames = draw_size(session);
    const size_t n_events = draw_events(session, n_frames, events);
    if (!draw(session, 700U)) {
      exchange_banks(session);
    }
    watch_steps(session);

    realtime_guard_enter();
    disturb(session);
    dil_engine_render(
      session->band->engine, events, n_events, session->out, n_frames);
    realtime_guard_leave();

    for (size_t k = 0U; k < n_frames; ++k) {
      const float left = session->out[0][k];
      assert_true(fabsf(left) < 1.0f && fabsf(session->out[1][k]) < 1.0f);
      session->energy += (double)(left * left);
    }
    n_faults = (i < N_WARM_UP) ? realtime_guard_report().n_faults : n_faults;
  }

  return realtime_guard_report().n_faults - n_faults;
}

/// Let go of everything: nothing may sound on
static void
let_go(Session* const session)
{
  DilEngine* const engine = session->band->engine;
  DilEvent events[33];
  for (uint8_t c = 0U; c < 16U; ++c) {
    events[2U * c] = band_event(0U, DIL_EVENT_CONTROL, 121U, 0.0f);
    events[2U * c + 1U] = band_event(0U, DIL_EVENT_CONTROL, 123U, 0.0f);
    events[2U * c].channel = c;
    events[2U * c + 1U].channel = c;
  }
  events[32] = band_event(0U, DIL_EVENT_PARAMETER, DIL_PARAMETER_RELEASE, 1.0f);
  dil_engine_render(engine, events, 33U, session->out, 1U);
  for (uint32_t frame = 0U; frame < session->settings.rate;
       frame += MAX_FRAMES) {
    dil_engine_render(engine, NULL, 0U, session->out, MAX_FRAMES);
  }
  assert_int_equal(dil_engine_counts(engine).n_voices, 0U);

  // Random parameters may have opened a room, which sounds on
  const bool has_room = dil_engine_room_tail(engine) > 0U;
  for (size_t i = 0U; !has_room && i < MAX_FRAMES; ++i) {
    assert_true(session->out[0][i] == 0.0f && session->out[1][i] == 0.0f);
  }
}

static void
random_blocks_do_nothing_that_may_wait_and_leave_no_voice(void** state)
{
  (void)state;

  const bool is_fast = realtime_guard_report().has_functions;
  const size_t n_blocks = (is_fast ? N_BLOCKS : N_SLOW) / N_ENGINES;
  size_t n_faults = 0U;
  for (uint64_t seed = 0U; seed < N_ENGINES; ++seed) {
    Session session;
    begin(&session, seed);
    const size_t n_stretches = realtime_guard_report().n_stretches;
    const size_t n_offences = realtime_guard_report().n_offences;
    n_faults += play(&session, n_blocks);
    const RealtimeReport report = realtime_guard_report();
    if (report.n_offences != n_offences) {
      fail_msg("%zu offences: %s, %ld",
               report.n_offences - n_offences,
               report.first,
               report.first_call);
    }
    assert_int_equal(report.n_stretches - n_stretches, n_blocks);
    assert_true(session.energy > 1e-3);
    let_go(&session);
    end(&session);
  }

  // The kernel may move a page at any time, but not often
  print_message("page faults after warming up: %zu\n", n_faults);
  if (is_fast) {
    assert_true(n_faults <= N_BLOCKS / 10000U);
  }
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(random_blocks_do_nothing_that_may_wait_and_leave_no_voice),
  };

  return cmocka_run_group_tests_name("guarded_render", tests, NULL, NULL);
}
