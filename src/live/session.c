// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "session_private.h"

#include "clock.h"
#include "device_close.h"
#include "message.h"
#include "real_time.h"

#include <stdlib.h>
#include <string.h>

/// Longest that a fade at the end is waited for, in s
static const double longest_end_s = 1.0;

/// Where bytes of MIDI come from: the port, and the front end
enum { PORT, FRONT_END };

/// Make the engine, whose own threads, those of later banks too, have to be as
/// fast as the one that waits for them
static DilStatus
make_engine(Session* const s, DilMessage* const message)
{
  DilEngineSettings* const settings = &s->swap.settings;
  *settings = s->settings.engine;
  settings->rate = audio_rate(s->audio);
  settings->priority = REAL_TIME_PRIORITY;
  settings->max_voices = DIL_MAX_VOICES;
  const DilStatus status = preset_swap_begin(
    &s->swap, s->settings.presets, s->settings.n_presets, message);
  if (!status) {
    dil_engine_set_tuning(s->swap.engine, &s->settings.tuning);
  }
  return status;
}

/// Make a ring with something for the generator to do
static DilStatus
open_ring(const Session* const s,
          const size_t capacity,
          const size_t item_size,
          DilRing** const ring)
{
  const DilStatus status = dil_ring_new(capacity, item_size, ring);
  if (!status) {
    dil_ring_set_bell(*ring, s->bell);
  }
  return status;
}

/// Open where the sound goes, and make what goes there
static DilStatus
open_all(Session* const s, DilMessage* const message)
{
  const SessionSettings* const settings = &s->settings;
  DilStatus status = audio_open(settings->driver,
                                settings->device,
                                settings->engine.rate,
                                &s->audio,
                                message);
  status = status ? status : make_engine(s, message);
  if (status) {
    return status;
  }

  const uint32_t rate = audio_rate(s->audio);
  const double n_target = 1e-3 * settings->latency_ms * (double)rate;
  status = outlet_new(rate, (uint32_t)n_target, &s->outlet);
  status = status ? status : dil_bell_new(&s->bell);
  for (size_t i = 0U; i < MAX_INPUTS && !status; ++i) {
    status = open_ring(s, INPUT_SIZE, 1U, &s->rings[i]);
  }
  status =
    status ? status : open_ring(s, MAX_ORDERS, sizeof(Order), &s->orders);
  return status ? dil_fail_memory(message) : DIL_OK;
}

DilStatus
session_new(const SessionSettings* const settings,
            Session** const out,
            DilMessage* const message)
{
  Session* const session = (Session*)calloc(1U, sizeof(*session));
  if (!session) {
    return dil_fail_memory(message);
  }

  session->settings = *settings;
  const DilStatus status = open_all(session, message);
  if (status) {
    session_end(session, settings->presets, settings->n_presets);
    return status;
  }

  *out = session;
  return DIL_OK;
}

DilStatus
session_listen(Session* const session,
               const char* const port,
               DilMessage* const message)
{
  const char* const driver = audio_device(session->audio)->driver;
  const bool prefers_jack = !!strstr(driver, "JACK");
  return midi_open(
    port, prefers_jack, session->rings[PORT], &session->midi, message);
}

DilRing*
session_input(Session* const session)
{
  return session->rings[FRONT_END];
}

DilStatus
session_start(Session* const session, DilMessage* const message)
{
  Session* const s = session;
  const GeneratorSettings settings = {
    s->swap.engine,
    audio_rate(s->audio),
    s->settings.score,
    s->settings.is_looping,
    {s->rings[PORT], s->rings[FRONT_END]},
    MAX_INPUTS,
    s->settings.is_open,
    s->outlet,
    s->recording.recorder ? recorder_ring(s->recording.recorder) : NULL,
    s->orders,
    s->bell};
  if (generator_start(&settings, &s->generator, &s->priority_error)) {
    return dil_fail_memory(message);
  }

  const DilStatus status = audio_start(s->audio, s->outlet, message);
  s->memory_error = status ? 0 : real_time_lock_memory();
  return status;
}

