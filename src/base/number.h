// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_NUMBER_H
#define DIL_BASE_NUMBER_H

#include "dilaton/attributes.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
   The only reader and printer of numbers.

   The program that has loaded the library may have chosen a locale with a
   decimal comma, but files, options and parameters have points.  Any thread.
*/

/**
   Read the finite decimal number that a text begins with, rounded correctly.

   @param text [n]; or NUL-terminated, and then `n` may be greater.
   @param value Result, as it was if there is none.
   @return Bytes read, or 0: spaces, hexadecimal, infinity and NaN are no
   number, nor is one of more than 127 characters.
*/
size_t
dil_number_start(const char* text, size_t n, double* value);

/// Read a text that is such a number from end to end; false if it is not, or is
/// NULL
bool
dil_number_read(const char* text, double* value);

/// Read a text [n] of digits alone, at most `high`, and say whether it is that
bool
dil_whole_read(const char* text, size_t n, uint64_t high, uint64_t* value);

/// snprintf() as in the C locale
DIL_PRINTF(3, 4)
void
dil_number_print(char* text, size_t size, const char* format, ...);

/// dil_number_print() of a list of arguments
DIL_PRINTF(3, 0)
void
dil_number_vprint(char* text,
                  size_t size,
                  const char* format,
                  va_list arguments);

#endif // DIL_BASE_NUMBER_H
