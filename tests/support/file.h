// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_FILE_H
#define DIL_TEST_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Bytes of a file
typedef struct {
  uint8_t* bytes; ///< [n], then a 0 that is not counted; release with free()
  size_t n;       ///< Length of the file
} FileBytes;

/// Read all of a file; fails the test when that is not possible
FileBytes
file_read(const char* path);

/// Make or replace a file; fails the test when that is not possible
void
file_write(const char* path, const void* bytes, size_t n);

/// file_write() of a string without its NUL
void
file_write_text(const char* path, const char* text);

/// True if something is at `path`
bool
file_exists(const char* path);

/// True if two files have the same bytes; fails the test when one is unreadable
bool
file_equal(const char* a, const char* b);

/// Files that this process has open
unsigned
file_count_open(void);

#endif // DIL_TEST_FILE_H
