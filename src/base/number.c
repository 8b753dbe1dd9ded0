// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "number.h"

#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

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

double
dil_number_read(const char* const text, char** const end)
{
  const Locales locales = enter_plain();
  const double value = strtod(text, end);
  leave_plain(locales);
  return value;
}

void
dil_number_print(char* const text,
                 const size_t size,
                 const char* const format,
                 ...)
{
  const Locales locales = enter_plain();
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, size, format, arguments);
  va_end(arguments);
  leave_plain(locales);
}
