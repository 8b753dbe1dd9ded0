// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/preset.h"

#include "condition.h"
#include "message.h"
#include "network.h"
#include "number.h"
#include "precision.h"
#include "preset_columns.h"
#include "preset_data.h"
#include "preset_envelope.h"
#include "preset_lock.h"
#include "safetensors.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// A file being read, with what messages need
typedef struct {
  const DilSafetensors* file;
  const char* path;
  DilMessage* message;
  DilStatus status; ///< First failure, after which nothing more is read
} Reader;

static const char*
read_text(Reader* const reader, const char* const key)
{
  const char* const text = dil_safetensors_metadata(reader->file, key);
  if (!text && !reader->status) {
    reader->status = dil_fail(reader->message,
                              DIL_BAD_FILE,
                              "%s: no \"%s\" in the metadata",
                              reader->path,
                              key);
  }

  return text ? text : "";
}

static double
read_number(Reader* const reader,
            const char* const key,
            const double low,
            const double high)
{
  const char* const text = read_text(reader, key);
  double value = low;
  const bool is_good =
    dil_number_read(text, &value) && value >= low && value <= high;

  if (!is_good && !reader->status) {
    reader->status = dil_fail(reader->message,
                              DIL_BAD_FILE,
                              "%s: \"%s\" is \"%.40s\", not %g to %g",
                              reader->path,
                              key,
                              text,
                              low,
                              high);
  }

  return is_good ? value : low;
}

static uint32_t
read_count(Reader* const reader, const char* const key, const uint32_t high)
{
  return (uint32_t)read_number(reader, key, 1.0, (double)high);
}

/// The predictor's; files without an emphasis have none
static void
read_coefficients(Reader* const reader, DilCoefficients* const c)
{
  const bool is_emphasised =
    dil_safetensors_metadata(reader->file, "predictor.emphasis") != NULL;
  c->a = (float)read_number(reader, "predictor.a", 0.0, 0.99);
  c->b = (float)read_number(reader, "predictor.b", 0.0, 0.99);
  c->emphasis = 0.0f;
  c->gain = 1.0f;
  if (is_emphasised) {
    c->emphasis = (float)read_number(reader, "predictor.emphasis", 0.0, 0.95);
    c->gain = (float)read_number(reader, "predictor.gain", 0.001, 1000.0);
  }
}

static void
read_settings(Reader* const reader, DilPresetSettings* const settings)
{
  DilSampling* const sampling = &settings->sampling;
  settings->rate = (float)read_number(reader, "rate", 4000.0, 96000.0);
  read_coefficients(reader, &settings->coefficients);
  sampling->temperature = (float)read_number(reader, "temperature", 0.05, 2.0);
  sampling->noise =
    (float)read_number(reader, "noise", 0.0, (double)DIL_MAX_NOISE);
  sampling->top_p = (float)read_number(reader, "top_p", 0.0, 1.0);
  sampling->top_k = read_count(reader, "top_k", DIL_N_CLASSES);
  sampling->is_greedy = false;
}

static void
read_shape(Reader* const reader, DilShape* const shape)
{
  shape->n_residual = read_count(reader, "residual_channels", 256U);
  shape->n_skip = read_count(reader, "skip_channels", 512U);
  shape->n_layers = read_count(reader, "layers", 64U);
  shape->cycle = read_count(reader, "dilation_cycle", 12U);
  shape->n_instruments = read_count(reader, "instruments", 64U);
}

static void
instrument_key(char key[64], const uint32_t index, const char* const field)
{
  snprintf(key, 64U, "instrument.%u.%s", index, field);
}

