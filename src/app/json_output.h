// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_JSON_OUTPUT_H
#define DIL_APP_JSON_OUTPUT_H

#include <jansson.h>

/// A string, with U+FFFD for what is not UTF-8
json_t*
json_text(const char* text);

/**
   Print a value and a newline to standard output, and release it.

   @param value NULL when it could not be made, for want of memory.
   @return Exit status.
*/
int
json_print(json_t* value);

#endif // DIL_APP_JSON_OUTPUT_H
