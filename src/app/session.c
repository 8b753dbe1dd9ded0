// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "play_request.h"

#include "audio_portaudio.h"
#include "clock.h"
#include "console.h"
#include "device_close.h"
#include "generator.h"
#include "interrupt.h"
#include "midi_rtmidi.h"
#include "preset_swap.h"
#include "progress.h"
#include "real_time.h"
#include "recorder.h"
#include "report.h"
#include "session_status.h"
#include "terminal.h"

#include <stdio.h>
#include <string.h>

/// Time between two looks at what goes on, in ms
#define TICK_MS 20

/// Longest that a fade at the end is waited for, in s
static const double longest_end_s = 1.0;

/// Everything that is open while playing
typedef struct {
  const PlayRequest* request;
  PresetSwap swap;
  DilScore* score;
  DilEngine* engine;
  AudioStream* audio;
  Outlet* outlet;
  Recorder* recorder;
  DilRing* rings[MAX_INPUTS]; ///< Of MIDI, and of standard input
  MidiInput* midi;
  Console console;
  Generator* generator;
  Progress progress;
  bool is_recording;
  uint64_t n_lost;  ///< Messages of MIDI, as far as that was dealt with
  double closing_s; ///< When the end was asked for, or 0
  int status;       ///< Exit status so far
} Session;

/// Say a line that is neither progress nor an error
#define SAY(session, ...)                                                      \
  do {                                                                         \
    if (!(session)->request->is_quiet) {                                       \
      (void)complain(__VA_ARGS__);                                             \
    }                                                                          \
  } while (0)

