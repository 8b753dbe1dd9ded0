// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_ENCODED_H
#define DIL_TEST_ENCODED_H

#include "dilaton/audio.h"

#include <stddef.h>
#include <stdint.h>

/// Write frames [n_frames][n_channels] to a sound file, as its name ends; fails
/// the test if that is not possible
void
encode(const char* path,
       DilEncoding encoding,
       uint32_t rate,
       uint32_t n_channels,
       const float* frames,
       size_t n_frames);

#endif // DIL_TEST_ENCODED_H
