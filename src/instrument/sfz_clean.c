// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_clean.h"

#include "message.h"

#include <stdbool.h>
#include <string.h>

// Make every end of line a newline, in place
static size_t
unify_line_ends(char* const text, const size_t n)
{
  size_t used = 0U;
  for (size_t i = 0U; i < n; ++i) {
    const bool is_return = text[i] == '\r';
    if (!is_return || i + 1U == n || text[i + 1U] != '\n') {
      text[used++] = (char)(is_return ? '\n' : text[i]);
    }
  }

  return used;
}

// Put spaces for comments, in place; false, with `line` where it began, if one
// never ends
static bool
blank_comments(char* const text, unsigned* const line)
{
  unsigned n_lines = 1U;
  for (char* c = text; *c; ++c) {
    const bool is_block = c[0] == '/' && c[1] == '*';
    if (is_block || (c[0] == '/' && c[1] == '/')) {
      char* const end = is_block ? strstr(c + 2, "*/") : strchr(c, '\n');
      if (is_block && !end) {
        *line = n_lines;
        return false;
      }

      char* const stop = is_block ? end + 2 : end ? end : c + strlen(c);
      for (; c < stop; ++c) {
        n_lines += (*c == '\n') ? 1U : 0U;
        *c = (char)(*c == '\n' ? '\n' : ' ');
      }

      --c;
    } else if (*c == '\n') {
      ++n_lines;
    }
  }

  return true;
}

DilStatus
dil_sfz_clean(const char* const name,
              char* const text,
              const size_t n,
              DilMessage* const message)
{
  const size_t n_clean = unify_line_ends(text, n);
  text[n_clean] = '\0';
  if (strlen(text) != n_clean) {
    return dil_fail(message, DIL_BAD_FILE, "%s: not a text", name);
  }

  unsigned line = 0U;
  if (!blank_comments(text, &line)) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s:%u: comment without an end", name, line);
  }

  return DIL_OK;
}
