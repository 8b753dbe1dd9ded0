// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_macros.h"

#include <stdlib.h>
#include <string.h>

bool
dil_sfz_macros_define(DilSfzMacros* const macros,
                      const char* const name,
                      const size_t n_name,
                      const char* const value)
{
  char* const value_copy = strdup(value);
  if (!value_copy) {
    return false;
  }

  for (size_t i = 0U; i < macros->n_macros; ++i) {
    const char* const other = macros->macros[i].name;
    if (!strncmp(other, name, n_name) && !other[n_name]) {
      free(macros->macros[i].value);
      macros->macros[i].value = value_copy;
      return true;
    }
  }

  const size_t size = (macros->n_macros + 1U) * sizeof(*macros->macros);
  void* const grown = realloc(macros->macros, size);
  if (grown) {
    macros->macros = grown;
    macros->macros[macros->n_macros].name = strndup(name, n_name);
    macros->macros[macros->n_macros].value = value_copy;
    if (macros->macros[macros->n_macros].name) {
      ++macros->n_macros;
      return true;
    }
  }

  free(value_copy);
  return false;
}

// Index of the longest name at the start of the text, or the number of macros
static size_t
longest_match(const DilSfzMacros* const macros,
              const char* const text,
              const size_t n,
              size_t* const length)
{
  size_t best = macros->n_macros;
  *length = 0U;
  for (size_t i = 0U; i < macros->n_macros; ++i) {
    const size_t n_name = strlen(macros->macros[i].name);
    if (n_name > *length && n_name <= n &&
        !strncmp(macros->macros[i].name, text, n_name)) {
      best = i;
      *length = n_name;
    }
  }

  return best;
}

bool
dil_sfz_macros_expand(const DilSfzMacros* const macros,
                      const char* const text,
                      const size_t n,
                      char* const result,
                      const size_t size)
{
  size_t used = 0U;
  for (size_t i = 0U; i < n;) {
    size_t n_taken = 0U;
    const size_t match = (text[i] == '$')
                           ? longest_match(macros, text + i, n - i, &n_taken)
                           : macros->n_macros;

    const bool is_macro = match < macros->n_macros;
    const char* const piece = is_macro ? macros->macros[match].value : text + i;
    const size_t n_piece = is_macro ? strlen(piece) : 1U;
    if (n_piece >= size - used) {
      return false;
    }

    memcpy(result + used, piece, n_piece);
    used += n_piece;
    i += is_macro ? n_taken : 1U;
  }

  result[used] = '\0';
  return true;
}

void
dil_sfz_macros_clear(DilSfzMacros* const macros)
{
  for (size_t i = 0U; i < macros->n_macros; ++i) {
    free(macros->macros[i].name);
    free(macros->macros[i].value);
  }

  free(macros->macros);
  macros->macros = NULL;
  macros->n_macros = 0U;
}
