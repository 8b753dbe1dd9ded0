// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sound_output.h"

#include "message.h"
#include "ogg_page.h"
#include "sound_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define S16  DIL_ENCODING_S16
#define S24  DIL_ENCODING_S24
#define REAL DIL_ENCODING_FLOAT

static const uint32_t opus_rates[] =
  {8000U, 12000U, 16000U, 24000U, 48000U, 0U};

static const uint32_t mp3_rates[] =
  {8000U, 11025U, 12000U, 16000U, 22050U, 24000U, 32000U, 44100U, 48000U, 0U};

// Of too high a rate libvorbis finds out with the first frames.  Qualities are
// for some 190 kbit/s of stereo at 48 kHz; to FLAC one would mean less
// compression
static const DilSoundFormat formats[] = {
  // clang-format off
  {"WAV", {".wav", ""}, SF_FORMAT_WAV, 0, {S16, S24, REAL},
   true, NULL, 0U, 0.0, 0U},
  {"FLAC", {".flac", ""}, SF_FORMAT_FLAC, 0, {S16, S24, S24},
   false, NULL, 0U, 0.0, 0U},
  {"Ogg", {".ogg", ""}, SF_FORMAT_OGG, SF_FORMAT_VORBIS, {REAL, REAL, REAL},
   false, NULL, 192000U, 0.6, 1U},
  {"Opus", {".opus", ""}, SF_FORMAT_OGG, SF_FORMAT_OPUS, {REAL, REAL, REAL},
   false, opus_rates, 48000U, 0.35, 1U},
  {"MP3", {".mp3", ""}, SF_FORMAT_MPEG, SF_FORMAT_MPEG_LAYER_III,
   {REAL, REAL, REAL}, false, mp3_rates, 48000U, 0.8, 0U},
  {"AIFF", {".aiff", ".aif"}, SF_FORMAT_AIFF, 0, {S16, S24, REAL},
   true, NULL, 0U, 0.0, 0U},
  // clang-format on
};

#define N_FORMATS (sizeof(formats) / sizeof(formats[0]))

const DilSoundFormat*
dil_sound_format(const char* const path)
{
  const char* const suffix = strrchr(path, '.');
  for (size_t i = 0U; i < N_FORMATS && suffix && suffix != path; ++i) {
    if (!strcasecmp(suffix, formats[i].suffixes[0]) ||
        !strcasecmp(suffix, formats[i].suffixes[1])) {
      return &formats[i];
    }
  }

  return NULL;
}

bool
dil_sound_has_rate(const DilSoundFormat* const format, const uint32_t rate)
{
  const uint32_t* listed = format->rates;
  while (listed && *listed && *listed != rate) {
    ++listed;
  }

  return listed ? *listed == rate
                : !format->max_rate || rate <= format->max_rate;
}

void
dil_sound_suffixes(const bool is_plain, char text[64])
{
  // From the last, since it takes an "or" before it
  const char* link = "";
  char rest[64] = "";
  for (size_t i = N_FORMATS; i-- > 0U;) {
    if (formats[i].is_plain || !is_plain) {
      snprintf(text, 64U, "%s%s%s", formats[i].suffixes[0], link, rest);
      memcpy(rest, text, sizeof(rest));
      link = *link ? ", " : " or ";
    }
  }
}

// What libsndfile calls for its input and output.  Failures to write are kept
// here and not passed on: it forgets them when it closes a file, and for Ogg
// does not release everything after them.

static sf_count_t
file_length(void* const user)
{
  const DilSoundOutput* const output = (const DilSoundOutput*)user;
  const int descriptor = dil_output_descriptor(output->file);
  const off_t place = lseek(descriptor, 0, SEEK_CUR);
  const off_t length = lseek(descriptor, 0, SEEK_END);
  lseek(descriptor, place, SEEK_SET);
  return length;
}

static sf_count_t
file_seek(const sf_count_t offset, const int whence, void* const user)
{
  const DilSoundOutput* const output = (const DilSoundOutput*)user;
  return lseek(dil_output_descriptor(output->file), offset, whence);
}

static sf_count_t
file_read(void* const bytes, const sf_count_t n, void* const user)
{
  const DilSoundOutput* const output = (const DilSoundOutput*)user;
  return read(dil_output_descriptor(output->file), bytes, (size_t)n);
}

static sf_count_t
file_write(const void* const bytes, const sf_count_t n, void* const user)
{
  DilSoundOutput* const output = (DilSoundOutput*)user;
  const int descriptor = dil_output_descriptor(output->file);

  for (sf_count_t done = 0; done < n && !output->error;) {
    const ssize_t written =
      write(descriptor, (const char*)bytes + done, (size_t)(n - done));
    if (written > 0) {
      done += written;
    } else if (written == 0 || errno != EINTR) {
      output->error = written ? errno : EIO;
    }
  }

  return n;
}

