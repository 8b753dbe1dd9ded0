// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/audio.h"

#include "message.h"
#include "sound_output.h"
#include "wave_stream.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Frames encoded at once: always as many, since libvorbis' output depends on
// how its input was cut, and few, since it takes room for them from the stack
#define BLOCK_FRAMES 1024

struct DilAudioWriterImpl {
  DilSoundOutput output; ///< Of a file
  DilWaveStream stream;  ///< Of standard output, or of a WAV of floats
  bool is_stream;        ///< It is `stream` that frames go to
  bool is_empty;         ///< No frame has been encoded
  DilEncoding encoding;  ///< One that the format has
  uint32_t n_channels;   ///< Samples in a frame
  size_t n_pending;      ///< Frames at `pending`
  float* pending;        ///< [BLOCK_FRAMES][n_channels] not yet encoded
  int32_t* integers;     ///< [BLOCK_FRAMES][n_channels], while encoding
};

static DilStatus
open_stream(DilAudioWriter* const writer,
            const int descriptor,
            const char* const name,
            const uint32_t rate,
            DilMessage* const message)
{
  writer->is_stream = true;
  writer->stream.descriptor = descriptor;
  writer->stream.name = name;
  writer->stream.encoding = writer->encoding;
  writer->stream.rate = rate;
  writer->stream.n_channels = writer->n_channels;
  return dil_wave_stream_begin(&writer->stream, message);
}

// Of libsndfile's header for floats SoX says that a part is missing
static DilStatus
open_float_wave(DilAudioWriter* const writer,
                const char* const path,
                const uint32_t rate,
                DilMessage* const message)
{
  DilOutputFile** const file = &writer->output.file;
  const DilStatus status = dil_sound_output_open_file(file, path, message);
  return status ? status
                : open_stream(writer,
                              dil_output_descriptor(*file),
                              dil_output_path(*file),
                              rate,
                              message);
}

static DilStatus
open_file(DilAudioWriter* const writer,
          const char* const path,
          const uint32_t rate,
          DilMessage* const message)
{
  const DilStatus status = dil_audio_writer_check(path, rate, message);
  if (status) {
    return status;
  }

  const DilSoundFormat* const format = dil_sound_format(path);
  writer->encoding = format->takes[writer->encoding];
  if (format->container == SF_FORMAT_WAV &&
      writer->encoding == DIL_ENCODING_FLOAT) {
    return open_float_wave(writer, path, rate, message);
  }

  return dil_sound_output_open(&writer->output,
                               path,
                               format,
                               writer->encoding,
                               rate,
                               writer->n_channels,
                               message);
}

DilStatus
dil_audio_writer_check(const char* const path,
                       const uint32_t rate,
                       DilMessage* const message)
{
  const DilSoundFormat* const format = dil_sound_format(path);
  if (format || !strcmp(path, "-")) {
    return !format || !rate || dil_sound_has_rate(format, rate)
             ? DIL_OK
             : dil_fail(message,
                        DIL_BAD_ARGUMENT,
                        "%s: %u Hz is no rate of %s; %u Hz is",
                        path,
                        rate,
                        format->name,
                        format->max_rate);
  }

  char suffixes[64];
  dil_sound_suffixes(false, suffixes);
  return dil_fail(message,
                  DIL_BAD_ARGUMENT,
                  "%s: the name of a sound file must end in %s",
                  path,
                  suffixes);
}

DilStatus
dil_audio_writer_new(const char* const path,
                     const DilEncoding encoding,
                     const uint32_t rate,
                     const uint32_t n_channels,
                     DilAudioWriter** const out,
                     DilMessage* const message)
{
  if (rate < 1000U || rate > 384000U || n_channels < 1U || n_channels > 8U ||
      (unsigned)encoding > DIL_ENCODING_FLOAT) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: %u channels at %u Hz in encoding %u cannot be written",
                    path,
                    n_channels,
                    rate,
                    (unsigned)encoding);
  }

  DilAudioWriter* const writer = (DilAudioWriter*)calloc(1U, sizeof(*writer));
  if (!writer) {
    return dil_fail_memory(message);
  }

  writer->is_empty = true;
  writer->encoding = encoding;
  writer->n_channels = n_channels;
  writer->pending =
    (float*)malloc(BLOCK_FRAMES * n_channels * sizeof(*writer->pending));
  writer->integers =
    (int32_t*)malloc(BLOCK_FRAMES * n_channels * sizeof(*writer->integers));

  const DilStatus status =
    (!writer->pending || !writer->integers) ? dil_fail_memory(message)
    : strcmp(path, "-")
      ? open_file(writer, path, rate, message)
      : open_stream(writer, STDOUT_FILENO, "standard output", rate, message);
  if (status) {
    dil_audio_writer_free(writer);
    return status;
  }

  *out = writer;
  return DIL_OK;
}

