// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_WINDOW_HOST_H
#define DIL_APP_WINDOW_HOST_H

#include "play_request.h"
#include "session.h"
#include "sound.h"
#include "view.h"
#include "window_options.h"
#include "window_worker.h"

#include "dilaton/engine.h"
#include "dilaton/score.h"

#include <stdbool.h>
#include <stdint.h>

/// What a window of its own plays: a session, if there is one, and all that it
/// is made of
typedef struct {
  const PlayRequest* request;
  PlayRequest chosen;       ///< As the user has it now
  WindowOptions options;    ///< Driver, device, latency, MIDI
  DilEngineSettings engine; ///< With the parameters as they are
  Sound sound;              ///< Its presets are the session's
  DilScore* score;          ///< Or NULL
  DilScore* former_score;   ///< That the session may still use
  char* melody;             ///< Path of `score`, owned
  Session* session;         ///< Or NULL
  SessionState state;       ///< As of late
  WindowWorker* worker;
  Work work; ///< That is done, and waits to be heard, if `has_work`
  bool has_work;
  char* preset;     ///< Path of the one that was chosen in the window, or NULL
  DilView* view;    ///< That is told what goes wrong, or NULL
  bool is_reopened; ///< The session is to be opened again
  bool is_broken;   ///< The audio server has gone: nothing can be opened again
  bool is_looping;
  bool is_watched;  ///< The view wants steps
  uint8_t held_key; ///< Key that is held until the user strikes one
  bool is_holding;
  char output[96]; ///< "JACK 48 kHz, 20 ms"
} WindowHost;

/// Get ready for a request; its sound and score are loaded, and are the host's
/// from then on
DIL_NODISCARD DilStatus
window_host_begin(WindowHost* host,
                  const PlayRequest* request,
                  const DilEngineSettings* engine,
                  Sound* sound,
                  DilScore* score);

/// Close and free all
void
window_host_end(WindowHost* host);

/// Say what goes wrong, in the window or else in the terminal
void
window_host_tell(WindowHost* host, const char* text);

/// What a view sees of it
DilViewHost
window_host_table(WindowHost* host);

/// Open the session; what is wrong is told in the window
void
window_host_open(WindowHost* host);

/// Strike the middle of the preset's keys, until the user strikes one
void
window_host_hold(WindowHost* host);

/// Do what there is to do, at each tick of the window
void
window_host_tick(WindowHost* host);

/// Load all presets again
void
window_host_reload(WindowHost* host);

/// At each tick of the window: whether files of presets have changed
bool
window_host_has_changed(WindowHost* host);

/// Ask the worker for something that is about a file
void
window_host_ask(WindowHost* host, WorkType type, const char* path);

#endif // DIL_APP_WINDOW_HOST_H
