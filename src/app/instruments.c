// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "instruments.h"

#include "report.h"

#include "dilaton/prepare.h"

#include <stdbool.h>
#include <string.h>

size_t
instruments_group(const char* const* const texts,
                  const size_t n_texts,
                  DilTrainingSource* const sources)
{
  size_t n = 0U;
  bool is_open = false;
  for (size_t i = 0U; i < n_texts; ++i) {
    const bool is_sound = dil_is_sound_name(texts[i]);
    if (is_open && is_sound) {
      ++sources[n - 1U].n_more;
    } else {
      memset(&sources[n], 0, sizeof(sources[n]));
      sources[n].path = texts[i];
      sources[n++].more = texts + i + 1U;
    }
    is_open = is_sound;
  }

  return n;
}

int
instruments_check_count(const char* const option,
                        const TextList* const texts,
                        const size_t n_instruments)
{
  return texts->n_texts <= n_instruments
           ? OPTIONS_GO_ON
           : complain_usage("--%s: given %zu times, for %zu instrument%s",
                            option,
                            texts->n_texts,
                            n_instruments,
                            n_instruments > 1U ? "s" : "");
}
