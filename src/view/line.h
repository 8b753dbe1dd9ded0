// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_LINE_H
#define DIL_VIEW_LINE_H

#include "dilaton/attributes.h"

/// Bytes of a line of text that is made for painting
#define LINE_SIZE 512U

/// Write a line of text, with a point in numbers, cut if need be
DIL_PRINTF(2, 3)
void
line_print(char line[LINE_SIZE], const char* format, ...);

#endif // DIL_VIEW_LINE_H
