// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_meter.h"

#include "baseline.h"
#include "held_out_bits.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>

/// Steps between measurements are a multiple of this
static const double interval_unit = 500.0;

/// Share of the training that measurements may cost, roughly
static const double measured_share = 0.05;

/// Bits that a network gains on the frequencies of classes when it has learned
/// something, at least
static const double least_gain = 0.25;

static DilMeasure
measure_of(const DilTrainingMeter* const meter)
{
  const DilMeasure measure = {
    meter->corpus, &meter->settings, DIL_MEASURED_S, meter->pool, NULL, NULL};
  return measure;
}

DilStatus
dil_training_meter_set(const DilTrainingSettings* const settings,
                       const DilCoefficients* const coefficients,
                       const DilCorpus* const corpus,
                       DilPool* const pool,
                       DilTrainingMeter* const meter)
{
  meter->corpus = corpus;
  meter->pool = pool;
  meter->settings.rate = (float)settings->rate;
  meter->settings.coefficients = *coefficients;
  if (dil_measured_tones(corpus, true, &meter->tones)) {
    return DIL_NO_MEMORY;
  }

  const DilMeasure measure = measure_of(meter);
  const size_t n = meter->tones.n_tones;
  meter->notes = (DilNoteBits*)calloc(n, sizeof(*meter->notes));
  uint64_t counts[DIL_N_CLASSES];
  if (!meter->notes || dil_measure_counts(&measure, &meter->tones, counts) ||
      dil_measure_baselines(&measure, counts, &meter->tones, meter->notes)) {
    return DIL_NO_MEMORY;
  }

  const double n_steps = (double)dil_measure_cost(&measure, &meter->tones) /
                         (measured_share * DIL_N_WINDOWS);
  dil_note_bits_average(meter->notes, n, &meter->baselines);
  meter->interval =
    (uint64_t)(interval_unit * fmax(ceil(n_steps / interval_unit), 1.0));
  return DIL_OK;
}

void
dil_training_meter_clear(DilTrainingMeter* const meter)
{
  dil_tones_clear(&meter->tones);
  free(meter->notes);
  meter->notes = NULL;
}

DilStatus
dil_training_meter_read(DilTrainingMeter* const meter,
                        const DilLearner* const learner,
                        double* const bits)
{
  const DilMeasure measure = measure_of(meter);
  const DilWeightFormat format =
    dil_learner_is_rounding(learner) ? DIL_WEIGHTS_INT8 : DIL_WEIGHTS_BF16;
  DilNetwork* network = NULL;
  DilStatus status = dil_learner_network(learner, &network);
  if (!status) {
    status = dil_measure_network(
      &measure, network, format, &meter->tones, meter->notes);
  }
  if (!status) {
    DilNoteBits mean;
    dil_note_bits_average(meter->notes, meter->tones.n_tones, &mean);
    *bits = mean.preset;
  }

  dil_network_free(network);
  return status;
}

double
dil_training_meter_bound(const DilTrainingMeter* const meter)
{
  // Of recordings that are steadier than most, a linear predictor that knows
  // them beats networks that sound well; what learns nothing learns no more
  // than how often classes occur
  const DilNoteBits* const baselines = &meter->baselines;
  return fmax(baselines->linear[DIL_N_LINEAR - 1U],
              baselines->unigram - least_gain);
}
