// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sustained.h"

#include "report.h"

#include <stddef.h>
#include <string.h>

int
sustained_use(const TextList* const answers, DilTrainingSource* const sources)
{
  for (size_t i = 0U; i < answers->n_texts; ++i) {
    const char* const text = answers->texts[i];
    if (!strcmp(text, "yes")) {
      sources[i].sustained = DIL_SUSTAINED_YES;
    } else if (!strcmp(text, "no")) {
      sources[i].sustained = DIL_SUSTAINED_NO;
    } else if (strcmp(text, "auto") != 0) {
      return complain_usage("--sustained: %s is not yes, no or auto", text);
    }
  }

  return EXIT_DONE;
}

void
sustained_show(const DilInstrument* const instruments, const uint32_t n)
{
  for (uint32_t i = 0U; i < n; ++i) {
    const DilInstrument* const instrument = &instruments[i];
    remark("%s: keys %d to %d, held notes %s",
           instrument->name,
           instrument->lo_key,
           instrument->hi_key,
           instrument->is_sustained ? "are sustained" : "die away");
  }
}
