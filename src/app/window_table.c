// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_host.h"

#include <math.h>
#include <string.h>

/// Let the next frame begin with an event
static void
send(WindowHost* const host, const DilEvent* const event)
{
  if (host->session && !session_send(host->session, event)) {
    window_host_tell(host, "busy: too much waits to be played");
  }
}

static float
parameter(void* const self, const uint32_t index)
{
  const WindowHost* const host = (const WindowHost*)self;
  return host->engine.parameters[index];
}

/// Nobody needs to know where a gesture begins and ends
static void
gesture(void* const self, const uint32_t index)
{
  (void)self;
  (void)index;
}

static void
set(void* const self, const uint32_t index, const float value)
{
  WindowHost* const host = (WindowHost*)self;
  const DilEvent event = {.type = DIL_EVENT_PARAMETER,
                          .number = (uint8_t)index,
                          .note_id = DIL_ANY_NOTE,
                          .value = value};
  host->engine.parameters[index] = value;
  send(host, &event);
}

static void
note(WindowHost* const host,
     const DilEventType type,
     const uint8_t key,
     const float velocity)
{
  const DilEvent event = {.type = (uint8_t)type,
                          .number = key,
                          .note_id = DIL_ANY_NOTE,
                          .value = velocity};
  send(host, &event);
}

static void
note_off(void* const self, const uint8_t key)
{
  note((WindowHost*)self, DIL_EVENT_NOTE_OFF, key, 64.0f);
}

static void
note_on(void* const self, const uint8_t key, const float velocity)
{
  WindowHost* const host = (WindowHost*)self;
  if (host->is_holding) {
    host->is_holding = false;
    note_off(self, host->held_key);
  }
  note(host, DIL_EVENT_NOTE_ON, key, velocity);
}

static const DilViewPreset*
presets(void* const self, size_t* const n_presets, uint64_t* const serial)
{
  WindowHost* const host = (WindowHost*)self;
  return preset_browse_show(
    window_worker_browse(host->worker), n_presets, serial);
}

static void
choose(void* const self, const char* const path)
{
  window_host_ask((WindowHost*)self, WORK_PRESET, path);
}

static void
favour(void* const self, const char* const path, const bool is_favourite)
{
  WindowHost* const host = (WindowHost*)self;
  preset_browse_favour(window_worker_browse(host->worker), path, is_favourite);
}

static void
install(void* const self, const char* const path)
{
  window_host_ask((WindowHost*)self, WORK_INSTALL, path);
}

/// Index of the preset that plays
static size_t
playing_preset(WindowHost* const host)
{
  bool is_asked = false;
  const size_t index =
    host->sound.n_presets
      ? preset_browse_index(
          window_worker_browse(host->worker), host->sound.paths[0], &is_asked)
      : DIL_VIEW_NONE;
  if (is_asked) {
    window_worker_refresh(host->worker);
  }
  return index;
}

/// What is known of the session
static void
show_session(const WindowHost* const host, DilViewState* const out)
{
  DilEngine* const engine = session_engine(host->session);
  const DilEngineCounts counts = dil_engine_counts(engine);
  out->is_heard = true;
  out->n_voices = counts.n_voices;
  memcpy(out->keys, counts.keys, sizeof(out->keys));
  dil_engine_take_peaks(engine, out->peak);
  out->load = host->state.load;
  out->output = host->output;
  out->n_underruns = host->state.n_underruns;
  out->is_playing = host->state.is_playing;
  out->recording = host->state.recording;
  out->recorded_s = host->state.recorded_s;
}

static void
state(void* const self, DilViewState* const out)
{
  WindowHost* const host = (WindowHost*)self;
  memset(out, 0, sizeof(*out));
  out->load = NAN;
  out->preset = playing_preset(host);
  out->is_loading = host->has_work || window_worker_is_busy(host->worker);
  out->is_looping = host->is_looping;
  if (host->session) {
    show_session(host, out);
  }
  if (host->score) {
    const char* const slash = strrchr(host->melody, '/');
    out->melody = slash ? slash + 1 : host->melody;
    out->length_s = dil_score_duration_s(host->score);
    out->position_s = fmin(fmax(host->state.score_s, 0.0), out->length_s);
  }
}

static void
watch(void* const self, const bool is_watching)
{
  WindowHost* const host = (WindowHost*)self;
  host->is_watched = is_watching;
  if (host->session &&
      dil_engine_watch(session_engine(host->session), is_watching)) {
    window_host_tell(host, "not enough memory to watch the network");
  }
}

static size_t
read_steps(void* const self, DilStep* const steps, const size_t n_steps)
{
  const WindowHost* const host = (const WindowHost*)self;
  return host->session ? dil_engine_read_steps(
                           session_engine(host->session), steps, n_steps)
                       : 0U;
}

static void
open_melody(void* const self, const char* const path)
{
  window_host_ask((WindowHost*)self, WORK_MELODY, path);
}

/// An order could not be given
static void
check(WindowHost* const host, const bool is_good)
{
  if (!is_good) {
    window_host_tell(host, "busy: too much waits to be played");
  }
}

static void
play(void* const self, const bool is_playing)
{
  WindowHost* const host = (WindowHost*)self;
  if (host->session) {
    // At its end it begins again
    const bool is_at_end =
      host->score && !host->state.is_playing &&
      host->state.score_s >= dil_score_duration_s(host->score);
    check(host,
          (!is_playing || !is_at_end || session_seek(host->session, 0.0)) &&
            session_play(host->session, is_playing));
  }
}

static void
loop(void* const self, const bool is_looping)
{
  WindowHost* const host = (WindowHost*)self;
  host->is_looping = is_looping;
  if (host->session) {
    check(host, session_loop(host->session, is_looping));
  }
}

static void
seek(void* const self, const double position_s)
{
  WindowHost* const host = (WindowHost*)self;
  if (host->session) {
    check(host, session_seek(host->session, position_s));
  }
}

static void
record(void* const self, const char* const path)
{
  WindowHost* const host = (WindowHost*)self;
  DilMessage message;
  if (!host->session) {
    window_host_tell(host, "nothing to record: there is no output");
  } else if (!path) {
    session_end_recording(host->session);
  } else if (session_record(host->session,
                            path,
                            (DilEncoding)host->request->encoding,
                            &message)) {
    window_host_tell(host, message.text);
  }
}

static bool
option(void* const self, const size_t index, DilViewOption* const out)
{
  const WindowHost* const host = (const WindowHost*)self;
  return window_options_show(&host->options, index, out);
}

static void
set_option(void* const self, const size_t index, const size_t choice)
{
  WindowHost* const host = (WindowHost*)self;
  if (host->is_broken) {
    window_host_tell(host, "the audio server has gone: start Dilaton again");
  } else if (window_options_choose(
               &host->options, index, choice, &host->chosen)) {
    host->is_reopened = true;
  }
}

DilViewHost
window_host_table(WindowHost* const host)
{
  const DilViewHost table = {.self = host,
                             .is_alone = true,
                             .parameter = parameter,
                             .begin = gesture,
                             .set = set,
                             .end = gesture,
                             .note_on = note_on,
                             .note_off = note_off,
                             .presets = presets,
                             .choose = choose,
                             .favour = favour,
                             .install = install,
                             .state = state,
                             .watch = watch,
                             .read_steps = read_steps,
                             .open_melody = open_melody,
                             .play = play,
                             .loop = loop,
                             .seek = seek,
                             .record = record,
                             .option = option,
                             .set_option = set_option};
  return table;
}
