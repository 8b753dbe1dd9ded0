// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sound_error.h"

#include "message.h"

#include <string.h>

DilStatus
dil_fail_sound(DilMessage* const message,
               const DilStatus status,
               const char* const path,
               SNDFILE* const sound)
{
  static const char prefix[] = "Error : ";

  const char* text = sf_strerror(sound);
  if (!strncmp(text, prefix, sizeof(prefix) - 1U)) {
    text += sizeof(prefix) - 1U;
  }

  // Some of its texts are sentences and some are not
  size_t n = strlen(text);
  while (n && (text[n - 1U] == '.' || text[n - 1U] == '\n')) {
    --n;
  }

  return dil_fail(message, status, "%s: %.*s", path, (int)n, text);
}
