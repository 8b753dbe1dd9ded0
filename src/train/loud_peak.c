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

/// The highest peak of a tone after an emphasis
static double
peak_of(const DilTone* const tone, const float emphasis)
{
  double peak = 0.0;
  float before = 0.0f;
  for (size_t t = 0U; t < tone->n_samples; ++t) {
    const float x = tone->samples[t] - emphasis * before;
    peak = fmax(peak, fabs((double)x));
    before = tone->samples[t];
  }

  return peak;
}

/// The peak that all but the loudest 0.5 % of some tones keep to, emphasised
static DilStatus
find_peak(const DilCorpus* const corpus,
          const uint32_t instrument,
          const float emphasis,
          double* const out)
{
  double* const peaks = (double*)calloc(corpus->n_tones + 1U, sizeof(*peaks));
  size_t n = 0U;
  if (!peaks) {
    return DIL_NO_MEMORY;
  }

  for (size_t i = 0U; i < corpus->n_tones; ++i) {
    const DilTone* const tone = &corpus->tones[i];
    if (is_of(tone, instrument)) {
      peaks[n++] = peak_of(tone, emphasis);
    }
  }

  dil_sort(peaks, n);
  *out = n ? peaks[(n - 1U) * 995U / 1000U] : 0.0;
  free(peaks);
  return DIL_OK;
}

DilStatus
dil_corpus_loud_peak(const DilCorpus* const corpus,
                     const uint32_t instrument,
                     double* const out)
{
  return find_peak(corpus, instrument, 0.0f, out);
}

DilStatus
dil_corpus_emphasis_gain(const DilCorpus* const corpus,
                         const float emphasis,
                         float* const gain)
{
  double peak = 0.0;
  *gain = 1.0f;
  const DilStatus status =
    emphasis > 0.0f ? find_peak(corpus, DIL_ALL_INSTRUMENTS, emphasis, &peak)
                    : DIL_OK;
  if (peak > 0.0) {
    *gain = (float)fmin(DIL_LOUD_PEAK / peak, 1000.0);
  }

  return status;
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
