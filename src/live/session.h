// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_SESSION_H
#define DIL_LIVE_SESSION_H

#include "audio_portaudio.h"
#include "midi_rtmidi.h"
#include "ring.h"

#include "dilaton/audio.h"
#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/score.h"
#include "dilaton/status.h"
#include "dilaton/tuning.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What is to be played, and where to
typedef struct {
  AudioDriver driver;
  const char* device;       ///< As audio_open() takes it
  double latency_ms;        ///< Of sound that waits in the ring
  DilEngineSettings engine; ///< Rate 0 is the device's own; texts are borrowed
  DilPreset** presets; ///< [n_presets] NULL takes their place once the session
                       ///< owns them
  size_t n_presets;    ///< 0 to DIL_MAX_PRESETS
  DilTuning tuning;    ///< As dil_engine_set_tuning() takes it
  const DilScore* score; ///< To play, borrowed, or NULL
  bool is_looping;       ///< Play it again and again
  bool is_open; ///< Go on after the score, until session_finish() or _fade()
} SessionSettings;

/// How it goes; see session_state()
typedef struct {
  uint32_t n_voices;    ///< Sounding
  float load;           ///< Time to make sound per time of sound, of late
  float peak_load;      ///< Highest of `load`
  uint32_t n_underruns; ///< Times that there was no sound in time
  double score_s;       ///< Place in the score that leaves the ring; may be < 0
  double played_s;      ///< Since the start, gaps included
  uint64_t n_notes;     ///< Begun
  uint64_t n_outside;   ///< ... outside the keys of their instruments
  uint64_t n_lost;      ///< MIDI messages, for which all keys were let go
  int priority_error;   ///< 0, or the errno of why it is not in real time
  int memory_error;     ///< 0, or the errno of why memory may be swapped out
  bool is_over;         ///< All has been played, or nothing can be any more
  bool is_playing;      ///< There is something left of a score that goes on
  const char* recording; ///< File that is recorded to, or NULL
  double recorded_s;     ///< In it
} SessionState;

/**
   Live playing: an engine, what it plays and where that goes.

   The front end has the loop, and calls session_tick() in it.  All functions
   are for one thread.  In this order: session_new(), those that add something,
   session_start(), the rest, session_free().
*/
typedef struct Session Session;

/**
   Open the audio device, and make the engine.

   @return DIL_OK, what audio_open() or dil_engine_new() returns; DIL_NOT_FOUND
   is about the device.
*/
DIL_NODISCARD DilStatus
session_new(const SessionSettings* settings,
            Session** out,
            DilMessage* message);

/// Record what is played, from its start or from now on; as
/// dil_audio_writer_new(), and DIL_UNSUPPORTED while another is not finished
DIL_NODISCARD DilStatus
session_record(Session* session,
               const char* path,
               DilEncoding encoding,
               DilMessage* message);

/// Play what comes from a port, or from one of our own if NULL; as midi_open()
DIL_NODISCARD DilStatus
session_listen(Session* session, const char* port, DilMessage* message);

/// Ring of bytes of MIDI, which the front end may write
DilRing*
session_input(Session* session);

/// Start to play
DIL_NODISCARD DilStatus
session_start(Session* session, DilMessage* message);

/// The engine, for what a control thread may ask of it
DilEngine*
session_engine(const Session* session);

/**
   Let the next frame begin with an event.

   So do the next four: what they are about happens in the order of the calls.

   @return False if too much waits already; then nothing happens.
*/
DIL_NODISCARD bool
session_send(Session* session, const DilEvent* event);

/// Let the score go on, or stop it, which lets go of all keys
DIL_NODISCARD bool
session_play(Session* session, bool is_playing);

/// Play the score again and again, or not
DIL_NODISCARD bool
session_loop(Session* session, bool is_looping);

/// Go to a place in the score, in seconds from its start
DIL_NODISCARD bool
session_seek(Session* session, double place_s);

/// Put another score, or none, in the place of the one that plays; it stands
/// still at its start, and is borrowed as the first one
DIL_NODISCARD bool
session_open_score(Session* session, const DilScore* score);

/// The score in use, or NULL; others are no longer borrowed
const DilScore*
session_score(const Session* session);

/// End a recording; session_tick() gives the file its name, or says what is
/// wrong with it
void
session_end_recording(Session* session);

/// The device that plays
const AudioStream*
session_audio(const Session* session);

/// The port that is listened to, or NULL
const MidiInput*
session_midi(const Session* session);

/**
   Do what there is to do: every 20 ms or so.

   @return DIL_OK; or what is wrong, which is said once.  A recording that fails
   is given up, and playing goes on; without a device it is over.
*/
DIL_NODISCARD DilStatus
session_tick(Session* session, DilMessage* message);

/// As of late
SessionState
session_state(const Session* session);

/// Crossfade to other presets; as preset_swap_send()
DIL_NODISCARD DilStatus
session_send_presets(Session* session,
                     DilPreset** presets,
                     size_t n_presets,
                     DilMessage* message);

/// Let go of all keys and pedals, and end when that has faded
void
session_finish(Session* session);

/// End at once, but for a short fade
void
session_fade(Session* session);

/// Give the recording its name, when playing is over; DIL_OK without one, or if
/// its failure has been said, and DIL_IO_ERROR if it has gaps
DIL_NODISCARD DilStatus
session_finish_recording(Session* session, DilMessage* message);

/// Stop, close and free; NULL is fine.  If the device hangs, the process is to
/// end: see device_close()
void
session_free(Session* session);

/// session_free() that gives back the presets which it was given last:
/// [n_presets]
void
session_end(Session* session, DilPreset** presets, size_t n_presets);

#endif // DIL_LIVE_SESSION_H
