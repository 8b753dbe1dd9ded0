// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_SAMPLE_H
#define DIL_INSTRUMENT_SFZ_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>

/// What keeps a recording from being read, as an errno; 0 if nothing does
int
dil_sfz_sample_error(const char* path);

/**
   Find the key that a recording says it was made of: in the "smpl" chunk of a
   WAV or the "INST" chunk of an AIFF.

   One thread at a time, as libsndfile keeps its errors in one place.

   @param key Result, 0 to 127.
   @return False if it says none, or cannot be read.
*/
bool
dil_sfz_root_key(const char* path, int* key);

/**
   Find the first loop that a recording says a sampler repeats, likewise.

   @param start First frame of it.
   @param end Last frame, after `start`.
   @return False if it says none, or cannot be read.
*/
bool
dil_sfz_sample_loop(const char* path, size_t* start, size_t* end);

#endif // DIL_INSTRUMENT_SFZ_SAMPLE_H
