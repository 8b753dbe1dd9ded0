// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_INFO_H
#define DIL_APP_INFO_H

#include <stdbool.h>

/// List the programs of a SoundFont; exit status
int
info_font(const char* path, bool is_json);

/// Describe a melody file, "-" for standard input; exit status
int
info_melody(const char* path, bool is_json);

#endif // DIL_APP_INFO_H
