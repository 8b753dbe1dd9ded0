// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/file.h"

#include "support/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

FileBytes
file_read(const char* const path)
{
  FILE* const file = fopen(path, "rb");
  if (!file) {
    fail_msg("%s: cannot be opened", path);
  }

  FileBytes result = {NULL, 0U};
  for (size_t capacity = 65536U;; capacity *= 2U) {
    result.bytes = (uint8_t*)realloc(result.bytes, capacity);
    assert_non_null(result.bytes);
    result.n += fread(result.bytes + result.n, 1U, capacity - result.n, file);
    if (result.n < capacity) {
      break;
    }
  }

  assert_false(ferror(file));
  fclose(file);
  result.bytes[result.n] = 0U;
  return result;
}

void
file_write(const char* const path, const void* const bytes, const size_t n)
{
  FILE* const file = fopen(path, "wb");
  if (!file) {
    fail_msg("%s: cannot be made", path);
  }

  assert_int_equal(n ? fwrite(bytes, 1U, n, file) : 0U, n);
  assert_int_equal(fclose(file), 0);
}

void
file_write_text(const char* const path, const char* const text)
{
  file_write(path, text, strlen(text));
}

bool
file_exists(const char* const path)
{
  struct stat info;
  return !lstat(path, &info);
}

bool
file_equal(const char* const a, const char* const b)
{
  const FileBytes left = file_read(a);
  const FileBytes right = file_read(b);
  const bool is_equal =
    left.n == right.n && !memcmp(left.bytes, right.bytes, left.n);

  free(left.bytes);
  free(right.bytes);
  return is_equal;
}

unsigned
file_count_open(void)
{
  DIR* const folder = opendir("/proc/self/fd");
  assert_non_null(folder);
  unsigned n = 0U;
  while (readdir(folder)) {
    ++n;
  }
  closedir(folder);
  return n;
}
