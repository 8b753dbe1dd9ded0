// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "transfer.h"

#include "message.h"
#include "preset_data.h"
#include "utf8.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// A preset's file, or its title if it is of no file
static const char*
name_of(const DilPreset* const preset)
{
  const char* const title = dil_preset_text(preset, "title");
  return preset->path ? preset->path
         : title      ? title
                      : preset->instruments[0].name;
}

static bool
is_same_shape(const DilShape* const a, const DilShape* const b)
{
  return a->n_residual == b->n_residual && a->n_skip == b->n_skip &&
         a->n_layers == b->n_layers && a->cycle == b->cycle;
}

DilStatus
dil_transfer_check(const DilPreset* const source,
                   const DilTrainingSettings* const s,
                   DilMessage* const message)
{
  static const float close = 1e-6f;

  const DilShape* const from = &source->network->shape;
  const DilShape to = {s->n_residual, s->n_skip, s->n_layers, s->cycle, 1U};
  const DilPresetSettings* const fixed = &source->settings;
  if (!is_same_shape(from, &to)) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: has %u residual and %u skip channels, %u layers and a "
                    "cycle of %u, which are not those of this training",
                    name_of(source),
                    from->n_residual,
                    from->n_skip,
                    from->n_layers,
                    from->cycle);
  }

  const DilCoefficients* const c = &fixed->coefficients;
  if (fixed->rate != (float)s->rate || fabsf(c->a - s->a) > close ||
      fabsf(c->b - s->b) > close ||
      (s->emphasis != DIL_EMPHASIS_CHOSEN &&
       fabsf(c->emphasis - s->emphasis) > close)) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%s: has a rate of %.0f Hz, a predictor of %.3f and %.3f "
                    "and an emphasis of %.3f, which are not those of this "
                    "training",
                    name_of(source),
                    (double)fixed->rate,
                    (double)c->a,
                    (double)c->b,
                    (double)c->emphasis);
  }

  return DIL_OK;
}

/// Whether one of a preset's instruments has learned a key
static bool
has_learned(const DilPreset* const preset, const int key)
{
  bool result = false;
  for (uint32_t i = 0U; i < preset->network->shape.n_instruments; ++i) {
    const DilInstrument* const instrument = &preset->instruments[i];
    result |= instrument->lo_key <= key && key <= instrument->hi_key;
  }

  return result;
}

/// The nearest key that has been learned, the lower of two; itself if none has
static uint32_t
nearest_key(const DilPreset* const preset, const int key)
{
  for (int distance = 0; distance < (int)DIL_N_KEYS; ++distance) {
    if (has_learned(preset, key - distance)) {
      return (uint32_t)(key - distance);
    }
    if (has_learned(preset, key + distance)) {
      return (uint32_t)(key + distance);
    }
  }

  return (uint32_t)key;
}

static float
mean_of(const float* const x, const uint32_t n)
{
  double sum = 0.0;
  for (uint32_t i = 0U; i < n; ++i) {
    sum += (double)x[i];
  }

  return (float)(sum / (double)n);
}

/// The instrument of a name, or as many as there are
static uint32_t
find_named(const DilPreset* const source, const char* const name)
{
  uint32_t i = 0U;
  while (i < source->network->shape.n_instruments &&
         !!strcmp(source->instruments[i].name, name)) {
    ++i;
  }

  return i;
}

/// One unit's weights for the conditioning vector: scalars, keys, decays,
/// instruments
static void
fill_unit(const DilPreset* const source,
          const DilInstrument* const instruments,
          const uint32_t keys[DIL_N_KEYS],
          const float* const from,
          const uint32_t n_instruments,
          float* const to)
{
  const uint32_t n_from = source->network->shape.n_instruments;
  const size_t n_shared = DIL_CONDITION_INSTRUMENTS;
  memcpy(to, from, n_shared * sizeof(float));
  for (uint32_t key = 0U; key < DIL_N_KEYS; ++key) {
    to[DIL_CONDITION_KEYS + key] = from[DIL_CONDITION_KEYS + keys[key]];
  }

  const float mean = mean_of(from + n_shared, n_from);
  for (uint32_t i = 0U; i < n_instruments; ++i) {
    const uint32_t own = find_named(source, instruments[i].name);
    to[n_shared + i] = own < n_from ? from[n_shared + own] : mean;
  }
}

void
dil_transfer(const DilPreset* const source,
             const DilInstrument* const instruments,
             const DilShape* const shape,
             float* const values)
{
  const DilNetwork* const network = source->network;
  const DilLayout layout = dil_layout(shape);
  uint32_t keys[DIL_N_KEYS];
  for (uint32_t key = 0U; key < DIL_N_KEYS; ++key) {
    keys[key] = nearest_key(source, (int)key);
  }

  for (int id = 0; id < DIL_N_TENSORS; ++id) {
    const DilNetworkTensor* const from = &network->layout.tensors[id];
    const DilNetworkTensor* const to = &layout.tensors[id];
    if (id != DIL_CONDITION_0) {
      memcpy(values + to->offset,
             network->values + from->offset,
             to->n_values * sizeof(float));
    }
  }

  const size_t n_from = dil_shape_n_conditions(&network->shape);
  const size_t n_to = dil_shape_n_conditions(shape);
  const float* const from =
    network->values + network->layout.tensors[DIL_CONDITION_0].offset;
  float* const to = values + layout.tensors[DIL_CONDITION_0].offset;
  for (size_t unit = 0U; unit < DIL_N_HIDDEN; ++unit) {
    fill_unit(source,
              instruments,
              keys,
              from + unit * n_from,
              shape->n_instruments,
              to + unit * n_to);
  }
}

void
dil_transfer_origin(const DilPreset* const source, char text[DIL_N_ORIGIN])
{
  const char* const title = dil_preset_text(source, "title");
  const char* const licence = dil_preset_text(source, "licence");
  size_t n = (size_t)snprintf(
    text, DIL_N_ORIGIN, "%s", title ? title : source->instruments[0].name);
  for (uint32_t i = 0U;
       i < source->network->shape.n_instruments && n < DIL_N_ORIGIN;
       ++i) {
    const char* const credits = source->instruments[i].credits;
    if (credits && *credits) {
      n += (size_t)snprintf(text + n, DIL_N_ORIGIN - n, "; %s", credits);
    }
  }

  if (licence && n < DIL_N_ORIGIN) {
    snprintf(text + n, DIL_N_ORIGIN - n, "; %s", licence);
  }

  // What did not fit may have been cut within a character
  size_t n_kept = strlen(text);
  while (!dil_is_utf8((const uint8_t*)text, n_kept)) {
    text[--n_kept] = '\0';
  }
}
