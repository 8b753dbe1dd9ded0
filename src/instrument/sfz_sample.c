// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_sample.h"

#include <sndfile.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
dil_sfz_sample_error(const char* const path)
{
  struct stat info;
  const bool is_readable = !stat(path, &info) && !access(path, R_OK);
  return !is_readable ? errno : S_ISDIR(info.st_mode) ? EISDIR : 0;
}

// Others have no such chunk, and of some of them libsndfile's libraries write
// complaints to standard error
static bool
may_say_its_key(const int descriptor)
{
  char head[4];
  return pread(descriptor, head, sizeof(head), 0) == sizeof(head) &&
         (!memcmp(head, "RIFF", 4U) || !memcmp(head, "RF64", 4U) ||
          !memcmp(head, "FORM", 4U));
}

static bool
ask(const int descriptor, SF_INSTRUMENT* const instrument)
{
  SF_INFO info;
  memset(&info, 0, sizeof(info));
  SNDFILE* const file = sf_open_fd(descriptor, SFM_READ, &info, SF_FALSE);
  if (!file) {
    return false;
  }

  memset(instrument, 0, sizeof(*instrument));
  const bool is_said = sf_command(file,
                                  SFC_GET_INSTRUMENT,
                                  instrument,
                                  (int)sizeof(*instrument)) == SF_TRUE;
  sf_close(file);
  return is_said;
}

static bool
read_instrument(const char* const path, SF_INSTRUMENT* const instrument)
{
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return false;
  }

  const bool is_said =
    may_say_its_key(descriptor) && ask(descriptor, instrument);
  close(descriptor);
  return is_said;
}

bool
dil_sfz_root_key(const char* const path, int* const key)
{
  SF_INSTRUMENT instrument;
  const bool is_said = read_instrument(path, &instrument);

  // Of a type whose sign depends on the compiler
  const int note = is_said ? (unsigned char)instrument.basenote : 128;
  if (note > 127) {
    return false;
  }

  *key = note;
  return true;
}

bool
dil_sfz_sample_loop(const char* const path,
                    size_t* const start,
                    size_t* const end)
{
  SF_INSTRUMENT instrument;
  if (!read_instrument(path, &instrument) || instrument.loop_count < 1 ||
      instrument.loops[0].mode == SF_LOOP_NONE ||
      instrument.loops[0].end <= instrument.loops[0].start) {
    return false;
  }

  // libsndfile's end is behind the last frame (its wav.c adds 1)
  *start = instrument.loops[0].start;
  *end = (size_t)instrument.loops[0].end - 1U;
  return *end > *start;
}
