// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_IO_OUTPUT_FILE_H
#define DIL_IO_OUTPUT_FILE_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/**
   A file that is written beside its name and takes it only when it is whole.

   Until then whatever has that name stays as it is.  The exceptions are what
   is there already and is no regular file (a device, a pipe): such a thing is
   written directly.
*/
typedef struct DilOutputFileImpl DilOutputFile;

/**
   Create the file beside `path`, for reading and writing at any place.

   A symbolic link at `path` stays one: the file that it names is replaced.

   @param path Name in the end; the file begun has it with ".PID-N.part" after.
   @param out The file, to be freed with dil_output_free().
   @return DIL_OK, DIL_NOT_FOUND (no such or unwritable folder), DIL_IO_ERROR or
   DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_output_open(const char* path, DilOutputFile** out, DilMessage* message);

/// File descriptor, valid until dil_output_commit() or dil_output_free()
int
dil_output_descriptor(const DilOutputFile* file);

/// The path that was given, for messages
const char*
dil_output_path(const DilOutputFile* file);

/// Append [n_bytes] at the current place; DIL_IO_ERROR when the disk is full
DIL_NODISCARD DilStatus
dil_output_write(DilOutputFile* file,
                 const void* bytes,
                 size_t n_bytes,
                 DilMessage* message);

/**
   Close the file and give it its name.  Call it at most once, as the last.

   The new file has the permissions of the one it replaces.
*/
DIL_NODISCARD DilStatus
dil_output_commit(DilOutputFile* file, DilMessage* message);

/// Close and free; without dil_output_commit() the file is gone.  NULL is fine
void
dil_output_free(DilOutputFile* file);

/**
   Write a file of [n_bytes], whole or not at all: all of the above.

   @return As dil_output_open(), dil_output_write() and dil_output_commit().
*/
DIL_NODISCARD DilStatus
dil_output_save(const char* path,
                const void* bytes,
                size_t n_bytes,
                DilMessage* message);

#endif // DIL_IO_OUTPUT_FILE_H
