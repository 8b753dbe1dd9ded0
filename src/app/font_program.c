// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "font_program.h"

#include "info.h"
#include "report.h"

#include <stdbool.h>
#include <string.h>

#define MAX_BANK    16383
#define MAX_PROGRAM 127

/// Read digits up to `end`; false if there is anything else or too much
static bool
read_number(const char* text,
            const char* const end,
            const int max,
            int* const number)
{
  *number = 0;
  const bool is_empty = text == end;
  for (; text < end && *text >= '0' && *text <= '9' && *number <= max; ++text) {
    *number = 10 * *number + (*text - '0');
  }

  return !is_empty && text == end && *number <= max;
}

static bool
read_program(const char* const text, DilTrainingSource* const source)
{
  const char* const colon = strchr(text, ':');
  const char* const program = colon ? colon + 1 : text;
  return (!colon || read_number(text, colon, MAX_BANK, &source->bank)) &&
         read_number(
           program, program + strlen(program), MAX_PROGRAM, &source->program);
}

int
font_programs_list(const TextList* const programs,
                   const char* const* const paths,
                   const size_t n_paths)
{
  bool is_asked = false;
  for (size_t i = 0U; i < programs->n_texts; ++i) {
    is_asked = is_asked || !strcmp(programs->texts[i], "list");
  }
  if (!is_asked) {
    return OPTIONS_GO_ON;
  }

  int status = EXIT_DONE;
  for (size_t i = 0U; i < n_paths && !status; ++i) {
    status = info_font(paths[i], false);
  }

  return status;
}

int
font_programs_use(const TextList* const programs,
                  DilTrainingSource* const sources,
                  const size_t n_sources)
{
  if (programs->n_texts > n_sources) {
    return complain_usage("--program: %zu programs for %zu instruments",
                          programs->n_texts,
                          n_sources);
  }

  for (size_t i = 0U; i < programs->n_texts; ++i) {
    if (!read_program(programs->texts[i], &sources[i])) {
      return complain_usage("--program: %s is not [BANK:]N, with N from 0 to "
                            "%d and BANK from 0 to %d, or list",
                            programs->texts[i],
                            MAX_PROGRAM,
                            MAX_BANK);
    }
  }

  return EXIT_DONE;
}
