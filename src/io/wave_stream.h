// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_WAVE_STREAM_H
#define DIL_IO_WAVE_STREAM_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/**
   A WAV on a descriptor that perhaps cannot seek, as a pipe.

   libsndfile writes its header again at the end, so this one is our own.  Its
   lengths are 0xFFFFFFFF, which libsndfile and sox take for "until the end";
   where the descriptor can seek they become true at the end.

   Source: "Multimedia Programming Interface and Data Specifications 1.0", IBM
   and Microsoft 1991, section 2, and "New Multimedia Data Types", 1994, on the
   fact chunk of other formats than PCM.
*/
typedef struct {
  int descriptor;       ///< Not closed
  const char* name;     ///< For messages
  DilEncoding encoding; ///< Of the samples
  uint32_t rate;        ///< Frames a second
  uint32_t n_channels;  ///< Samples in a frame
  bool can_seek;        ///< A regular file, and not in append mode
  off_t start;          ///< Where the header is, if it can seek
  uint64_t n_bytes;     ///< Of samples, so far
} DilWaveStream;

/// Begin a stream: writes the header
DIL_NODISCARD DilStatus
dil_wave_stream_begin(DilWaveStream* stream, DilMessage* message);

/// Append [n_samples] of 32-bit integers, the highest bits of which count
DIL_NODISCARD DilStatus
dil_wave_stream_write_int(DilWaveStream* stream,
                          const int32_t* samples,
                          size_t n_samples,
                          DilMessage* message);

/// Append [n_samples] floats to a stream of floats
DIL_NODISCARD DilStatus
dil_wave_stream_write_float(DilWaveStream* stream,
                            const float* samples,
                            size_t n_samples,
                            DilMessage* message);

/// End a stream: pads it, and mends the header if that can be done
DIL_NODISCARD DilStatus
dil_wave_stream_end(DilWaveStream* stream, DilMessage* message);

#endif // DIL_IO_WAVE_STREAM_H
