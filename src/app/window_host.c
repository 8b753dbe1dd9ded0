// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_host.h"

#include "number.h"
#include "report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/// Velocity of a key that is held from the start
#define HELD_VELOCITY 90.0f

/// Ticks of the window between two looks at the files of the presets
#define WATCH_TICKS 15U

/// The middle of the keys that were recorded
static uint8_t
middle_key(const DilPreset* const preset)
{
  const DilInstrument* const instrument = dil_preset_instrument(preset, 0U);
  return (uint8_t)((instrument->lo_key + instrument->hi_key) / 2);
}

DilStatus
window_host_begin(WindowHost* const host,
                  const PlayRequest* const request,
                  const DilEngineSettings* const engine,
                  Sound* const sound,
                  DilScore* const score)
{
  memset(host, 0, sizeof(*host));
  host->request = request;
  host->chosen = *request;
  host->engine = *engine;
  host->sound = *sound;
  host->held_key = middle_key(sound->presets[0]);
  host->score = score;
  host->melody = score ? strdup(request->melody) : NULL;
  host->is_looping = request->is_looping;
  host->state.load = NAN;
  memset(sound, 0, sizeof(*sound));
  return window_worker_start(&host->worker);
}

void
window_host_tell(WindowHost* const host, const char* const text)
{
  if (host->view) {
    dil_view_tell(host->view, text);
  } else {
    (void)complain("%s", text);
  }
}

/// Close the session, and with it the device
static void
close_session(WindowHost* const host)
{
  DilMessage message;
  if (host->session && session_finish_recording(host->session, &message)) {
    window_host_tell(host, message.text);
  }
  session_end(host->session, host->sound.presets, host->sound.n_presets);
  host->session = NULL;
  host->state.load = NAN;
  dil_score_free(host->former_score);
  host->former_score = NULL;
}

void
window_host_end(WindowHost* const host)
{
  close_session(host);
  window_worker_stop(host->worker);
  dil_score_free(host->score);
  sound_clear(&host->sound);
  if (host->has_work) {
    work_clear(&host->work);
  }
  free(host->melody);
  free(host->preset);
}

/// Describe where the sound goes
static void
describe_output(WindowHost* const host)
{
  const AudioStream* const audio = session_audio(host->session);
  const AudioDevice* const device = audio_device(audio);
  dil_number_print(host->output,
                   sizeof(host->output),
                   "%s %g kHz, %g ms",
                   device->driver,
                   (double)audio_rate(audio) / 1000.0,
                   host->chosen.latency_ms);
  window_options_look(
    &host->options, &host->chosen, device->driver, host->chosen.device);
}

/// Open the device, and begin to record what was asked for
static DilStatus
open_session(WindowHost* const host, DilMessage* const message)
{
  const PlayRequest* const r = &host->chosen;
  DilEngineSettings engine = host->engine;
  engine.rate = (uint32_t)r->sound.rate;
  const SessionSettings settings = {(AudioDriver)r->driver,
                                    r->device,
                                    r->latency_ms,
                                    engine,
                                    host->sound.presets,
                                    host->sound.n_presets,
                                    host->sound.tuning,
                                    host->score,
                                    host->is_looping,
                                    true};
  DilStatus status = session_new(&settings, &host->session, message);
  if (!status && r->record) {
    status = session_record(
      host->session, r->record, (DilEncoding)r->encoding, message);
    host->chosen.record = NULL;
  }
  return status;
}

/// Listen to MIDI; a machine without any is fine
static void
open_midi(WindowHost* const host)
{
  DilMessage message;
  const char* const port = host->chosen.midi;
  if (session_listen(host->session, port, &message) && port) {
    window_host_tell(host, message.text);
  }
}

void
window_host_open(WindowHost* const host)
{
  DilMessage message;
  DilStatus status = open_session(host, &message);
  if (!status) {
    open_midi(host);
    status = session_start(host->session, &message);
  }
  if (status) {
    session_end(host->session, host->sound.presets, host->sound.n_presets);
    host->session = NULL;
    window_host_tell(host, message.text);
    window_options_look(
      &host->options, &host->chosen, NULL, host->chosen.device);
    return;
  }

  host->state = session_state(host->session);
  if (host->is_watched &&
      dil_engine_watch(session_engine(host->session), true)) {
    window_host_tell(host, "not enough memory to watch the network");
  }
  describe_output(host);
}

