// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_AUDIO_CASE_H
#define DIL_TEST_AUDIO_CASE_H

#include "dilaton/audio.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Sizes of the sounds that the tests of the writer write
enum { N_AUDIO_FRAMES = 5000, AUDIO_RATE = 48000, N_AUDIO_NAMES = 7 };

/// A name of every kind
extern const char* const audio_names[N_AUDIO_NAMES];

/// Whether a name is of a kind that keeps only what one hears
bool
audio_is_lossy(const char* path);

/// Fill with a sine
void
audio_fill(float* samples, size_t n);

/// Write a whole file of AUDIO_RATE, `n_block` frames at a time
DilStatus
audio_write(const char* path,
            DilEncoding encoding,
            uint32_t n_channels,
            const float* frames,
            size_t n_frames,
            size_t n_block,
            DilMessage* message);

#endif // DIL_TEST_AUDIO_CASE_H
