// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_SLURP_H
#define DIL_IO_SLURP_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>
#include <stdint.h>

/**
   Read a whole file into memory.

   Works for what has no size, as a pipe; never takes much more memory than the
   file has bytes.

   @param path A file, or "-" for standard input.
   @param limit Most bytes, at least 1; a longer file is DIL_UNSUPPORTED.
   @param bytes Result, [n_bytes], never NULL; to be released with free().
   @param n_bytes Size of the result; 0 for an empty file.
*/
DIL_NODISCARD DilStatus
dil_slurp(const char* path,
          size_t limit,
          uint8_t** bytes,
          size_t* n_bytes,
          DilMessage* message);

/**
   Read a whole text of any encoding into memory, as dil_slurp() and
   dil_text_decode().

   @param text Result in UTF-8, [n_text] and a NUL; to be released with free().
*/
DIL_NODISCARD DilStatus
dil_slurp_text(const char* path,
               size_t limit,
               char** text,
               size_t* n_text,
               DilMessage* message);

#endif // DIL_IO_SLURP_H
