// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_SCORE_PRIVATE_H
#define DIL_SCORE_PRIVATE_H

#include "dilaton/attributes.h"
#include "dilaton/score.h"
#include "dilaton/status.h"
#include "warnings.h"

#include <stddef.h>
#include <stdint.h>

struct DilScore {
  DilNote* notes;        ///< [n_notes] by onset
  size_t n_notes;        ///< At least 1 once loaded
  DilScoreEvent* events; ///< [n_events] by time
  size_t n_events;       ///< At least 2 once loaded
  DilScoreSysex* sysex;  ///< [n_sysex] by time
  size_t n_sysex;        ///< Complete messages
  uint8_t* sysex_bytes;  ///< What `sysex` points into
  struct DilSmf* smf;    ///< The bars; NULL for a recording
  DilScorePart* parts;   ///< [n_parts] by track and channel
  size_t n_parts;        ///< Of the file, at least 1 once loaded
  DilScoreTempo tempo;   ///< All 0 for a recording
  double duration_s;     ///< Release of the last note
  uint32_t n_tracks;     ///< In the file
  char title[128];       ///< UTF-8, "" without one
  DilWarnings warnings;  ///< What was wrong with the file
};

/**
   Fill an empty score from a MIDI file in memory; as dil_score_read().

   What was allocated at a failure is left in `score`, for dil_score_free().
*/
DIL_NODISCARD DilStatus
dil_score_read_midi(DilScore* score,
                    const char* name,
                    const uint8_t* bytes,
                    size_t n_bytes,
                    const DilScoreOptions* options,
                    DilMessage* message);

/**
   Fill an empty score from a recorded melody; as dil_score_load().

   What was allocated at a failure is left in `score`, for dil_score_free().
*/
DIL_NODISCARD DilStatus
dil_score_read_recording(DilScore* score,
                         const char* path,
                         const DilScoreOptions* options,
                         DilMessage* message);

/// Sum up the MIDI file `score->smf`
DIL_NODISCARD DilStatus
dil_score_take_parts(DilScore* score, DilMessage* message);

/// Sum up what has no tracks by its notes
DIL_NODISCARD DilStatus
dil_score_take_lone_part(DilScore* score, DilMessage* message);

/// Say where there are notes, to follow in a sentence: "; notes are in ..."
void
dil_score_name_parts(const DilScore* score, char* text, size_t size);

/// Say that nothing is left of a file, and which part was chosen
DIL_NODISCARD DilStatus
dil_score_fail_without_notes(const DilScore* score,
                             const char* name,
                             const DilScoreOptions* options,
                             DilMessage* message);

/// Warn that `n` notes are transposed to keys that are not there, if any are
void
dil_score_warn_unplayable(DilScore* score, const char* name, size_t n);

/// Take notes and controllers, maybe none, from the MIDI file `score->smf`
DIL_NODISCARD DilStatus
dil_score_take_notes(DilScore* score,
                     const char* name,
                     const DilScoreOptions* options,
                     DilMessage* message);

/**
   Copy a text of unknown encoding as one line of UTF-8.

   What is not valid UTF-8 is taken for Latin-1, and control characters become
   spaces.

   @param text [size] result, NUL-terminated; whole characters that fit.
*/
void
dil_score_copy_text(char* text, size_t size, const uint8_t* bytes, size_t n);

#endif // DIL_SCORE_PRIVATE_H
