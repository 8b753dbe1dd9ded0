// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SMF_PRIVATE_H
#define DIL_IO_SMF_PRIVATE_H

#include "smf.h"
#include "smf_clock.h"

#include <stdbool.h>

struct DilSmf {
  uint8_t* bytes;      ///< [n_bytes] the file, for payloads
  size_t n_bytes;      ///< At most UINT32_MAX
  DilSmfEvent* events; ///< [capacity]
  size_t n_events;     ///< Used of them
  size_t capacity;     ///< Grows by doubling up to DIL_SMF_MAX_EVENTS
  uint32_t n_tracks;   ///< Chunks that were read, at most 65536
  uint16_t format;     ///< 0, 1 or 2
  uint16_t division;   ///< Of the header, valid
  DilSmfClock clock;   ///< Made when all events are known
};

/// A file that is being read
typedef struct {
  DilSmf* smf;           ///< What has been read; its bytes are there
  size_t at;             ///< Next byte of them
  uint32_t n_promised;   ///< Tracks the header tells of
  const char* name;      ///< Of the file, for messages
  DilWarnings* warnings; ///< May be NULL
  DilMessage* message;   ///< May be NULL
} DilSmfReader;

/// How a track came to its end
typedef enum {
  DIL_SMF_COMPLETE, ///< With its end mark
  DIL_SMF_CUT,      ///< Bytes ran out between two events
  DIL_SMF_DAMAGED   ///< In the middle of an event that cannot be read
} DilSmfEnding;

/// A track that is being read
typedef struct {
  size_t at;           ///< Next byte; at damage, the start of the bad event
  size_t end;          ///< Reading does not pass this byte
  uint64_t tick;       ///< Time of the last event
  uint8_t running;     ///< Status of the last channel message, or 0
  bool is_bounded;     ///< `end` is known for certain
  DilSmfEnding ending; ///< Set by dil_smf_read_track()
} DilSmfTrack;

/// Read header and tracks, without times; as dil_smf_read()
DIL_NODISCARD DilStatus
dil_smf_read_chunks(DilSmfReader* reader);

/**
   Append the events of a track to those of `smf`, with ticks but no times.

   @param smf Its bytes are read, its `n_tracks` is the track's number.
   @param track From its first event to where it ends in whatever way.  If it is
   not bounded, the head of another track ends it too.
   @return DIL_NO_MEMORY, or DIL_UNSUPPORTED for more than DIL_SMF_MAX_EVENTS.
*/
DIL_NODISCARD DilStatus
dil_smf_read_track(DilSmf* smf, DilSmfTrack* track);

#endif // DIL_IO_SMF_PRIVATE_H
