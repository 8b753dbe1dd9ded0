// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_WARNINGS_H
#define DIL_BASE_WARNINGS_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Warnings kept; a broken file may have a million reasons for one
#define DIL_MAX_WARNINGS 8U

/// What was wrong with a file that could be read all the same
typedef struct {
  DilMessage texts[DIL_MAX_WARNINGS]; ///< The first; the last may say "N more"
  size_t n_given;                     ///< Warnings given, kept or not
} DilWarnings;

/**
   Add a warning: one line without a newline, naming the file first.  It is
   made printable as by dil_fail().

   Never fails and never allocates.

   @param warnings NULL to let it pass.
*/
DIL_PRINTF(2, 3)
void
dil_warn(DilWarnings* warnings, const char* format, ...);

/// Texts to be shown, at most DIL_MAX_WARNINGS
size_t
dil_warnings_count(const DilWarnings* warnings);

#endif // DIL_BASE_WARNINGS_H
