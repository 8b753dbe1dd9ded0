// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_RECORDER_H
#define DIL_LIVE_RECORDER_H

#include "ring.h"

#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdint.h>

/// A sound file that is written beside what is played
typedef struct Recorder Recorder;

/**
   Begin a file.

   @param path As dil_audio_writer_new() wants it.
*/
DIL_NODISCARD DilStatus
recorder_new(const char* path,
             DilEncoding encoding,
             uint32_t rate,
             Recorder** out,
             DilMessage* message);

/// Ring of Frame, some seconds long, for the thread that makes them
DilRing*
recorder_ring(Recorder* recorder);

/// Write what is in the ring; after a failure nothing is written any more
DIL_NODISCARD DilStatus
recorder_drain(Recorder* recorder, DilMessage* message);

/// Write the rest and give the file its name; the failure of recorder_drain()
/// again if it has failed
DIL_NODISCARD DilStatus
recorder_finish(Recorder* recorder, DilMessage* message);

/// Free; a file that was not finished is removed.  NULL is fine
void
recorder_free(Recorder* recorder);

#endif // DIL_LIVE_RECORDER_H
