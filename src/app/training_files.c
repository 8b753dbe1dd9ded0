// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_files.h"

#include "command.h"
#include "file_check.h"
#include "options.h"
#include "report.h"
#include "sound.h"

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

/// Refuse one of the files to write
static int
check_output(const DilTrainingSettings* const s, const char* const path)
{
  for (size_t k = 0U; k < s->n_sources; ++k) {
    if (is_same_file(path, s->sources[k].path)) {
      return complain_usage("%s: is an input, and would be replaced", path);
    }
  }

  return check_writable(path);
}

int
training_files_check(const DilTrainingSettings* const s,
                     const char* const listen)
{
  if (is_same_file(s->output, s->checkpoint)) {
    return complain_usage("%s: is preset and checkpoint at once", s->output);
  }
  if (is_same_file(listen, s->output) || is_same_file(listen, s->checkpoint)) {
    return complain_usage("%s: is sound and preset at once", listen);
  }

  const SoundRequest sound = sound_defaults();
  const int named = listen ? sound_check_name(&sound, listen) : OPTIONS_GO_ON;
  if (named != OPTIONS_GO_ON) {
    return named;
  }

  const char* const outputs[] = {s->output, s->checkpoint, listen};
  int result = EXIT_DONE;
  for (size_t i = 0U; i < 3U && outputs[i] && !result; ++i) {
    result = check_output(s, outputs[i]);
  }

  return result;
}
