// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "recorder.h"

#include "message.h"
#include "outlet.h"

#include <stdlib.h>

/// Seconds for which the disk may stall
#define RING_S 4U

/// Frames written at once
#define BLOCK 4096U

struct Recorder {
  DilRing* ring;
  DilAudioWriter* writer;
  DilStatus status;
  DilMessage message;
};

DilStatus
recorder_new(const char* const path,
             const DilEncoding encoding,
             const uint32_t rate,
             Recorder** const out,
             DilMessage* const message)
{
  Recorder* const recorder = (Recorder*)calloc(1U, sizeof(*recorder));
  if (!recorder ||
      dil_ring_new(RING_S * rate, sizeof(Frame), &recorder->ring)) {
    recorder_free(recorder);
    return dil_fail_memory(message);
  }

  const DilStatus status = dil_audio_writer_new(
    path, encoding, rate, DIL_N_OUTPUTS, &recorder->writer, message);
  if (status) {
    recorder_free(recorder);
    return status;
  }

  *out = recorder;
  return DIL_OK;
}

DilRing*
recorder_ring(Recorder* const recorder)
{
  return recorder->ring;
}

DilStatus
recorder_drain(Recorder* const recorder, DilMessage* const message)
{
  Frame frames[BLOCK];
  for (size_t n = 0U;
       !recorder->status &&
       (n = dil_ring_read(recorder->ring, frames, BLOCK)) != 0U;) {
    recorder->status = dil_audio_writer_write(
      recorder->writer, frames[0].samples, n, &recorder->message);
  }

  if (recorder->status) {
    *message = recorder->message;
  }
  return recorder->status;
}

DilStatus
recorder_finish(Recorder* const recorder, DilMessage* const message)
{
  const DilStatus status = recorder_drain(recorder, message);
  return status ? status : dil_audio_writer_finish(recorder->writer, message);
}

void
recorder_free(Recorder* const recorder)
{
  if (recorder) {
    dil_audio_writer_free(recorder->writer);
    dil_ring_free(recorder->ring);
    free(recorder);
  }
}
