// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "loud_peak.h"

#include "message.h"
#include "sort.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

static bool
is_of(const DilTone* const tone, const uint32_t instrument)
{
  return instrument == DIL_ALL_INSTRUMENTS || tone->instrument == instrument;
}

DilStatus
dil_corpus_loud_peak(const DilCorpus* const corpus,
                     const uint32_t instrument,
                     double* const out)
{
  double* const peaks = (double*)calloc(corpus->n_tones + 1U, sizeof(*peaks));
  size_t n = 0U;
  if (!peaks) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    for (size_t t = 0U; is_of(tone, instrument) && t < tone->n_samples; ++t) {
      peaks[n] = fmax(peaks[n], fabs((double)tone->samples[t]));
    }
    n += is_of(tone, instrument) ? 1U : 0U;
  }

  dil_sort(peaks, n);
  *out = n ? peaks[(n - 1U) * 995U / 1000U] : 0.0;
  free(peaks);
  return DIL_OK;
}

void
dil_corpus_scale(const DilCorpus* const corpus,
                 const uint32_t instrument,
                 const float gain)
{
  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    for (size_t t = 0U; is_of(tone, instrument) && t < tone->n_samples; ++t) {
      tone->samples[t] *= gain;
    }
  }
}

DilStatus
dil_corpus_normalise(DilCorpus* const corpus, DilMessage* const message)
{
  double loud = 0.0;
  if (dil_corpus_loud_peak(corpus, DIL_ALL_INSTRUMENTS, &loud)) {
    return dil_fail_memory(message);
  }
  if (loud < 1e-6) {
    return dil_fail(message, DIL_BAD_FILE, "the recordings are silent");
  }

  corpus->gain = (float)DIL_LOUD_PEAK / (float)loud;
  dil_corpus_scale(corpus, DIL_ALL_INSTRUMENTS, corpus->gain);
  return DIL_OK;
}
