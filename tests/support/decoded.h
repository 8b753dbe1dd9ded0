// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_DECODED_H
#define DIL_TEST_DECODED_H

#include "dilaton/audio.h"

/**
   Read a sound file with libsndfile alone, as others do; fails the test if that
   is not possible.  MP3 is read by no function of ours.

   @return To be freed with dil_audio_free().
*/
DilAudio
decoded(const char* path);

#endif // DIL_TEST_DECODED_H
