// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_MACROS_H
#define DIL_INSTRUMENT_SFZ_MACROS_H

#include <stdbool.h>
#include <stddef.h>

/// Texts that stand for others in an SFZ file; all zero is none
typedef struct {
  struct {
    char* name;  ///< With the dollar sign
    char* value; ///< Without macros in it
  } * macros;    ///< [n_macros]
  size_t n_macros;
} DilSfzMacros;

/**
   Define or redefine a macro.

   @param name [n_name] with the dollar sign, copied.
   @param value Already expanded, so that expansion ends; copied.
   @return False without memory.
*/
bool
dil_sfz_macros_define(DilSfzMacros* macros,
                      const char* name,
                      size_t n_name,
                      const char* value);

/**
   Copy text with macros replaced by their values.

   Where several names fit, the longest does; a dollar sign that begins none
   stays.

   @param text [n].
   @param result [size], NUL-terminated.
   @return False when the result is longer than `size` - 1.
*/
bool
dil_sfz_macros_expand(const DilSfzMacros* macros,
                      const char* text,
                      size_t n,
                      char* result,
                      size_t size);

/// Forget all macros
void
dil_sfz_macros_clear(DilSfzMacros* macros);

#endif // DIL_INSTRUMENT_SFZ_MACROS_H
