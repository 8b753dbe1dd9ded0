// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "play_request.h"

#include "console.h"
#include "interrupt.h"
#include "preset_path.h"
#include "progress.h"
#include "report.h"
#include "session.h"
#include "session_status.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

/// Time between two looks at what goes on, in ms
#define TICK_MS 20

/// Such looks between two at the files of the presets
#define WATCH_TICKS 25U

/// What the keys do
static const char keyboard_help[] =
  "Keys: Z to / and Q to P are pianos, capitals are loud\n"
  "arrows: octave and loudness; [ ]: program; space: silence; Esc: quit";

/// A session in a terminal
typedef struct {
  const PlayRequest* request;
  Sound sound;
  DilScore* score;
  Session* session;
  Console console;
  Progress progress;
  SessionStatus line;
  uint64_t n_lost; ///< Messages of MIDI, as far as they were told of
  int status;      ///< Exit status so far
} Play;

/// Say a line that is neither progress nor an error
#define SAY(play, ...)                                                         \
  do {                                                                         \
    if (!(play)->request->is_quiet) {                                          \
      (void)complain(__VA_ARGS__);                                             \
    }                                                                          \
  } while (0)

/// Complain about a device or port, and say how to find others than `name`
static int
complain_device(const DilStatus status,
                const DilMessage* const message,
                const char* const name)
{
  return status == DIL_NOT_FOUND && name
           ? complain("%s; see dilaton devices", message->text)
           : complain_failure(status, message);
}

/// Open where the sound goes
static int
open_session(Play* const p, const DilEngineSettings* const engine)
{
  const PlayRequest* const r = p->request;
  const SessionSettings settings = {(AudioDriver)r->driver,
                                    r->device,
                                    r->latency_ms,
                                    *engine,
                                    p->sound.presets,
                                    p->sound.n_presets,
                                    p->sound.tuning,
                                    p->score,
                                    r->is_looping,
                                    !r->melody || r->is_stdin};
  DilMessage message;
  DilStatus status = session_new(&settings, &p->session, &message);
  if (status) {
    return complain_device(status, &message, r->device);
  }

  status = r->record
             ? session_record(
                 p->session, r->record, (DilEncoding)r->encoding, &message)
             : DIL_OK;
  return status ? complain_failure(status, &message) : OPTIONS_GO_ON;
}

static bool
is_live(const PlayRequest* const request)
{
  return !request->melody && !request->is_stdin;
}

/// Open the MIDI port that was asked for, or one of our own
static int
open_midi(Play* const p)
{
  const PlayRequest* const r = p->request;
  if (!r->midi && !is_live(r)) {
    return OPTIONS_GO_ON;
  }

  DilMessage message;
  const DilStatus status = session_listen(p->session, r->midi, &message);
  if (!status) {
    const MidiPort* const port = midi_port(session_midi(p->session));
    SAY(p, "MIDI input on %s: %s", port->driver, port->name);
    return OPTIONS_GO_ON;
  }

  if (r->midi || p->console.use != CONSOLE_KEYBOARD) {
    return complain_device(status, &message, r->midi);
  }

  SAY(p, "%s; the keyboard plays", message.text);
  return OPTIONS_GO_ON;
}

static int
open_console(Play* const p)
{
  const PlayRequest* const r = p->request;
  const bool may_type = r->is_keyboard || is_live(r);
  const ConsoleUse use = r->is_stdin ? CONSOLE_MIDI
                         : may_type  ? CONSOLE_KEYBOARD
                                     : CONSOLE_UNUSED;
  if (!console_open(&p->console, use, session_input(p->session))) {
    if (r->is_keyboard) {
      return complain("standard input: no terminal, so no keyboard");
    }
    (void)console_open(&p->console, CONSOLE_UNUSED, NULL);
  }
  return OPTIONS_GO_ON;
}

