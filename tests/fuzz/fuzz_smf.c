// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf.h"

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int
LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t n_bytes);

// Times never go back, and every payload is inside the file
static void
check(const DilSmf* const smf)
{
  const DilSmfEvent* const events = dil_smf_events(smf);
  double time_s = 0.0;
  unsigned sum = 0U;
  for (size_t i = 0U; i < dil_smf_n_events(smf); ++i) {
    if (!(events[i].time_s >= time_s) ||
        events[i].track >= dil_smf_n_tracks(smf)) {
      abort();
    }

    time_s = events[i].time_s;
    if (events[i].size) {
      const uint8_t* const payload = dil_smf_payload(smf, &events[i]);
      sum += payload[0] + payload[events[i].size - 1U];
    }
  }

  const DilScorePosition at = dil_smf_position(smf, time_s);
  if (sum == UINT32_MAX || !(at.fraction >= 0.0 && at.fraction < 1.0)) {
    abort();
  }
}

int
LLVMFuzzerTestOneInput(const uint8_t* const bytes, const size_t n_bytes)
{
  DilWarnings warnings = {.n_given = 0U};
  DilMessage message;
  DilSmf* smf = NULL;
  if (!dil_smf_read("fuzz", bytes, n_bytes, &warnings, &smf, &message)) {
    check(smf);
    dil_smf_free(smf);
  }

  return 0;
}
