// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "wave_stream.h"

#include "message.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_HEADER 58
#define BLOCK_SIZE 4096

#define UNKNOWN_LENGTH UINT32_MAX

typedef struct {
  uint8_t bytes[MAX_HEADER];
  size_t n;
} Header;

static void
put_tag(Header* const header, const char* const tag)
{
  memcpy(header->bytes + header->n, tag, 4U);
  header->n += 4U;
}

static void
put_number(Header* const header, const uint32_t value, const size_t n_bytes)
{
  for (size_t i = 0U; i < n_bytes; ++i) {
    header->bytes[header->n++] = (uint8_t)(value >> (8U * i));
  }
}

static uint32_t
sample_size(const DilEncoding encoding)
{
  return (encoding == DIL_ENCODING_S16)   ? 2U
         : (encoding == DIL_ENCODING_S24) ? 3U
                                          : 4U;
}

// `n_bytes` of samples, or more than a WAV can hold when they are not known
static Header
make_header(const DilWaveStream* const stream, const uint64_t n_bytes)
{
  const bool is_float = stream->encoding == DIL_ENCODING_FLOAT;
  const uint32_t size = sample_size(stream->encoding);
  const uint32_t frame_size = size * stream->n_channels;
  const bool is_known = n_bytes < UNKNOWN_LENGTH - MAX_HEADER;
  const uint32_t length = is_known ? (uint32_t)n_bytes : UNKNOWN_LENGTH;
  const uint32_t rest = is_float ? 50U : 36U;

  Header header = {{0U}, 0U};
  put_tag(&header, "RIFF");
  put_number(
    &header, is_known ? length + length % 2U + rest : UNKNOWN_LENGTH, 4U);
  put_tag(&header, "WAVE");
  put_tag(&header, "fmt ");
  put_number(&header, is_float ? 18U : 16U, 4U);
  put_number(&header, is_float ? 3U : 1U, 2U);
  put_number(&header, stream->n_channels, 2U);
  put_number(&header, stream->rate, 4U);
  put_number(&header, stream->rate * frame_size, 4U);
  put_number(&header, frame_size, 2U);
  put_number(&header, 8U * size, 2U);

  if (is_float) {
    // No extension, and the number of frames in a chunk
    put_number(&header, 0U, 2U);
    put_tag(&header, "fact");
    put_number(&header, 4U, 4U);
    put_number(&header, is_known ? length / frame_size : UNKNOWN_LENGTH, 4U);
  }

  put_tag(&header, "data");
  put_number(&header, length, 4U);
  return header;
}

static DilStatus
write_fully(const DilWaveStream* const stream,
            const uint8_t* const bytes,
            const size_t n,
            DilMessage* const message)
{
  for (size_t done = 0U; done < n;) {
    const ssize_t written = write(stream->descriptor, bytes + done, n - done);
    if (written > 0) {
      done += (size_t)written;
    } else if (written == 0 || errno != EINTR) {
      return dil_fail_errno(message, stream->name, written ? errno : EIO);
    }
  }

  return DIL_OK;
}

DilStatus
dil_wave_stream_begin(DilWaveStream* const stream, DilMessage* const message)
{
  // What is appended to cannot be mended: pwrite() appends there too
  struct stat info;
  const int flags = fcntl(stream->descriptor, F_GETFL);
  stream->start = lseek(stream->descriptor, 0, SEEK_CUR);
  stream->can_seek = stream->start >= 0 && flags >= 0 && !(flags & O_APPEND) &&
                     !fstat(stream->descriptor, &info) && S_ISREG(info.st_mode);
  stream->n_bytes = 0U;

  const Header header = make_header(stream, UINT64_MAX);
  return write_fully(stream, header.bytes, header.n, message);
}

DilStatus
dil_wave_stream_write_int(DilWaveStream* const stream,
                          const int32_t* const samples,
                          const size_t n_samples,
                          DilMessage* const message)
{
  uint8_t block[BLOCK_SIZE];
  const size_t size = sample_size(stream->encoding);
  size_t used = 0U;
  assert(stream->encoding != DIL_ENCODING_FLOAT);

  for (size_t i = 0U; i < n_samples; ++i) {
    for (size_t byte = 4U - size; byte < 4U; ++byte) {
      block[used++] = (uint8_t)((uint32_t)samples[i] >> (8U * byte));
    }

    if (used + size > sizeof(block) || i + 1U == n_samples) {
      const DilStatus status = write_fully(stream, block, used, message);
      if (status) {
        return status;
      }

      stream->n_bytes += used;
      used = 0U;
    }
  }

  return DIL_OK;
}

DilStatus
dil_wave_stream_write_float(DilWaveStream* const stream,
                            const float* const samples,
                            const size_t n_samples,
                            DilMessage* const message)
{
  const size_t n_bytes = n_samples * sizeof(*samples);
  assert(stream->encoding == DIL_ENCODING_FLOAT);

  stream->n_bytes += n_bytes;
  return write_fully(stream, (const uint8_t*)samples, n_bytes, message);
}

DilStatus
dil_wave_stream_end(DilWaveStream* const stream, DilMessage* const message)
{
  static const uint8_t padding[1] = {0U};
  const DilStatus status =
    write_fully(stream, padding, stream->n_bytes % 2U, message);
  if (status || !stream->can_seek) {
    return status;
  }

  const Header header = make_header(stream, stream->n_bytes);
  errno = EIO;
  return (pwrite(stream->descriptor, header.bytes, header.n, stream->start) ==
          (ssize_t)header.n)
           ? DIL_OK
           : dil_fail_errno(message, stream->name, errno);
}
