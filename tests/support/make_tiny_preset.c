// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// make_tiny_preset PATH [RATE [INSTRUMENTS [SEED]]]

#include "support/tiny_preset.h"

#include <stdio.h>
#include <stdlib.h>

int
main(int argc, char** argv)
{
  TinyPreset description = tiny_preset_defaults();
  description.rate = (argc > 2) ? strtof(argv[2], NULL) : description.rate;
  if (argc > 3) {
    description.n_instruments = (uint32_t)strtoul(argv[3], NULL, 10);
  }
  if (argc > 4) {
    description.seed = strtoull(argv[4], NULL, 10);
  }

  DilMessage message = {"no path given"};
  if (argc < 2 || tiny_preset_save(&description, argv[1], &message)) {
    fprintf(stderr, "make_tiny_preset: %s\n", message.text);
    return 1;
  }

  return 0;
}
