// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sustained.h"

#include "instruments.h"
#include "report.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/// What can be said about an instrument that is otherwise heard
typedef enum { SAID_AUTO, SAID_YES, SAID_NO } Said;

/// Understand the answers to an option
static int
understand(const char* const option,
           const TextList* const answers,
           const size_t n_sources,
           Said said[MAX_TEXTS])
{
  if (instruments_check_count(option, answers, n_sources) != OPTIONS_GO_ON) {
    return EXIT_USAGE;
  }

  for (size_t i = 0U; i < answers->n_texts; ++i) {
    const char* const text = answers->texts[i];
    said[i] = !strcmp(text, "yes")  ? SAID_YES
              : !strcmp(text, "no") ? SAID_NO
                                    : SAID_AUTO;
    if (said[i] == SAID_AUTO && strcmp(text, "auto") != 0) {
      return complain_usage("--%s: %s is not yes, no or auto", option, text);
    }
  }

  return EXIT_DONE;
}

int
sustained_use(const TextList* const answers,
              DilTrainingSource* const sources,
              const size_t n_sources)
{
  static const DilSustained meanings[] = {[SAID_AUTO] = DIL_SUSTAINED_HEARD,
                                          [SAID_YES] = DIL_SUSTAINED_YES,
                                          [SAID_NO] = DIL_SUSTAINED_NO};
  Said said[MAX_TEXTS] = {SAID_AUTO};
  const int result = understand("sustained", answers, n_sources, said);
  for (size_t i = 0U; !result && i < answers->n_texts; ++i) {
    sources[i].sustained = meanings[said[i]];
  }

  return result;
}

int
phase_lock_use(const TextList* const answers,
               DilTrainingSource* const sources,
               const size_t n_sources)
{
  static const DilPhaseLocking meanings[] = {[SAID_AUTO] = DIL_PHASE_LOCK_AUTO,
                                             [SAID_YES] = DIL_PHASE_LOCK_YES,
                                             [SAID_NO] = DIL_PHASE_LOCK_NO};
  Said said[MAX_TEXTS] = {SAID_AUTO};
  const int result = understand("phase-lock", answers, n_sources, said);
  for (size_t i = 0U; !result && i < answers->n_texts; ++i) {
    sources[i].phase_lock = meanings[said[i]];
  }

  return result;
}

void
sustained_show(const DilInstrument* const instruments, const uint32_t n)
{
  for (uint32_t i = 0U; i < n; ++i) {
    const DilInstrument* const instrument = &instruments[i];
    char vibrato[64] = "";
    if (instrument->vibrato.depth_ct > 0.0f) {
      snprintf(vibrato,
               sizeof(vibrato),
               ", its own vibrato %.0f ct at %.1f Hz",
               (double)instrument->vibrato.depth_ct,
               (double)instrument->vibrato.rate_hz);
    }
    remark("%s: keys %d to %d, held notes %s%s%s",
           instrument->name,
           instrument->lo_key,
           instrument->hi_key,
           instrument->is_sustained ? "are sustained" : "die away",
           instrument->is_locked ? ", recordings brought to a steady pitch"
                                 : "",
           vibrato);
  }
}
