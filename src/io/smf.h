// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SMF_H
#define DIL_IO_SMF_H

#include "dilaton/attributes.h"
#include "dilaton/score_time.h"
#include "dilaton/status.h"
#include "warnings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most events of a file, about a hundred hours of dense piano music
#define DIL_SMF_MAX_EVENTS 4194304U

/// DilSmfEvent.status of what is not a channel message
enum {
  DIL_SMF_SYSEX = 0xF0,  ///< Payload follows the F0, ends in F7 if complete
  DIL_SMF_ESCAPE = 0xF7, ///< More of the last sysex, or any other bytes
  DIL_SMF_META = 0xFF    ///< data[0] says what
};

/// DilSmfEvent.data[0] of the meta events that are of use to us
enum {
  DIL_SMF_TRACK_NAME = 0x03,
  DIL_SMF_END_OF_TRACK = 0x2F,
  DIL_SMF_TEMPO = 0x51,
  DIL_SMF_TIME_SIGNATURE = 0x58
};

/// One event of a file, as it stands there
typedef struct {
  uint64_t tick;   ///< From the start of the file
  double time_s;   ///< From the start of the file, through the tempo map
  uint32_t offset; ///< Of the payload, for dil_smf_payload()
  uint32_t size;   ///< Bytes of payload; 0 for channel messages
  uint16_t track;  ///< From 0, in the order of the file
  uint8_t status;  ///< 0x80 to 0xEF with the channel, or one of DIL_SMF_*
  uint8_t data[2]; ///< Data bytes, 0 to 127; 0 where there is none
} DilSmfEvent;

/**
   A Standard MIDI File, read into one list of events.

   Immutable once read.

   Source: "Standard MIDI Files 1.0", RP-001, MIDI Manufacturers Association,
   revised February 1996.
*/
typedef struct DilSmf DilSmf;

/// Whether `bytes` are a MIDI file, bare, after up to 4096 other bytes, as in
/// MacBinary, or in a RIFF wrapper
bool
dil_smf_recognises(const uint8_t* bytes, size_t n_bytes);

/**
   Read a file that is in memory.

   Made for files as they are: the stated length of a track counts only if the
   next chunk begins there, otherwise the track goes on to its end mark; running
   status outlives meta events and system exclusives; a track that is damaged
   part way plays up to there, with a warning.  Takes time near linear in
   `n_bytes` and at most 32 bytes of memory for every 2 of the file.

   The tracks of a format 2 file follow one another, each from the standard
   tempo of 120 beats a minute.

   @param name Of the file, for messages.
   @param bytes [n_bytes], copied.
   @param warnings Is added to; may be NULL.
   @param out Result, to be released with dil_smf_free().
   @return DIL_BAD_FILE if there is no header or no track, DIL_UNSUPPORTED for
   an unknown format or more than DIL_SMF_MAX_EVENTS events, DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_smf_read(const char* name,
             const uint8_t* bytes,
             size_t n_bytes,
             DilWarnings* warnings,
             DilSmf** out,
             DilMessage* message);

/// Release `smf`, which may be NULL
void
dil_smf_free(DilSmf* smf);

/// Tracks read, at least 1
uint32_t
dil_smf_n_tracks(const DilSmf* smf);

/// Events of all tracks
size_t
dil_smf_n_events(const DilSmf* smf);

/**
   All events, [dil_smf_n_events()], by time; those of one tick in the order of
   their tracks and, in a track, of the file.
*/
const DilSmfEvent*
dil_smf_events(const DilSmf* smf);

/// The payload of one of the events, [event->size]; valid as long as `smf`
const uint8_t*
dil_smf_payload(const DilSmf* smf, const DilSmfEvent* event);

/// Bar and beat at `time_s`, as dil_score_position()
DilScorePosition
dil_smf_position(const DilSmf* smf, double time_s);

#endif // DIL_IO_SMF_H
