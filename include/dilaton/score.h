// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_SCORE_H
#define DILATON_SCORE_H

/// @file
/// Melodies

#include "dilaton/attributes.h"
#include "dilaton/event.h"
#include "dilaton/score_time.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// Any track or any channel in DilScoreOptions
#define DIL_SCORE_ALL (-1)

/// Channel of drums in General MIDI, as in DilEvent
#define DIL_DRUM_CHANNEL 9U

/// What to take from a melody file, and how; see dil_score_defaults()
typedef struct {
  int32_t track;     ///< From 0, or DIL_SCORE_ALL
  int32_t channel;   ///< 1 to 16 as musicians count, or DIL_SCORE_ALL
  int32_t transpose; ///< Semitones up, -127 to 127
  bool with_drums;   ///< Play channel 10 even if it was not asked for by number
  bool with_bends;   ///< Of a recording, keep what lies between keys
} DilScoreOptions;

/// One note of a melody
typedef struct {
  double onset_s;   ///< From the start of the score
  double length_s;  ///< Until the key is released, above 0
  uint16_t track;   ///< From 0
  uint8_t channel;  ///< 0 to 15, as in DilEvent
  uint8_t key;      ///< 0 to 127, transposed
  uint8_t velocity; ///< 1 to 127
} DilNote;

/// An event of a melody; DilEvent.frame is 0, for the player to fill in
typedef struct {
  double time_s;  ///< From the start of the score
  DilEvent event; ///< What an engine is to be sent
} DilScoreEvent;

/// A complete system exclusive message, such as a MIDI tuning
typedef struct {
  double time_s;       ///< From the start of the score
  const uint8_t* data; ///< [size], from F0 to F7
  size_t size;         ///< Bytes, at least 2
} DilScoreSysex;

/// The notes of one channel in one track of a melody file, selected or not
typedef struct {
  size_t n_notes;       ///< At least 1
  uint16_t track;       ///< From 0, as in DilScoreOptions
  uint8_t channel;      ///< 0 to 15, as in DilEvent
  uint8_t lo_key;       ///< Lowest, as written
  uint8_t hi_key;       ///< Highest, as written
  uint8_t programs[16]; ///< Bit p % 8 of byte p / 8: a note is of program p;
                        ///< none where the file asks for no program
  char name[64];        ///< Of the track, UTF-8, "" without one
} DilScorePart;

/// Tempo in quarter notes a minute; all 0 where a melody has none
typedef struct {
  double first;   ///< At the start
  double lowest;  ///< Of all
  double highest; ///< Of all
} DilScoreTempo;

/**
   A melody: notes, controllers, bars.  Immutable once loaded, so that all
   functions that take it const may be called by any thread.
*/
typedef struct DilScore DilScore;

/// All tracks and channels but drums, as written
DIL_API DilScoreOptions
dil_score_defaults(void);

/**
   Load a melody, whose kind is found from its content:

   * a Standard MIDI File, also in a RIFF wrapper or behind up to 4096 bytes;
   * music in ABC notation, the first tune of several, through the program
     abc2midi if it is installed;
   * a recording of one voice, whose pitch is tracked; notes shorter than 60 ms
     are not heard.  With `with_bends`, the pitch wheel, with a reach of two
     keys, follows the voice between them.

   Of a damaged file, what could be read is loaded, with a warning.  Notes of
   channel 10 are drums in General MIDI, their keys are no pitches, and they are
   left out unless `options` asks for them.

   @param path A file, or "-" for standard input (not for recordings).
   @param options NULL for dil_score_defaults().
   @param out Result, with at least one note; to be freed with dil_score_free().
   @return DIL_BAD_FILE for a file that is no melody or has no notes in the
   selected track and channel, DIL_NOT_FOUND, DIL_UNSUPPORTED,
   DIL_BAD_ARGUMENT for options out of range, DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_score_load(const char* path,
               const DilScoreOptions* options,
               DilScore** out,
               DilMessage* message);

/**
   Load a MIDI or ABC melody from memory, else as dil_score_load().

   @param name Stands for the file in messages.
   @param bytes [n_bytes], not used after the call.
*/
DIL_API DIL_NODISCARD DilStatus
dil_score_read(const char* name,
               const uint8_t* bytes,
               size_t n_bytes,
               const DilScoreOptions* options,
               DilScore** out,
               DilMessage* message);