// To full scale of 32 bits, of which the encoding keeps the highest
static void
quantise(const DilEncoding encoding,
         const float* const samples,
         int32_t* const integers,
         const size_t n)
{
  const int n_bits = (encoding == DIL_ENCODING_S16) ? 16 : 24;
  const float scale = ldexpf(1.0f, n_bits - 1);
  const int32_t unit = (int32_t)1 << (32 - n_bits);

  for (size_t i = 0U; i < n; ++i) {
    const float scaled = scale * samples[i];
    const float limited = (scaled < -scale)         ? -scale
                          : (scaled > scale - 1.0f) ? scale - 1.0f
                                                    : scaled;
    integers[i] = (int32_t)lrintf(limited) * unit;
  }
}

static DilStatus
encode(DilAudioWriter* const w, const size_t n, DilMessage* const message)
{
  const size_t n_samples = n * w->n_channels;
  if (w->is_stream && w->output.file &&
      w->stream.n_bytes + n_samples * sizeof(float) > DIL_MAX_SOUND_BYTES) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: more than fits in this format; use .flac",
                    w->stream.name);
  }

  if (w->encoding == DIL_ENCODING_FLOAT) {
    return w->is_stream
             ? dil_wave_stream_write_float(
                 &w->stream, w->pending, n_samples, message)
             : dil_sound_output_write_float(&w->output, w->pending, n, message);
  }

  quantise(w->encoding, w->pending, w->integers, n_samples);
  return w->is_stream
           ? dil_wave_stream_write_int(
               &w->stream, w->integers, n_samples, message)
           : dil_sound_output_write_int(&w->output, w->integers, n, message);
}

// Encode the pending frames
static DilStatus
flush(DilAudioWriter* const writer, DilMessage* const message)
{
  const size_t n = writer->n_pending;
  writer->n_pending = 0U;
  writer->is_empty = writer->is_empty && !n;
  return n ? encode(writer, n, message) : DIL_OK;
}

DilStatus
dil_audio_writer_write(DilAudioWriter* const writer,
                       const float* const frames,
                       const size_t n_frames,
                       DilMessage* const message)
{
  const size_t n_channels = writer->n_channels;
  for (size_t i = 0U; i < n_frames * n_channels; ++i) {
    if (!isfinite(frames[i])) {
      return dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "sound is not finite at frame %zu",
                      i / n_channels);
    }
  }

  for (size_t done = 0U; done < n_frames;) {
    const size_t n_left = n_frames - done;
    const size_t n_free = BLOCK_FRAMES - writer->n_pending;
    const size_t n = (n_left < n_free) ? n_left : n_free;
    memcpy(writer->pending + writer->n_pending * n_channels,
           frames + done * n_channels,
           n * n_channels * sizeof(*frames));
    writer->n_pending += n;
    done += n;

    const DilStatus status =
      (writer->n_pending == BLOCK_FRAMES) ? flush(writer, message) : DIL_OK;
    if (status) {
      return status;
    }
  }

  return DIL_OK;
}

static DilStatus
finish_file(DilAudioWriter* const writer, DilMessage* const message)
{
  if (writer->is_empty && !writer->output.format->is_plain) {
    char suffixes[64];
    dil_sound_suffixes(true, suffixes);
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: nothing to write, and only %s can be empty",
                    dil_output_path(writer->output.file),
                    suffixes);
  }

  return dil_sound_output_close(&writer->output, message);
}

static DilStatus
finish_stream(DilAudioWriter* const writer, DilMessage* const message)
{
  DilOutputFile* const file = writer->output.file;
  const DilStatus status = dil_wave_stream_end(&writer->stream, message);
  return (status || !file) ? status : dil_output_commit(file, message);
}

DilStatus
dil_audio_writer_finish(DilAudioWriter* const writer, DilMessage* const message)
{
  const DilStatus status = flush(writer, message);
  return status              ? status
         : writer->is_stream ? finish_stream(writer, message)
                             : finish_file(writer, message);
}

void
dil_audio_writer_free(DilAudioWriter* const writer)
{
  if (writer) {
    dil_sound_output_free(&writer->output);
    free(writer->pending);
    free(writer->integers);
    free(writer);
  }
}
