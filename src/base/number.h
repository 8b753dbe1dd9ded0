// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_NUMBER_H
#define DIL_BASE_NUMBER_H

#include "dilaton/attributes.h"

#include <stddef.h>

/**
   Read a number of a file: strtod() as in the C locale.

   The program that has loaded the library may have chosen a locale with a
   decimal comma, but files have points.  Any thread.

   @param end Result, the first character after the number; may be NULL.
*/
double
dil_number_read(const char* text, char** end);

/// Write numbers of a file: snprintf() as in the C locale; any thread
DIL_PRINTF(3, 4)
void
dil_number_print(char* text, size_t size, const char* format, ...);

#endif // DIL_BASE_NUMBER_H
