// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_case.h"

#include "support/file.h"
#include "support/test.h"

#include <string.h>
#include <sys/stat.h>

int
sfz_setup(void** state)
{
  const int failed = temp_setup(state);
  TempFolder* const folder = (TempFolder*)*state;
  assert_int_equal(mkdir(temp_path(folder, "sub"), 0700), 0);
  file_write_text(temp_path(folder, "a.wav"), "");
  file_write_text(temp_path(folder, "two words.wav"), "");
  file_write_text(temp_path(folder, "sub/b.wav"), "");
  file_write_text(temp_path(folder, "sub/pre-c.wav"), "");
  return failed;
}

DilSfz*
sfz_loaded(TempFolder* const folder, const char* const text)
{
  const char* const path = temp_path(folder, "test.sfz");
  DilSfz* sfz = NULL;
  DilMessage message = {""};
  file_write_text(path, text);
  if (dil_sfz_load(path, &sfz, &message)) {
    fail_msg("%s", message.text);
  }
  return sfz;
}

void
assert_sfz_refused(TempFolder* const folder,
                   const char* const text,
                   const DilStatus expected,
                   const char* const reason)
{
  const char* const path = temp_path(folder, "test.sfz");
  DilSfz* sfz = NULL;
  DilMessage message = {""};
  file_write_text(path, text);
  const DilStatus status = dil_sfz_load(path, &sfz, &message);
  if (status != expected || !strstr(message.text, reason)) {
    fail_msg("status %d, \"%s\" instead of %d, \"%s\"",
             (int)status,
             message.text,
             (int)expected,
             reason);
  }
  assert_null(sfz);
  assert_null(strchr(message.text, '\n'));
}