DilEngine*
session_engine(const Session* const session)
{
  return session->swap.engine;
}

const AudioStream*
session_audio(const Session* const session)
{
  return session->audio;
}

const MidiInput*
session_midi(const Session* const session)
{
  return session->midi;
}

/// After messages that were lost, let go of keys: some of them may have wanted
/// to
static void
make_up_for_lost(Session* const s)
{
  const uint64_t n_lost = s->midi ? midi_n_lost(s->midi) : 0U;
  if (n_lost != s->n_lost && !dil_ring_fill(s->rings[PORT])) {
    s->n_lost = n_lost;
    generator_let_go(s->generator);
  }
}

/// Notice the end
static DilStatus
look_for_end(Session* const s, DilMessage* const message)
{
  const double longest = s->closing_s + longest_end_s;
  if (outlet_is_silent(s->outlet) ||
      (s->closing_s > 0.0 && dil_monotonic_s() > longest)) {
    s->is_over = true;
    return DIL_OK;
  }

  const bool has_gone = !audio_is_alive(s->audio);
  s->is_over = has_gone || audio_is_stuck(s->audio);
  return s->is_over ? dil_fail(message,
                               DIL_IO_ERROR,
                               "%s: the audio server or the device %s",
                               audio_device(s->audio)->name,
                               has_gone ? "has gone" : "hangs")
                    : DIL_OK;
}

DilStatus
session_tick(Session* const session, DilMessage* const message)
{
  make_up_for_lost(session);
  preset_swap_collect(&session->swap);
  const DilStatus status = session_drain_recording(session, message);
  return status ? status : look_for_end(session, message);
}

SessionState
session_state(const Session* const session)
{
  const Session* const s = session;
  const GeneratorState made = generator_state(s->generator);
  const double rate = (double)audio_rate(s->audio);
  const double ring_s = (double)dil_ring_fill(outlet_ring(s->outlet)) / rate;
  const DilEngineCounts counts = dil_engine_counts(s->swap.engine);
  const SessionState state = {made.n_voices,
                              made.load,
                              made.peak_load,
                              outlet_n_underruns(s->outlet),
                              made.score_s - ring_s,
                              (double)outlet_n_frames(s->outlet) / rate,
                              counts.n_notes,
                              counts.n_outside,
                              s->n_lost,
                              s->priority_error,
                              s->memory_error,
                              s->is_over,
                              made.is_playing,
                              s->recording.is_on ? s->recording.path : NULL,
                              (double)(made.n_frames - s->recording.n_before) /
                                rate};
  return state;
}

DilStatus
session_send_presets(Session* const session,
                     DilPreset** const presets,
                     const size_t n_presets,
                     DilMessage* const message)
{
  const DilStatus status =
    preset_swap_send(&session->swap, presets, n_presets, message);
  dil_bell_ring(session->bell);
  return status;
}

void
session_finish(Session* const session)
{
  generator_finish(session->generator);
}

void
session_fade(Session* const session)
{
  if (!(session->closing_s > 0.0)) {
    outlet_close(session->outlet);
    session->closing_s = dil_monotonic_s();
  }
}

void
session_free(Session* const session)
{
  session_end(session, NULL, 0U);
}

void
session_end(Session* const session,
            DilPreset** const presets,
            const size_t n_presets)
{
  if (!session) {
    return;
  }

  const bool is_closed = device_close(session->audio, session->midi);
  generator_stop(session->generator);
  recorder_free(session->recording.recorder);
  free(session->recording.path);
  preset_swap_end(&session->swap, presets, n_presets);
  dil_ring_free(session->rings[FRONT_END]);
  dil_ring_free(session->orders);

  // Threads of a server that hangs may still use these
  if (is_closed) {
    dil_ring_free(session->rings[PORT]);
    dil_bell_free(session->bell);
    outlet_free(session->outlet);
  }
  free(session);
}
