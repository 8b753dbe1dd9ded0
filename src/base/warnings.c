// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "warnings.h"

#include "printable.h"

#include <stdarg.h>
#include <stdio.h>

void
dil_warn(DilWarnings* const warnings, const char* const format, ...)
{
  if (!warnings) {
    return;
  }

  const size_t n_before = warnings->n_given++;
  if (n_before < DIL_MAX_WARNINGS) {
    DilMessage* const text = &warnings->texts[n_before];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text->text, sizeof(text->text), format, arguments);
    va_end(arguments);
    dil_make_printable(text->text);
  } else {
    // The last text gives way to a count of itself and all that follow
    DilMessage* const last = &warnings->texts[DIL_MAX_WARNINGS - 1U];
    snprintf(last->text,
             sizeof(last->text),
             "%zu more warnings",
             n_before + 2U - DIL_MAX_WARNINGS);
  }
}

size_t
dil_warnings_count(const DilWarnings* const warnings)
{
  return warnings->n_given < DIL_MAX_WARNINGS ? warnings->n_given
                                              : DIL_MAX_WARNINGS;
}
