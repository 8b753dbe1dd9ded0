// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "info.h"

#include "json_output.h"
#include "report.h"
#include "soundfont.h"

#include <jansson.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

static json_t*
programs_json(const DilSoundfontProgram* const programs, const size_t n)
{
  json_t* const list = json_array();
  for (size_t i = 0U; i < n; ++i) {
    json_array_append_new(list,
                          json_pack("{s:i, s:i, s:o}",
                                    "bank",
                                    programs[i].bank,
                                    "program",
                                    programs[i].program,
                                    "name",
                                    json_text(programs[i].name)));
  }

  return list;
}

static void
print_programs(const DilSoundfontProgram* const programs, const size_t n)
{
  for (size_t i = 0U; i < n; ++i) {
    char label[32];
    snprintf(
      label, sizeof(label), "%d:%d", programs[i].bank, programs[i].program);
    print_row(label, "%s", programs[i].name);
  }
}

int
info_font(const char* const path, const bool is_json)
{
  DilSoundfontProgram* programs = NULL;
  size_t n = 0U;
  DilMessage message;
  const DilStatus status = dil_soundfont_list(path, &programs, &n, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  int result = EXIT_DONE;
  if (is_json) {
    result = json_print(json_pack("{s:o, s:o}",
                                  "file",
                                  json_text(path),
                                  "programs",
                                  programs_json(programs, n)));
  } else {
    print_programs(programs, n);
    result = finish_output();
  }

  free(programs);
  return result;
}