static void
read_instrument(Reader* const reader,
                const uint32_t index,
                DilInstrument* const instrument)
{
  char key[64];
  instrument_key(key, index, "name");
  instrument->name = read_text(reader, key);
  instrument_key(key, index, "credits");
  instrument->credits = read_text(reader, key);
  instrument_key(key, index, "lokey");
  instrument->lo_key = (int)read_number(reader, key, 0.0, 127.0);
  instrument_key(key, index, "hikey");
  instrument->hi_key = (int)read_number(reader, key, 0.0, 127.0);
  instrument_key(key, index, "release");
  instrument->release_s = (float)read_number(reader, key, 0.0, 30.0);
  instrument_key(key, index, "veltrack");
  instrument->veltrack = (float)read_number(reader, key, -100.0, 100.0);
  instrument_key(key, index, "sustained");
  instrument->is_sustained = read_number(reader, key, 0.0, 1.0) > 0.5;
}

/// The columns that a list of names in the metadata gives
static DilColumns
read_columns(Reader* const reader,
             const char* const key,
             const DilTensorId id,
             const DilShape* const shape)
{
  DilColumns columns = {0U, {0U}};
  const char* const names = read_text(reader, key);
  const bool is_good =
    (id == DIL_INPUT)
      ? dil_columns_inputs(names, &columns)
      : dil_columns_conditions(names, shape->n_instruments, &columns);
  if (!is_good && !reader->status) {
    reader->status = dil_fail(reader->message,
                              DIL_BAD_FILE,
                              "%s: \"%s\" is not a list of what is known",
                              reader->path,
                              key);
  }

  return columns;
}

/// A tensor of which the file has the columns that are named under `key`
static void
read_narrow_tensor(Reader* const reader,
                   DilNetwork* const network,
                   const DilTensorId id,
                   const char* const key)
{
  const DilNetworkTensor* const tensor = &network->layout.tensors[id];
  const DilColumns columns = read_columns(reader, key, id, &network->shape);
  if (reader->status) {
    return;
  }

  const size_t shape[2] = {tensor->shape[0], columns.n};
  float* const values = (float*)calloc(shape[0] * shape[1], sizeof(*values));
  reader->status = values ? dil_safetensors_f32(reader->file,
                                                tensor->name,
                                                tensor->n_dims,
                                                shape,
                                                values,
                                                reader->message)
                          : dil_fail_memory(reader->message);
  if (!reader->status) {
    dil_columns_spread(&columns,
                       shape[0],
                       values,
                       tensor->shape[1],
                       network->values + tensor->offset);
  }

  free(values);
}

static void
read_tensor(Reader* const reader,
            DilNetwork* const network,
            const DilTensorId id)
{
  const DilNetworkTensor* const tensor = &network->layout.tensors[id];
  switch (id) {
  case DIL_INPUT:
    read_narrow_tensor(reader, network, id, "inputs");
    break;
  case DIL_CONDITION_0:
    read_narrow_tensor(reader, network, id, "decays");
    break;
  default:
    reader->status = dil_safetensors_f32(reader->file,
                                         tensor->name,
                                         tensor->n_dims,
                                         tensor->shape,
                                         network->values + tensor->offset,
                                         reader->message);
  }
}

static void
read_tensors(Reader* const reader,
             const bool has_units,
             DilPreset* const preset)
{
  DilNetwork* const network = preset->network;
  size_t n_tensors = DIL_N_TENSORS + (has_units ? DIL_N_UNIT_TENSORS : 0U);
  for (uint32_t i = 0U; i < DIL_N_TENSORS && !reader->status; ++i) {
    read_tensor(reader, network, (DilTensorId)i);
  }

  if (!reader->status && has_units) {
    reader->status =
      dil_units_read(reader->file, reader->path, network, reader->message);
  }

  if (!reader->status) {
    reader->status = dil_preset_read_envelopes(reader->file,
                                               reader->path,
                                               network->shape.n_instruments,
                                               &preset->envelopes,
                                               reader->message);
    n_tensors += preset->envelopes ? 1U : 0U;
  }

  if (!reader->status && dil_safetensors_n_tensors(reader->file) != n_tensors) {
    reader->status = dil_fail(reader->message,
                              DIL_BAD_FILE,
                              "%s: has tensors that are none of a preset's",
                              reader->path);
  }
}

