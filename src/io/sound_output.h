// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SOUND_OUTPUT_H
#define DIL_IO_SOUND_OUTPUT_H

#include "dilaton/attributes.h"
#include "dilaton/audio.h"
#include "dilaton/status.h"
#include "output_file.h"

#include <sndfile.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Most bytes of frames in a WAV or an AIFF: the lengths there have 32 bits,
/// and headers need room
#define DIL_MAX_SOUND_BYTES ((uint64_t)(UINT32_MAX - 65536U))

/// A format of sound files
typedef struct {
  const char* name;        ///< For messages
  const char* suffixes[2]; ///< Of file names; the first is the one shown
  int container;           ///< SF_FORMAT_ of the file
  int samples;             ///< SF_FORMAT_ of the samples, or 0: by encoding
  DilEncoding takes[3];    ///< What it takes for each DilEncoding
  bool is_plain;           ///< Can be empty; 32 bits count its bytes
  const uint32_t* rates;   ///< In Hz, ended by 0, or NULL: any up to max_rate
  uint32_t max_rate;       ///< In Hz, or 0: any
  double quality;          ///< Of 0 to 1, or 0 where there is no choice
  uint32_t serial;         ///< Of its Ogg pages, or 0
} DilSoundFormat;

/// A sound file that libsndfile encodes into an output file; begins all zero
typedef struct {
  const DilSoundFormat* format;
  DilOutputFile* file; ///< Where the bytes go
  SNDFILE* sound;      ///< Encoder
  int error;           ///< errno of the first write that failed, or 0
  uint32_t frame_size; ///< Bytes of a frame, if the format limits the length
  uint64_t n_bytes;    ///< Of frames so far, if the format limits the length
} DilSoundOutput;

/// dil_output_open() of what can seek; else DIL_BAD_ARGUMENT, to be freed too
DIL_NODISCARD DilStatus
dil_sound_output_open_file(DilOutputFile** out,
                           const char* path,
                           DilMessage* message);

/// The format of a file by its name, or NULL
const DilSoundFormat*
dil_sound_format(const char* path);

/// Whether a format has a rate in Hz
bool
dil_sound_has_rate(const DilSoundFormat* format, uint32_t rate);

/// Write the suffixes of all formats, or only of the plain ones, as ".a, .b or
/// .c"
void
dil_sound_suffixes(bool is_plain, char text[64]);

/**
   Open the file.  It must stay where it is until it is closed.

   @param encoding One that the format takes.
   @param rate One that the format has.
   @return DIL_OK, DIL_BAD_ARGUMENT (no such combination, or a pipe), or as
   dil_output_open().
*/
DIL_NODISCARD DilStatus
dil_sound_output_open(DilSoundOutput* output,
                      const char* path,
                      const DilSoundFormat* format,
                      DilEncoding encoding,
                      uint32_t rate,
                      uint32_t n_channels,
                      DilMessage* message);

/**
   Append [n_frames][n_channels] integers, the highest bits of which count.

   @return DIL_OK, DIL_IO_ERROR, or DIL_UNSUPPORTED: more than the lengths in a
   WAV or an AIFF can say, which are 32 bits.
*/
DIL_NODISCARD DilStatus
dil_sound_output_write_int(DilSoundOutput* output,
                           const int32_t* frames,
                           size_t n_frames,
                           DilMessage* message);

/// Append [n_frames][n_channels] floats, likewise
DIL_NODISCARD DilStatus
dil_sound_output_write_float(DilSoundOutput* output,
                             const float* frames,
                             size_t n_frames,
                             DilMessage* message);

/**
   Complete the file and give it its name.

   @param message Written on failure; the file is to be freed then too.
*/
DIL_NODISCARD DilStatus
dil_sound_output_close(DilSoundOutput* output, DilMessage* message);

/// Release what is open; a file that was not closed is removed
void
dil_sound_output_free(DilSoundOutput* output);

#endif // DIL_IO_SOUND_OUTPUT_H
