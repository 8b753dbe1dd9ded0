// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "soundfont_check.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 8
#define N_LISTS     3
#define N_TABLES    9

/// A chunk of a RIFF file
typedef struct {
  char name[4];
  off_t start; ///< Of its content
  off_t end;   ///< Of its content
} Chunk;

static const char list_types[N_LISTS][5] = {"INFO", "sdta", "pdta"};

// The tables of the third list, in the order that they must have
static const struct {
  char name[5];
  off_t record_size;
} tables[N_TABLES] = {
  {"phdr", 38},
  {"pbag", 4},
  {"pmod", 10},
  {"pgen", 4},
  {"inst", 22},
  {"ibag", 4},
  {"imod", 10},
  {"igen", 4},
  {"shdr", 46},
};

// Read the header of the chunk at `place`, which must end by `end`
static bool
read_chunk(const int descriptor,
           const off_t place,
           const off_t end,
           Chunk* const chunk)
{
  uint8_t header[HEADER_SIZE];
  if (end - place < HEADER_SIZE ||
      pread(descriptor, header, sizeof(header), place) != HEADER_SIZE) {
    return false;
  }

  memcpy(chunk->name, header, sizeof(chunk->name));
  const uint32_t size = (uint32_t)header[4] | (uint32_t)header[5] << 8U |
                        (uint32_t)header[6] << 16U | (uint32_t)header[7] << 24U;
  chunk->start = place + HEADER_SIZE;
  chunk->end = chunk->start + (off_t)size;
  return chunk->end <= end;
}

// True if the chunk has this name, and this type where it is a list
static bool
is_chunk(const int descriptor,
         Chunk* const chunk,
         const char* const name,
         const char* const type)
{
  char found[4] = {0};
  if (memcmp(chunk->name, name, sizeof(chunk->name)) != 0) {
    return false;
  }

  if (!type) {
    return true;
  }

  const bool is_right = chunk->end - chunk->start >= (off_t)sizeof(found) &&
                        pread(descriptor, found, sizeof(found), chunk->start) ==
                          (ssize_t)sizeof(found) &&
                        !memcmp(found, type, sizeof(found));
  chunk->start += (off_t)sizeof(found);
  return is_right;
}

// Chunks begin at even places
static off_t
next_place(const Chunk* const chunk)
{
  return chunk->end + chunk->end % 2;
}

static bool
has_tables(const int descriptor, const Chunk* const list)
{
  off_t place = list->start;
  for (int i = 0; i < N_TABLES; ++i) {
    Chunk chunk;
    if (!read_chunk(descriptor, place, list->end, &chunk) ||
        !is_chunk(descriptor, &chunk, tables[i].name, NULL) ||
        chunk.end == chunk.start ||
        (chunk.end - chunk.start) % tables[i].record_size) {
      return false;
    }

    place = next_place(&chunk);
  }

  return true;
}

static bool
is_whole(const int descriptor, const off_t size)
{
  Chunk riff;
  if (!read_chunk(descriptor, 0, size, &riff) ||
      !is_chunk(descriptor, &riff, "RIFF", "sfbk")) {
    return false;
  }

  Chunk list = {"", 0, riff.start};
  for (int i = 0; i < N_LISTS; ++i) {
    if (!read_chunk(descriptor, next_place(&list), riff.end, &list) ||
        !is_chunk(descriptor, &list, "LIST", list_types[i])) {
      return false;
    }
  }

  return has_tables(descriptor, &list);
}

bool
dil_soundfont_recognises(const char* const path)
{
  char head[12] = {0};
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) {
    return false;
  }

  const bool is_read =
    pread(descriptor, head, sizeof(head), 0) == (ssize_t)sizeof(head);
  close(descriptor);
  return is_read && !memcmp(head, "RIFF", 4U) && !memcmp(head + 8, "sfbk", 4U);
}

DilStatus
dil_soundfont_check(const char* const path, DilMessage* const message)
{
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return dil_fail_errno(message, path, errno);
  }

  struct stat info;
  const bool is_known = !fstat(descriptor, &info);
  const bool is_folder = is_known && S_ISDIR(info.st_mode);
  const bool is_good =
    is_known && S_ISREG(info.st_mode) && is_whole(descriptor, info.st_size);

  close(descriptor);
  return is_good     ? DIL_OK
         : is_folder ? dil_fail_errno(message, path, EISDIR)
                     : dil_fail(message,
                                DIL_BAD_FILE,
                                "%s: not a SoundFont, or cut short",
                                path);
}
