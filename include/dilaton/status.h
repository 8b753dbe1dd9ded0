// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_STATUS_H
#define DILATON_STATUS_H

/// @file
/// What went wrong

#include "dilaton/attributes.h"

DIL_BEGIN_DECLS

/// Result of every function that can fail
typedef enum {
  DIL_OK = 0,       ///< Done
  DIL_NO_MEMORY,    ///< An allocation failed
  DIL_NOT_FOUND,    ///< A file or device is not there or cannot be opened
  DIL_BAD_FILE,     ///< A file's content is malformed
  DIL_UNSUPPORTED,  ///< Well-formed, but nothing this library can do
  DIL_BAD_ARGUMENT, ///< An argument is out of its range
  DIL_IO_ERROR,     ///< Reading or writing failed part way (disk full)
  DIL_CANCELLED     ///< Stopped because the caller asked for it
} DilStatus;

/**
   Why a call failed, for a person: one line without a full stop or newline.

   Names the file where there is one: "tune.mid: not a MIDI file".  Every
   function that takes one accepts NULL, and writes it only when it fails.
*/
typedef struct {
  char text[512]; ///< NUL-terminated UTF-8
} DilMessage;

/// Short English description of `status`, never NULL; any thread
DIL_API const char*
dil_status_text(DilStatus status);

DIL_END_DECLS

#endif // DILATON_STATUS_H
