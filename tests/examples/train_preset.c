// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// train_preset INSTRUMENT PRESET [STEPS]: learn an instrument from recordings,
// an SFZ file of single notes

#include <dilaton/training.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool
show(void* const user, const DilTrainingProgress* const progress)
{
  (void)user;
  printf("%s, step %u, %.3f bits a sample\n",
         progress->stage,
         (unsigned)progress->step,
         progress->bits);
  return true; // false would stop and save
}

static void
warn(void* const user, const char* const line)
{
  (void)user;
  fprintf(stderr, "train_preset: %s\n", line);
}

int
main(const int argc, char** const argv)
{
  DilMessage message = {""};
  if (argc < 3) {
    fprintf(stderr, "Usage: train_preset INSTRUMENT PRESET [STEPS]\n");
    return 2;
  }

  DilTrainingSource source;
  memset(&source, 0, sizeof(source));
  source.path = argv[1];
  DilTrainingSettings settings = dil_training_settings();
  settings.sources = &source;
  settings.n_sources = 1U;
  settings.output = argv[2];
  settings.n_steps = argc > 3 ? strtoul(argv[3], NULL, 10) : 0U;

  if (dil_train(&settings, show, warn, NULL, &message)) {
    fprintf(stderr, "train_preset: %s\n", message.text);
    return 1;
  }

  return 0;
}
