// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_files.h"

#include "command.h"
#include "file_check.h"
#include "report.h"

#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

int
training_files_name(DilTrainingSettings* const s, char path[TRAINING_PATH_SIZE])
{
  const int n = snprintf(path, TRAINING_PATH_SIZE, "%s.checkpoint", s->output);
  if (!s->checkpoint && (size_t)n >= TRAINING_PATH_SIZE) {
    return complain("%s: %s", s->output, strerror(ENAMETOOLONG));
  }

  s->checkpoint = s->checkpoint ? s->checkpoint : path;
  return EXIT_DONE;
}

int
training_files_check(const DilTrainingSettings* const s)
{
  const char* const outputs[] = {s->output, s->checkpoint};
  if (is_same_file(s->output, s->checkpoint)) {
    return complain_usage("%s: is preset and checkpoint at once", s->output);
  }

  for (size_t i = 0U; i < 2U; ++i) {
    for (size_t k = 0U; k < s->n_sources; ++k) {
      if (is_same_file(outputs[i], s->sources[k].path)) {
        return complain_usage("%s: is an input, and would be replaced",
                              outputs[i]);
      }
    }

    if (check_writable(outputs[i])) {
      return EXIT_FAILED;
    }
  }

  return EXIT_DONE;
}