void
window_host_hold(WindowHost* const host)
{
  const DilEvent event = {.type = DIL_EVENT_NOTE_ON,
                          .number = host->held_key,
                          .note_id = DIL_ANY_NOTE,
                          .value = HELD_VELOCITY};
  host->is_holding = host->session && session_send(host->session, &event);
}

void
window_host_reload(WindowHost* const host)
{
  Work work;
  memset(&work, 0, sizeof(work));
  work.type = WORK_RELOAD;
  for (size_t i = 0U; i < host->sound.n_presets; ++i) {
    char* const path = strdup(host->sound.paths[i]);
    if (path) {
      work.sound.paths[work.sound.n_presets++] = path;
    }
  }
  window_worker_ask(host->worker, &work);
}

bool
window_host_has_changed(WindowHost* const host)
{
  return sound_has_changed(&host->sound, WATCH_TICKS);
}

/// Play other presets, which have come; false if that has to wait
static bool
take_sound(WindowHost* const host, Work* const work)
{
  DilMessage message;
  const DilStatus status =
    host->session
      ? session_send_presets(
          host->session, work->sound.presets, work->sound.n_presets, &message)
      : DIL_OK;
  if (status == DIL_UNSUPPORTED) {
    return false;
  }
  if (status) {
    window_host_tell(host, message.text);
    return true;
  }

  const Sound before = host->sound;
  host->sound = work->sound;
  host->sound.tuning = before.tuning;
  work->sound = before;
  return true;
}

void
window_host_ask(WindowHost* const host,
                const WorkType type,
                const char* const path)
{
  Work work;
  memset(&work, 0, sizeof(work));
  work.type = type;
  work.path = strdup(path);
  work.preset = host->preset ? strdup(host->preset) : NULL;
  work.request = host->request->sound;
  work.options = host->request->score;
  window_worker_ask(host->worker, &work);
}

/// Play another score, which has come
static void
take_score(WindowHost* const host, Work* const work)
{
  host->former_score = host->score;
  host->score = work->score;
  work->score = NULL;
  free(host->melody);
  host->melody = work->path;
  work->path = NULL;
  if (!host->session) {
    dil_score_free(host->former_score);
    host->former_score = NULL;
  } else if (!session_open_score(host->session, host->score) ||
             !session_loop(host->session, host->is_looping) ||
             !session_play(host->session, true)) {
    window_host_tell(host, "busy");
  }
}

/// Note what the user has chosen, and play a score that has come
static void
settle(WindowHost* const host, Work* const work)
{
  if (work->type == WORK_PRESET || work->type == WORK_INSTALL) {
    free(host->preset);
    host->preset = strdup(host->sound.paths[0]);
  } else if (work->type == WORK_MELODY) {
    take_score(host, work);
  }
}

/// Open the session again as the user wants it now, and go on in the score
static void
reopen(WindowHost* const host)
{
  const double place_s = host->state.score_s;
  const bool is_playing = host->state.is_playing;
  host->is_reopened = false;
  close_session(host);
  window_host_open(host);
  if (host->session && host->score &&
      (!session_seek(host->session, place_s) ||
       !session_play(host->session, is_playing))) {
    window_host_tell(host, "busy");
  }
}

/// Make something of work that is done; false if that has to wait
static bool
take_work(WindowHost* const host, Work* const work)
{
  if (host->former_score && work->score) {
    return false;
  }
  if (work->status) {
    window_host_tell(host, work->message.text);
    window_worker_refresh(host->worker);
    return true;
  }
  if (!take_sound(host, work)) {
    return false;
  }

  settle(host, work);
  return true;
}

/// Look how the session is, which may have come to its end
static void
tick_session(WindowHost* const host)
{
  DilMessage message;
  if (session_tick(host->session, &message)) {
    window_host_tell(host, message.text);
  }
  host->state = session_state(host->session);
  if (host->state.is_over) {
    host->is_broken = true;
    close_session(host);
  } else if (host->former_score &&
             session_score(host->session) == host->score) {
    dil_score_free(host->former_score);
    host->former_score = NULL;
  }
}

void
window_host_tick(WindowHost* const host)
{
  if (host->session) {
    tick_session(host);
  }
  host->has_work =
    host->has_work || window_worker_take(host->worker, &host->work);
  if (host->has_work && take_work(host, &host->work)) {
    work_clear(&host->work);
    host->has_work = false;
  } else if (host->is_reopened && !host->has_work && !host->former_score) {
    reopen(host);
  }
}