/**
   Whether what is on a channel of a track is played: the drums of channel 10
   only if they are asked for.

   @param channel 0 to 15, as in DilEvent.
*/
DIL_API bool
dil_score_plays(const DilScoreOptions* options,
                uint16_t track,
                uint8_t channel);

/**
   Let the channels play other programs: before anyone else has the score.

   @param programs [16][128] what takes the place of each program on each
   channel; a channel begins with what takes that of program 0.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_score_cast(DilScore* score,
               const uint8_t programs[16][128],
               DilMessage* message);

/**
   Save as a Standard MIDI File of one track, in which it can be corrected.

   All events and system exclusive messages are kept with their times, to half a
   millisecond, at 120 quarter notes a minute; bars are not.  The file takes the
   place of another only when it is whole.

   Source: Standard MIDI Files 1.0, RP-001.

   @return DIL_OK, DIL_NOT_FOUND, DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_score_save(const DilScore* score, const char* path, DilMessage* message);

/// Release `score`, which may be NULL
DIL_API void
dil_score_free(DilScore* score);

/// Notes, at least 1
DIL_API size_t
dil_score_n_notes(const DilScore* score);

/**
   The notes, [dil_score_n_notes()], by onset.

   A key that is struck again while it sounds on its channel begins a new note
   and ends the former.  A note that is never released ends with the file, and
   one that ends as it begins is given 50 ms, for its attack.  The sustain pedal
   is not looked at: it is the engine's business.
*/
DIL_API const DilNote*
dil_score_notes(const DilScore* score);

/// Events, at least 2
DIL_API size_t
dil_score_n_events(const DilScore* score);

/**
   What an engine is to be sent, [dil_score_n_events()], by time.

   At one instant note-ons come last and the others keep the order of the file,
   so that a repeated note is released before it is struck again and starts
   under the controllers of its instant.  DilEvent.note_id of a note's on and
   off is the note's index in dil_score_notes().
*/
DIL_API const DilScoreEvent*
dil_score_events(const DilScore* score);

/// System exclusive messages, of all tracks
DIL_API size_t
dil_score_n_sysex(const DilScore* score);

/// The system exclusive messages, [dil_score_n_sysex()], by time
DIL_API const DilScoreSysex*
dil_score_sysex(const DilScore* score);

/// Release of the last note in seconds, at most DIL_SCORE_MAX_S
DIL_API double
dil_score_duration_s(const DilScore* score);

/// Name of the first named track of those loaded, in UTF-8; "" if none has one
DIL_API const char*
dil_score_title(const DilScore* score);

/// Tracks in the file, loaded or not; 1 for a recording
DIL_API uint32_t
dil_score_n_tracks(const DilScore* score);

/// Parts of the file, at least 1
DIL_API size_t
dil_score_n_parts(const DilScore* score);

/// What the file has, [dil_score_n_parts()], by track and channel
DIL_API const DilScorePart*
dil_score_parts(const DilScore* score);

/// Whether it was heard in a recording, not written down
DIL_API bool
dil_score_is_recording(const DilScore* score);

/// Tempo of the file
DIL_API DilScoreTempo
dil_score_tempo(const DilScore* score);

/// Bar and beat at `time_s`; `bar` is 0 where the file has no bars
DIL_API DilScorePosition
dil_score_position(const DilScore* score, double time_s);

/// What was wrong with the file though it could be loaded; a few at most
DIL_API size_t
dil_score_n_warnings(const DilScore* score);

/// Warning `index`, one line that names the file, below dil_score_n_warnings()
DIL_API const char*
dil_score_warning(const DilScore* score, size_t index);

DIL_END_DECLS

#endif // DILATON_SCORE_H