static int
start(Play* const p)
{
  DilMessage message;
  const DilStatus status = session_start(p->session, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  const AudioStream* const audio = session_audio(p->session);
  const SessionState state = session_state(p->session);
  if (!p->request->is_quiet) {
    session_status_explain(&state);
  }
  SAY(p,
      "playing on %s: %s, %u Hz, ring %g ms, device %.1f ms",
      audio_device(audio)->driver,
      audio_device(audio)->name,
      audio_rate(audio),
      p->request->latency_ms,
      1000.0 * audio_latency_s(audio));
  if (p->console.use == CONSOLE_KEYBOARD && !p->request->is_quiet) {
    fprintf(stderr, "%s\n", keyboard_help);
  }
  return OPTIONS_GO_ON;
}

/// Load again what the melody was cast with, in the same order
static bool
reload_cast(const Play* const p, Sound* const sound)
{
  while (sound->n_presets < p->sound.n_presets) {
    DilPreset* preset = NULL;
    char* path = NULL;
    DilMessage message;
    if (preset_load(
          p->sound.paths[sound->n_presets], &preset, &path, &message)) {
      (void)complain("%s", message.text);
      return false;
    }
    (void)sound_add(sound, preset, path);
  }

  return true;
}

/// Load all presets again; if that fails, everything stays as it was
static void
reload(Play* const p)
{
  DilEngineSettings unused = dil_engine_defaults();
  DilMessage message;
  Sound sound;
  if (sound_load(&p->request->sound, &unused, &sound) == OPTIONS_GO_ON &&
      reload_cast(p, &sound) &&
      session_send_presets(
        p->session, sound.presets, sound.n_presets, &message)) {
    (void)complain("%s", message.text);
  }
  sound_clear(&sound);
}

/// Obey signals and standard input
static void
steer(Play* const p)
{
  const bool is_new = sound_has_changed(&p->sound, WATCH_TICKS);
  if (interrupt_take_reload() || is_new) {
    progress_clear(&p->progress);
    reload(p);
  }

  if (p->console.is_over && p->console.use == CONSOLE_MIDI) {
    session_finish(p->session);
  } else if (p->console.is_over || interrupt_seen()) {
    session_fade(p->session);
  }
}

static SessionState
tick(Play* const p)
{
  DilMessage message;
  if (session_tick(p->session, &message)) {
    progress_clear(&p->progress);
    p->status = complain("%s", message.text);
  }

  const SessionState state = session_state(p->session);
  if (state.n_lost != p->n_lost) {
    progress_clear(&p->progress);
    SAY(p,
        "%s: %llu messages came too fast and are lost; all keys are let go",
        midi_port(session_midi(p->session))->name,
        (unsigned long long)(state.n_lost - p->n_lost));
    p->n_lost = state.n_lost;
  }
  return state;
}

static void
run(Play* const p)
{
  p->status = EXIT_DONE;
  progress_begin(&p->progress, p->request->is_quiet);
  p->line.score = p->score;
  p->line.is_cast = p->score && !p->request->sound.presets.n_texts;
  p->line.keyboard =
    p->console.use == CONSOLE_KEYBOARD ? &p->console.keyboard : NULL;
  SessionState state = session_state(p->session);
  while (!state.is_over) {
    session_status_show(
      &p->progress, &p->line, session_engine(p->session), &state);
    console_wait(&p->console, TICK_MS);
    steer(p);
    state = tick(p);
  }

  progress_clear(&p->progress);
}

/// Finish the recording, and say what was
static void
conclude(Play* const p)
{
  const SessionState state = session_state(p->session);
  DilMessage message;
  if (session_finish_recording(p->session, &message)) {
    p->status = complain("%s", message.text);
  }

  if (!p->request->is_quiet) {
    sound_remark_outside(&p->sound, state.n_outside, state.n_notes);
    session_status_conclude(&state);
  }
}

int
play_session(const PlayRequest* const request)
{
  Play play;
  memset(&play, 0, sizeof(play));
  play.request = request;
  interrupt_watch();
  interrupt_watch_reload();
  DilEngineSettings engine = dil_engine_defaults();
  engine.n_threads = (uint32_t)request->n_threads;
  int status = play_load(request, &engine, &play.sound, &play.score);
  if (status == OPTIONS_GO_ON) {
    interrupt_restart();
    (void)sound_has_changed(&play.sound, WATCH_TICKS);

    // Before the session owns the presets
    session_status_begin(
      &play.line, sound_presets(&play.sound), play.sound.n_presets);
    status = open_session(&play, &engine);
  }
  status = status == OPTIONS_GO_ON ? open_console(&play) : status;
  status = status == OPTIONS_GO_ON ? open_midi(&play) : status;
  status = status == OPTIONS_GO_ON ? start(&play) : status;
  if (status == OPTIONS_GO_ON) {
    run(&play);
    conclude(&play);
    status = play.status;
  }

  terminal_close();
  session_free(play.session);
  dil_score_free(play.score);
  sound_clear(&play.sound);
  return status;
}
