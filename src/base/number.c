// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "number.h"

#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// The C locale, and the one that this thread had before
typedef struct {
  locale_t plain;
  locale_t before;
} Locales;

static Locales
enter_plain(void)
{
  // Without memory for it this is 0, and the thread keeps the one that it has
  Locales locales = {newlocale(LC_ALL_MASK, "C", (locale_t)0), (locale_t)0};
  locales.before = uselocale(locales.plain);
  return locales;
}

static void
leave_plain(const Locales locales)
{
  uselocale(locales.before);
  if (locales.plain) {
    freelocale(locales.plain);
  }
}

size_t
dil_number_start(const char* const text, const size_t n, double* const value)
{
  // Without what strtod() takes as well: spaces, hexadecimal, infinity and NaN
  char copy[128] = "";
  size_t length = 0U;
  while (length < n && text[length] &&
         strchr("0123456789+-.eE", text[length])) {
    if (length + 1U == sizeof(copy)) {
      return 0U;
    }
    copy[length] = text[length];
    ++length;
  }

  char* end = NULL;
  const Locales locales = enter_plain();
  const double number = strtod(copy, &end);
  leave_plain(locales);
  if (end == copy || !isfinite(number)) {
    return 0U;
  }

  *value = number;
  return (size_t)(end - copy);
}

bool
dil_number_read(const char* const text, double* const value)
{
  double number = 0.0;
  const size_t n = text ? dil_number_start(text, SIZE_MAX, &number) : 0U;
  const bool is_good = n && !text[n];
  *value = is_good ? number : *value;
  return is_good;
}

bool
dil_whole_read(const char* const text,
               const size_t n,
               const uint64_t high,
               uint64_t* const value)
{
  uint64_t number = 0U;
  for (size_t i = 0U; i < n; ++i) {
    const uint64_t digit = (uint64_t)text[i] - '0';
    if (digit > 9U || digit > high || number > (high - digit) / 10U) {
      return false;
    }
    number = 10U * number + digit;
  }

  *value = n ? number : *value;
  return n > 0U;
}

void
dil_number_print(char* const text,
                 const size_t size,
                 const char* const format,
                 ...)
{
  va_list arguments;
  va_start(arguments, format);
  dil_number_vprint(text, size, format, arguments);
  va_end(arguments);
}

void
dil_number_vprint(char* const text,
                  const size_t size,
                  const char* const format,
                  va_list arguments)
{
  const Locales locales = enter_plain();
  vsnprintf(text, size, format, arguments);
  leave_plain(locales);
}
