// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int
LLVMFuzzerInitialize(int* n_arguments, char*** arguments);

int
LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t n_bytes);

// The reader takes files alone, since they name others
static char path[512];
static int descriptor = -1;

static void
remove_file(void)
{
  unlink(path);
}

int
LLVMFuzzerInitialize(int* const n_arguments, char*** const arguments)
{
  (void)n_arguments;
  (void)arguments;

  const char* const folder = getenv("TMPDIR");
  snprintf(
    path, sizeof(path), "%s/dilaton-fuzz-XXXXXX", folder ? folder : "/tmp");
  descriptor = mkstemp(path);
  atexit(remove_file);
  return descriptor < 0;
}

static int
is_within(const int low, const int value, const int high)
{
  return low <= value && value <= high;
}

static void
check(const DilSfz* const sfz)
{
  for (size_t i = 0U; i < sfz->n_regions; ++i) {
    const DilSfzRegion* const region = &sfz->regions[i];
    if (!is_within(0, region->lo_key, region->hi_key) ||
        !is_within(0, region->key_center, 127) || region->hi_key > 127 ||
        !is_within(0, region->lo_velocity, region->hi_velocity) ||
        region->hi_velocity > 127 || region->offset > region->end ||
        !is_within(1, region->seq_position, 100) || !region->sample[0] ||
        !(region->release_s >= 0.0f && region->release_s <= 100.0f)) {
      abort();
    }
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t n_bytes)
{
  // In this order, since ext4 writes out what was once cut to nothing
  if (pwrite(descriptor, bytes, n_bytes, 0) != (ssize_t)n_bytes ||
      ftruncate(descriptor, (off_t)n_bytes)) {
    abort();
  }

  DilMessage message;
  DilSfz* sfz = NULL;
  if (!dil_sfz_load(path, &sfz, &message)) {
    check(sfz);
    dil_sfz_free(sfz);
  }

  return 0;
}