static sf_count_t
file_tell(void* const user)
{
  return file_seek(0, SEEK_CUR, user);
}

static DilStatus
open_encoder(DilSoundOutput* const output,
             SF_INFO* const info,
             DilMessage* const message)
{
  SF_VIRTUAL_IO functions = {
    file_length, file_seek, file_read, file_write, file_tell};

  const char* const path = dil_output_path(output->file);
  output->sound = sf_open_virtual(&functions, SFM_WRITE, info, output);
  if (output->error) {
    return dil_fail_errno(message, path, output->error);
  }

  if (!output->sound) {
    return dil_fail_sound(message, DIL_BAD_ARGUMENT, path, NULL);
  }

  // It would hold the time of writing
  sf_command(output->sound, SFC_SET_ADD_PEAK_CHUNK, NULL, SF_FALSE);

  double quality = output->format->quality;
  if (quality > 0.0) {
    sf_command(output->sound,
               SFC_SET_VBR_ENCODING_QUALITY,
               &quality,
               (int)sizeof(quality));
  }

  return DIL_OK;
}

DilStatus
dil_sound_output_open_file(DilOutputFile** const out,
                           const char* const path,
                           DilMessage* const message)
{
  const DilStatus status = dil_output_open(path, out, message);
  return status ? status
         : (lseek(dil_output_descriptor(*out), 0, SEEK_CUR) < 0)
           ? dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "%s: a pipe, which only - (standard output) can be",
                      path)
           : DIL_OK;
}

DilStatus
dil_sound_output_open(DilSoundOutput* const output,
                      const char* const path,
                      const DilSoundFormat* const format,
                      const DilEncoding encoding,
                      const uint32_t rate,
                      const uint32_t n_channels,
                      DilMessage* const message)
{
  static const int samples[] = {
    SF_FORMAT_PCM_16, SF_FORMAT_PCM_24, SF_FORMAT_FLOAT};

  const DilStatus status =
    dil_sound_output_open_file(&output->file, path, message);
  if (status) {
    return status;
  }

  output->format = format;
  // Of 2, 3 and 4 bytes are the samples of DilEncoding
  output->frame_size = format->is_plain ? (encoding + 2U) * n_channels : 0U;
  const int type =
    format->container | (format->samples ? format->samples : samples[encoding]);
  SF_INFO info = {0, (int)rate, (int)n_channels, type, 0, 0};
  return open_encoder(output, &info, message);
}

// Count frames that are about to be written
static DilStatus
add_frames(DilSoundOutput* const output,
           const size_t n_frames,
           DilMessage* const message)
{
  const uint64_t n_more = (uint64_t)n_frames * output->frame_size;
  if (n_more > DIL_MAX_SOUND_BYTES - output->n_bytes) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: more than fits in this format; use .flac",
                    dil_output_path(output->file));
  }

  output->n_bytes += n_more;
  return DIL_OK;
}

static DilStatus
check_written(const DilSoundOutput* const output,
              const size_t n_frames,
              const sf_count_t n_written,
              DilMessage* const message)
{
  const char* const path = dil_output_path(output->file);
  return output->error ? dil_fail_errno(message, path, output->error)
         : (n_written != (sf_count_t)n_frames)
           ? dil_fail_sound(message, DIL_IO_ERROR, path, output->sound)
           : DIL_OK;
}

DilStatus
dil_sound_output_write_int(DilSoundOutput* const output,
                           const int32_t* const frames,
                           const size_t n_frames,
                           DilMessage* const message)
{
  const DilStatus status = add_frames(output, n_frames, message);
  return status ? status
                : check_written(
                    output,
                    n_frames,
                    sf_writef_int(output->sound, frames, (sf_count_t)n_frames),
                    message);
}

DilStatus
dil_sound_output_write_float(DilSoundOutput* const output,
                             const float* const frames,
                             const size_t n_frames,
                             DilMessage* const message)
{
  const DilStatus status = add_frames(output, n_frames, message);
  return status ? status
                : check_written(output,
                                n_frames,
                                sf_writef_float(
                                  output->sound, frames, (sf_count_t)n_frames),
                                message);
}

DilStatus
dil_sound_output_close(DilSoundOutput* const output, DilMessage* const message)
{
  const char* const path = dil_output_path(output->file);
  const int failed = sf_close(output->sound);
  output->sound = NULL;
  if (failed || output->error) {
    return dil_fail_errno(message, path, output->error ? output->error : EIO);
  }

  const int descriptor = dil_output_descriptor(output->file);
  const uint32_t serial = output->format->serial;
  const DilStatus status =
    serial ? dil_ogg_set_serial(descriptor, path, serial, message) : DIL_OK;
  return status ? status : dil_output_commit(output->file, message);
}

void
dil_sound_output_free(DilSoundOutput* const output)
{
  if (output->sound) {
    sf_close(output->sound);
    output->sound = NULL;
  }

  dil_output_free(output->file);
  output->file = NULL;
}
