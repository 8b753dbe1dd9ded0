// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "uri_list.h"

#include <string.h>
#include <strings.h>

/// What files of this machine begin with; a host may follow
static const char scheme[] = "file:";

/// Value of a hexadecimal digit, or -1
static int
digit(const char character)
{
  static const char digits[] = "0123456789abcdef";
  const int lower = character >= 'A' && character <= 'F' ? 'a' - 'A' : 0;
  const char* const place = strchr(digits, character + lower);
  return character && place ? (int)(place - digits) : -1;
}

/// Undo %XX in text [n]; false if it does not fit or has a NUL in it
static bool
decode(const char* const text,
       const size_t n,
       char* const path,
       const size_t size)
{
  size_t n_done = 0U;
  for (size_t i = 0U; i < n; ++i) {
    char character = text[i];
    if (character == '%') {
      const int high = i + 2U < n ? digit(text[i + 1U]) : -1;
      const int low = i + 2U < n ? digit(text[i + 2U]) : -1;
      character = high >= 0 && low >= 0 ? (char)(16 * high + low) : '\0';
      i += 2U;
    }
    if (!character || n_done + 1U >= size) {
      return false;
    }
    path[n_done++] = character;
  }

  path[n_done] = '\0';
  return n_done > 0U;
}

/// Write the path of a URI [n] if it is a file's
static bool
read_uri(const char* uri, size_t n, char* const path, const size_t size)
{
  const size_t n_scheme = sizeof(scheme) - 1U;
  if (n <= n_scheme || !!strncasecmp(uri, scheme, n_scheme)) {
    return false;
  }

  uri += n_scheme;
  n -= n_scheme;
  if (n >= 2U && uri[0] == '/' && uri[1] == '/') {
    // Programs that name a host name this one: others cannot be opened
    const char* const slash = (const char*)memchr(uri + 2, '/', n - 2U);
    if (!slash) {
      return false;
    }
    n -= (size_t)(slash - uri);
    uri = slash;
  }
  return uri[0] == '/' && decode(uri, n, path, size);
}

bool
dil_uri_list_next(const char** const list,
                  const char* const end,
                  char* const path,
                  const size_t size)
{
  while (*list < end) {
    const char* const line = *list;
    size_t n = 0U;
    while (line + n < end && line[n] && line[n] != '\n' && line[n] != '\r') {
      ++n;
    }

    *list = line + n + (line + n < end);
    if (read_uri(line, n, path, size)) {
      return true;
    }
  }

  return false;
}
