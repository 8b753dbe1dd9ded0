// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_LINES_H
#define DIL_TRAIN_LINES_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Lines to be shown, as many as there are; begins all zero
typedef struct {
  char** texts; ///< [n]
  size_t n;
} DilLines;

/// Add a line, made printable as by dil_fail(); DIL_OK or DIL_NO_MEMORY
DIL_NODISCARD DIL_PRINTF(2, 3) DilStatus
  dil_lines_add(DilLines* lines, const char* format, ...);

/// Move all of some lines to the end of others, which are empty then
DIL_NODISCARD DilStatus
dil_lines_move(DilLines* from, DilLines* to);

/// Release the lines
void
dil_lines_clear(DilLines* lines);

#endif // DIL_TRAIN_LINES_H