static int
load_melody(Session* const s)
{
  const PlayRequest* const r = s->request;
  if (!r->melody) {
    return OPTIONS_GO_ON;
  }

  DilMessage message;
  const DilStatus status =
    dil_score_load(r->melody, &r->score, &s->score, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  for (size_t i = 0U; i < dil_score_n_warnings(s->score); ++i) {
    SAY(s, "warning: %s", dil_score_warning(s->score, i));
  }
  return OPTIONS_GO_ON;
}

/// Load what is to be heard
static int
load(Session* const s)
{
  const PlayRequest* const r = s->request;
  s->swap.request = &r->sound;
  s->swap.settings = dil_engine_defaults();
  s->swap.n_sets = 1U;
  int status = sound_load(&r->sound, &s->swap.settings, &s->swap.sets[0]);
  status = status == OPTIONS_GO_ON ? load_melody(s) : status;
  return status == OPTIONS_GO_ON && r->record
           ? sound_check_output(
               &r->sound, &s->swap.sets[0], r->record, r->melody)
           : status;
}

/// Make the engine, whose own threads, those of later banks too, have to be as
/// fast as the one that waits for them
static DilStatus
make_engine(Session* const s, DilMessage* const message)
{
  DilEngineSettings* const settings = &s->swap.settings;
  const Sound* const sound = &s->swap.sets[0];
  settings->rate = audio_rate(s->audio);
  settings->n_threads = (uint32_t)s->request->n_threads;
  settings->priority = REAL_TIME_PRIORITY;
  settings->max_voices = DIL_MAX_VOICES;
  const DilStatus status = dil_engine_new(
    sound_presets(sound), sound->n_presets, settings, &s->engine, message);
  if (!status) {
    s->swap.engine = s->engine;
    dil_engine_set_tuning(s->engine, &sound->tuning);
  }
  return status;
}

/// Open where the sound goes, and make what goes there
static int
open_sound(Session* const s)
{
  const PlayRequest* const r = s->request;
  DilMessage message;
  DilStatus status = audio_open((AudioDriver)r->driver,
                                r->device,
                                (uint32_t)r->sound.rate,
                                &s->audio,
                                &message);
  status = status ? status : make_engine(s, &message);
  if (!status) {
    const uint32_t rate = audio_rate(s->audio);
    const double n_target = 1e-3 * r->latency_ms * (double)rate;
    status = outlet_new(rate, (uint32_t)n_target, &s->outlet);
    snprintf(message.text, sizeof(message.text), "%s", dil_status_text(status));
  }
  if (!status && r->record) {
    status = recorder_new(r->record,
                          (DilEncoding)r->encoding,
                          audio_rate(s->audio),
                          &s->recorder,
                          &message);
  }

  return status ? complain_failure(status, &message) : OPTIONS_GO_ON;
}

static bool
is_live(const Session* const s)
{
  return !s->request->melody && !s->request->is_stdin;
}

/// Open the MIDI port that was asked for, or one of our own
static int
open_midi(Session* const s)
{
  const PlayRequest* const r = s->request;
  if (!r->midi && !is_live(s)) {
    return OPTIONS_GO_ON;
  }

  DilMessage message;
  const bool prefers_jack = !!strstr(audio_device(s->audio)->driver, "JACK");
  const DilStatus status =
    midi_open(r->midi, prefers_jack, s->rings[0], &s->midi, &message);
  if (!status) {
    SAY(s,
        "MIDI input on %s: %s",
        midi_port(s->midi)->driver,
        midi_port(s->midi)->name);
    return OPTIONS_GO_ON;
  }

  if (r->midi || s->console.use != CONSOLE_KEYBOARD) {
    return complain("%s", message.text);
  }

  SAY(s, "%s; the keyboard plays", message.text);
  return OPTIONS_GO_ON;
}

static int
open_console(Session* const s)
{
  const PlayRequest* const r = s->request;
  const bool may_type = r->is_keyboard || is_live(s);
  const ConsoleUse use = r->is_stdin ? CONSOLE_MIDI
                         : may_type  ? CONSOLE_KEYBOARD
                                     : CONSOLE_UNUSED;
  if (!console_open(&s->console, use, s->rings[1])) {
    if (r->is_keyboard) {
      return complain("standard input: no terminal, so no keyboard");
    }
    (void)console_open(&s->console, CONSOLE_UNUSED, NULL);
  }
  return OPTIONS_GO_ON;
}

static int
open_inputs(Session* const s)
{
  for (size_t i = 0U; i < MAX_INPUTS; ++i) {
    if (dil_ring_new(INPUT_SIZE, 1U, &s->rings[i])) {
      return complain("%s", dil_status_text(DIL_NO_MEMORY));
    }
  }

  const int status = open_console(s);
  return status == OPTIONS_GO_ON ? open_midi(s) : status;
}

/// Start the threads
static int
start(Session* const s)
{
  const AudioDevice* const device = audio_device(s->audio);
  const GeneratorSettings settings = {
    s->engine,
    audio_rate(s->audio),
    s->score,
    s->request->is_looping,
    {s->rings[0], s->rings[1]},
    MAX_INPUTS,
    !s->request->melody || s->request->is_stdin,
    s->outlet,
    s->recorder ? recorder_ring(s->recorder) : NULL};
  int priority_error = 0;
  DilMessage message;
  if (generator_start(&settings, &s->generator, &priority_error)) {
    return complain("%s", dil_status_text(DIL_NO_MEMORY));
  }

  if (audio_start(s->audio, s->outlet, &message)) {
    return complain("%s", message.text);
  }

  const int memory_error = real_time_lock_memory();
  if (!s->request->is_quiet) {
    session_status_explain(priority_error, memory_error);
  }
  SAY(s,
      "playing on %s: %s, %u Hz, ring %g ms, device %.1f ms",
      device->driver,
      device->name,
      audio_rate(s->audio),
      s->request->latency_ms,
      1000.0 * audio_latency_s(s->audio));
  if (s->console.use == CONSOLE_KEYBOARD && !s->request->is_quiet) {
    fprintf(stderr, "%s\n", KEYBOARD_HELP);
  }
  return OPTIONS_GO_ON;
}

/// Begin to end, with a fade
static void
ask_to_end(Session* const s)
{
  if (!(s->closing_s > 0.0)) {
    outlet_close(s->outlet);
    s->closing_s = dil_monotonic_s();
  }
}

/// After messages that were lost, let go of keys: some of them may have wanted
/// to
static void
make_up_for_lost(Session* const s)
{
  const uint64_t n_lost = s->midi ? midi_n_lost(s->midi) : 0U;
  if (n_lost == s->n_lost || dil_ring_fill(s->rings[0])) {
    return;
  }

  progress_clear(&s->progress);
  SAY(s,
      "%s: %llu messages came too fast and are lost; all keys are let go",
      midi_port(s->midi)->name,
      (unsigned long long)(n_lost - s->n_lost));
  s->n_lost = n_lost;
  generator_let_go(s->generator);
}

static void
tick(Session* const s)
{
  make_up_for_lost(s);
  preset_swap_collect(&s->swap);
  if (interrupt_take_reload()) {
    progress_clear(&s->progress);
    preset_swap_reload(&s->swap);
  }

  DilMessage message;
  if (s->is_recording && recorder_drain(s->recorder, &message)) {
    // What is played goes on
    progress_clear(&s->progress);
    s->status = complain("%s", message.text);
    s->is_recording = false;
  }

  if (s->console.is_over && s->console.use == CONSOLE_MIDI) {
    generator_finish(s->generator);
  } else if (s->console.is_over || interrupt_seen()) {
    ask_to_end(s);
  }
}

static bool
has_ended(Session* const s)
{
  const double longest = s->closing_s + longest_end_s;
  if (outlet_is_silent(s->outlet) ||
      (s->closing_s > 0.0 && dil_monotonic_s() > longest)) {
    return true;
  }

  const bool has_gone = !audio_is_alive(s->audio);
  if (has_gone || audio_is_stuck(s->audio)) {
    progress_clear(&s->progress);
    s->status = complain("%s: the audio server or the device %s",
                         audio_device(s->audio)->name,
                         has_gone ? "has gone" : "hangs");
    return true;
  }
  return false;
}

static void
run(Session* const s)
{
  s->status = EXIT_DONE;
  s->is_recording = s->recorder;
  progress_begin(&s->progress, s->request->is_quiet);
  while (!has_ended(s)) {
    console_wait(&s->console, TICK_MS);
    tick(s);
    session_status_show(
      &s->progress, s->score, s->generator, s->outlet, audio_rate(s->audio));
  }

  progress_clear(&s->progress);
}

/// Finish the recording, and say what was
static void
conclude(Session* const s)
{
  const GeneratorState state = generator_state(s->generator);
  DilMessage message;
  if (s->is_recording && recorder_finish(s->recorder, &message)) {
    s->status = complain("%s", message.text);
  } else if (s->is_recording && state.n_lost) {
    s->status = complain("%s: %llu frames are missing, for the disk was slow",
                         s->request->record,
                         (unsigned long long)state.n_lost);
  }

  if (!s->request->is_quiet) {
    session_status_conclude(
      s->engine, s->generator, s->outlet, audio_rate(s->audio));
  }
}

static void
close_all(Session* const s)
{
  terminal_close();
  const bool is_closed = device_close(s->audio, s->midi);
  generator_stop(s->generator);
  recorder_free(s->recorder);
  dil_engine_free(s->engine);
  dil_score_free(s->score);
  preset_swap_clear(&s->swap);
  dil_ring_free(s->rings[1]);

  // Threads of a server that hangs may still use these
  if (is_closed) {
    dil_ring_free(s->rings[0]);
    outlet_free(s->outlet);
  }
}

int
session_play(const PlayRequest* const request)
{
  Session session;
  memset(&session, 0, sizeof(session));
  session.request = request;
  interrupt_watch();
  interrupt_watch_reload();
  int status = load(&session);
  status = status == OPTIONS_GO_ON ? open_sound(&session) : status;
  status = status == OPTIONS_GO_ON ? open_inputs(&session) : status;
  status = status == OPTIONS_GO_ON ? start(&session) : status;
  if (status == OPTIONS_GO_ON) {
    run(&session);
    conclude(&session);
    status = session.status;
  }

  close_all(&session);
  return status;
}
