// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_AUDIO_H
#define DILATON_AUDIO_H

/// @file
/// Sound in memory and in files

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/// Sound in memory; all zero is the empty sound
typedef struct {
  float* samples;      ///< [n_frames][n_channels], interleaved, full scale +-1
  size_t n_frames;     ///< Samples in each channel
  uint32_t n_channels; ///< Samples in a frame
  uint32_t rate;       ///< Frames a second
} DilAudio;

/**
   Read a whole sound file of any format that libsndfile knows but MP3.

   Refused: files that decode to more than 2^28 samples, that hold a NaN or an
   infinity, or that end before the frames they promise, as far as libsndfile
   tells: of a WAV that was cut short it gives what is there.

   @param path File to read.
   @param out The sound, to be freed with dil_audio_free(); may be empty of
   frames but has at least one channel.
   @return DIL_OK, DIL_NOT_FOUND, DIL_BAD_FILE, DIL_UNSUPPORTED (too large,
   MP3), DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_audio_read(const char* path, DilAudio* out, DilMessage* message);

/// dil_audio_read(), then each frame becomes the mean of its channels
DIL_API DIL_NODISCARD DilStatus
dil_audio_read_mono(const char* path, DilAudio* out, DilMessage* message);

/// Free the samples and make `audio` the empty sound; NULL is fine
DIL_API void
dil_audio_free(DilAudio* audio);

/// How a sample is stored in a file
typedef enum {
  DIL_ENCODING_S16,  ///< 16-bit integer
  DIL_ENCODING_S24,  ///< 24-bit integer
  DIL_ENCODING_FLOAT ///< 32-bit float; FLAC has none and takes S24 instead
} DilEncoding;

/// A sound file being written
typedef struct DilAudioWriterImpl DilAudioWriter;

/**
   Find out from a name, before there is any sound, that it cannot be one of a
   sound file, or that its format does not have a rate.

   @param rate In Hz, or 0: not yet known.
   @return DIL_OK or DIL_BAD_ARGUMENT.
*/
DIL_API DIL_NODISCARD DilStatus
dil_audio_writer_check(const char* path, uint32_t rate, DilMessage* message);

/**
   Begin to write a sound file, of the format that its name ends in: .wav,
   .flac, .ogg (Vorbis), .opus, .mp3, .aiff or .aif.  The encoding means nothing
   to Vorbis, Opus and MP3.

   The file is written beside its final name and appears there, whole, in
   dil_audio_writer_finish().  Equal frames give equal files: there is no PEAK
   chunk, no time stamp and no random Ogg serial number.

   Samples are rounded to the nearest integer, half to even, without dither, so
   that a file that is read and written again is unchanged; beyond full scale
   they are clipped, except in float files, which keep them.

   @param path File name, or "-" for a WAV on standard output, that plays while
   it is written: its header says that the length is unknown (0xFFFFFFFF), and
   is mended at the end when standard output can seek.
   @param encoding How samples are stored.
   @param rate Frames a second, 1000 to 384000 (Ogg Vorbis: to 192000; Opus and
   MP3: their own, to 48000).
   @param n_channels 1 to 8 (MP3: to 2).
   @param out The writer, to be freed with dil_audio_writer_free().
   @return DIL_OK, DIL_BAD_ARGUMENT (a name that ends otherwise included, or a
   pipe that has a name),
   DIL_NOT_FOUND (unwritable folder), DIL_IO_ERROR or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_audio_writer_new(const char* path,
                     DilEncoding encoding,
                     uint32_t rate,
                     uint32_t n_channels,
                     DilAudioWriter** out,
                     DilMessage* message);

/**
   Append frames.  After a failure only dil_audio_writer_free() makes sense.

   @param frames [n_frames][n_channels], finite.
   @return DIL_OK, DIL_IO_ERROR (full disk), DIL_BAD_ARGUMENT (a sample is not
   finite), DIL_UNSUPPORTED (over 4 GiB in a WAV or AIFF) or DIL_NO_MEMORY.
*/
DIL_API DIL_NODISCARD DilStatus
dil_audio_writer_write(DilAudioWriter* writer,
                       const float* frames,
                       size_t n_frames,
                       DilMessage* message);

/**
   Write what is left and give the file its name.  Call it once, as the last.

   @return DIL_OK, or as dil_audio_writer_write(): no file then.  A FLAC, an
   Ogg, an Opus or an MP3 without any frame is DIL_BAD_ARGUMENT.
*/
DIL_API DIL_NODISCARD DilStatus
dil_audio_writer_finish(DilAudioWriter* writer, DilMessage* message);

/// Free the writer; a file that was not finished is removed.  NULL is fine
DIL_API void
dil_audio_writer_free(DilAudioWriter* writer);

DIL_END_DECLS

#endif // DILATON_AUDIO_H