static void
read_preset(Reader* const reader, DilPreset* const preset)
{
  const char* const format = read_text(reader, "dilaton");
  const bool has_units = !strcmp(format, DIL_PRESET_FORMAT_WITH_UNITS);
  if (!reader->status && !has_units && !!strcmp(format, DIL_PRESET_FORMAT)) {
    reader->status = dil_fail(reader->message,
                              DIL_UNSUPPORTED,
                              "%s: preset format \"%.20s\" is not \"%s\" or "
                              "\"%s\"",
                              reader->path,
                              format,
                              DIL_PRESET_FORMAT,
                              DIL_PRESET_FORMAT_WITH_UNITS);
  }

  DilShape shape = {0};
  read_settings(reader, &preset->settings);
  read_shape(reader, &shape);
  if (!reader->status) {
    reader->status = dil_precision_read(
      reader->file, reader->path, &preset->settings.precision, reader->message);
  }
  if (reader->status) {
    return;
  }

  reader->status = dil_network_new(&shape, &preset->network);
  preset->instruments =
    (DilInstrument*)calloc(shape.n_instruments, sizeof(*preset->instruments));
  if (reader->status || !preset->instruments) {
    reader->status = dil_fail_memory(reader->message);
    return;
  }

  for (uint32_t i = 0U; i < shape.n_instruments && !reader->status; ++i) {
    read_instrument(reader, i, &preset->instruments[i]);
    if (!reader->status) {
      reader->status = dil_preset_read_lock(reader->file,
                                            reader->path,
                                            i,
                                            &preset->instruments[i],
                                            reader->message);
    }
  }

  read_tensors(reader, has_units, preset);
  if (!reader->status) {
    // A preset that is to be held as it cannot be is none
    DilWeightFormat own = DIL_WEIGHTS_F32;
    reader->status = dil_preset_weight_format(
      preset, DIL_PRECISION_DEFAULT, &own, reader->message);
  }
}

DilStatus
dil_preset_load(const char* const path,
                DilPreset** const out,
                DilMessage* const message)
{
  DilSafetensors* file = NULL;
  const DilStatus status = dil_safetensors_load(path, &file, message);
  if (status) {
    return status;
  }

  DilPreset* const preset = (DilPreset*)calloc(1U, sizeof(*preset));
  char* const own_path = strdup(path);
  if (!preset || !own_path) {
    free(own_path);
    free(preset);
    dil_safetensors_free(file);
    return dil_fail_memory(message);
  }

  Reader reader = {file, path, message, DIL_OK};
  preset->file = file;
  preset->path = own_path;
  read_preset(&reader, preset);
  if (reader.status) {
    dil_preset_free(preset);
  } else {
    *out = preset;
  }

  return reader.status;
}

void
dil_preset_free(DilPreset* const preset)
{
  if (preset) {
    dil_network_free(preset->network);
    dil_safetensors_free((DilSafetensors*)preset->file);
    free(preset->envelopes);
    free(preset->instruments);
    free(preset->path);
    free(preset);
  }
}

float
dil_preset_rate(const DilPreset* const preset)
{
  return preset->settings.rate;
}

uint32_t
dil_preset_n_instruments(const DilPreset* const preset)
{
  return preset->network->shape.n_instruments;
}

const DilInstrument*
dil_preset_instrument(const DilPreset* const preset, const uint32_t index)
{
  return index < dil_preset_n_instruments(preset) ? &preset->instruments[index]
                                                  : NULL;
}

const DilSampling*
dil_preset_sampling(const DilPreset* const preset)
{
  return &preset->settings.sampling;
}

const char*
dil_preset_hash(const DilPreset* const preset)
{
  return dil_safetensors_hash((const DilSafetensors*)preset->file);
}
