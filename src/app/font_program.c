// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "font_program.h"

#include "info.h"
#include "number.h"
#include "report.h"

#include <stdbool.h>
#include <string.h>

#define MAX_BANK    16383
#define MAX_PROGRAM 127

static bool
read_number(const char* const text,
            const size_t n,
            const int max,
            int* const number)
{
  uint64_t value = 0U;
  const bool is_good = dil_whole_read(text, n, (uint64_t)max, &value);
  *number = (int)value;
  return is_good;
}

static bool
read_program(const char* const text, DilTrainingSource* const source)
{
  const char* const colon = strchr(text, ':');
  const char* const program = colon ? colon + 1 : text;
  const size_t n_bank = colon ? (size_t)(colon - text) : 0U;
  return (!colon || read_number(text, n_bank, MAX_BANK, &source->bank)) &&
         read_number(program, strlen(program), MAX_PROGRAM, &source->program);
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
