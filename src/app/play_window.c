// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "play_request.h"

#include "interrupt.h"
#include "report.h"
#include "session_status.h"
#include "window.h"
#include "window_host.h"

#include <locale.h>
#include <stddef.h>

/// Time between two looks at what goes on, in seconds
#define TICK_S (1.0 / 30.0)

/// Ticks before the audio device is opened, in which the window is painted
#define N_FIRST 3U

/// Say where it plays, as without a window
static void
introduce(const WindowHost* const host)
{
  if (host->request->is_quiet || !host->session) {
    return;
  }

  const MidiInput* const midi = session_midi(host->session);
  const AudioStream* const audio = session_audio(host->session);
  session_status_explain(&host->state);
  if (midi) {
    (void)complain(
      "MIDI input on %s: %s", midi_port(midi)->driver, midi_port(midi)->name);
  }
  (void)complain("playing on %s: %s, %u Hz, ring %g ms",
                 audio_device(audio)->driver,
                 audio_device(audio)->name,
                 audio_rate(audio),
                 host->chosen.latency_ms);
}

/// Go on until the window is closed; exit status
static int
run(WindowHost* const host, DilWindow* const window)
{
  // What is seen first does not wait for devices
  bool is_open = true;
  for (unsigned i = 0U; i < N_FIRST && is_open; ++i) {
    is_open = dil_window_tick(window, TICK_S);
  }

  window_host_open(host);
  introduce(host);
  if (host->request->is_slow) {
    window_host_hold(host);
  }
  while (is_open && !interrupt_seen()) {
    window_host_tick(host);
    if (interrupt_take_reload() || window_host_has_changed(host)) {
      window_host_reload(host);
    }
    is_open = dil_window_tick(window, TICK_S);
  }
  return is_open || dil_window_is_closed(window)
           ? EXIT_DONE
           : complain("the display has gone");
}

/// Open the window of what is loaded, and play
static int
play(const PlayRequest* const request,
     const DilEngineSettings* const engine,
     Sound* const sound,
     DilScore* const score)
{
  WindowHost host;
  if (window_host_begin(&host, request, engine, sound, score)) {
    return complain("%s", dil_status_text(DIL_NO_MEMORY));
  }

  const DilViewHost table = window_host_table(&host);
  const DilWindowSettings settings = {
    .title = "Dilaton",
    .picture = request->is_slow ? DIL_VIEW_SLOW : DIL_VIEW_SCOPE};
  DilWindow* window = NULL;
  DilMessage message;
  int status = EXIT_DONE;
  if (dil_window_new(&settings, &table, &window, &message)) {
    status = complain("%s", message.text);
  } else {
    host.view = dil_window_view(window);
    status = run(&host, window);
    host.view = NULL;
  }

  dil_window_free(window);
  if (host.session && !request->is_quiet) {
    session_status_conclude(&host.state);
  }
  window_host_end(&host);
  return status;
}

int
play_window(const PlayRequest* const request)
{
  // For what is typed; numbers keep their points
  (void)setlocale(LC_CTYPE, "");
  interrupt_watch();
  interrupt_watch_reload();
  DilEngineSettings engine = dil_engine_defaults();
  engine.n_threads = (uint32_t)request->n_threads;
  Sound sound;
  DilScore* score = NULL;
  const int status = play_load(request, &engine, &sound, &score);
  if (status != OPTIONS_GO_ON) {
    dil_score_free(score);
    sound_clear(&sound);
    return status;
  }

  interrupt_restart();
  return play(request, &engine, &sound, score);
}
