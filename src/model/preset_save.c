// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"
#include "network.h"
#include "number.h"
#include "precision.h"
#include "preset_columns.h"
#include "preset_data.h"
#include "preset_envelope.h"
#include "safetensors.h"

#include <stdio.h>

/// A file being made; after a failure nothing more is added
typedef struct {
  DilSafetensorsWriter* file;
  DilMessage* message;
  DilStatus status;
} Writer;

static void
write_text(Writer* const writer, const char* const key, const char* const text)
{
  if (!writer->status) {
    writer->status =
      dil_safetensors_writer_metadata(writer->file, key, text, writer->message);
  }
}

static void
write_number(Writer* const writer, const char* const key, const double value)
{
  char text[32];
  dil_number_print(text, sizeof(text), "%.9g", value);
  write_text(writer, key, text);
}

static void
write_coefficients(Writer* const writer, const DilCoefficients* const c)
{
  write_number(writer, "predictor.a", (double)c->a);
  write_number(writer, "predictor.b", (double)c->b);
  if (c->emphasis > 0.0f) {
    write_number(writer, "predictor.emphasis", (double)c->emphasis);
    write_number(writer, "predictor.gain", (double)c->gain);
  }
}

static void
write_settings(Writer* const writer, const DilPresetSettings* const settings)
{
  write_number(writer, "rate", (double)settings->rate);
  write_coefficients(writer, &settings->coefficients);
  write_number(writer, "temperature", (double)settings->sampling.temperature);
  write_number(writer, "noise", (double)settings->sampling.noise);
  write_number(writer, "top_p", (double)settings->sampling.top_p);
  write_number(writer, "top_k", (double)settings->sampling.top_k);
  if (settings->precision != DIL_PRECISION_DEFAULT) {
    write_text(writer, "weights", dil_precision_name(settings->precision));
  }
}

/// Which columns the tensors have whose columns have names
static void
write_columns(Writer* const writer)
{
  char names[DIL_COLUMNS_TEXT_SIZE];
  dil_columns_input_names(names);
  write_text(writer, "inputs", names);
  dil_columns_decay_names(names);
  write_text(writer, "decays", names);
}

static void
write_shape(Writer* const writer, const DilShape* const shape)
{
  write_number(writer, "residual_channels", (double)shape->n_residual);
  write_number(writer, "skip_channels", (double)shape->n_skip);
  write_number(writer, "layers", (double)shape->n_layers);
  write_number(writer, "dilation_cycle", (double)shape->cycle);
  write_number(writer, "instruments", (double)shape->n_instruments);
}

static void
write_instrument(Writer* const writer,
                 const uint32_t index,
                 const DilInstrument* const instrument)
{
  char key[64];
  snprintf(key, sizeof(key), "instrument.%u.name", index);
  write_text(writer, key, instrument->name);
  snprintf(key, sizeof(key), "instrument.%u.credits", index);
  write_text(writer, key, instrument->credits);
  snprintf(key, sizeof(key), "instrument.%u.lokey", index);
  write_number(writer, key, (double)instrument->lo_key);
  snprintf(key, sizeof(key), "instrument.%u.hikey", index);
  write_number(writer, key, (double)instrument->hi_key);
  snprintf(key, sizeof(key), "instrument.%u.release", index);
  write_number(writer, key, (double)instrument->release_s);
  snprintf(key, sizeof(key), "instrument.%u.veltrack", index);
  write_number(writer, key, (double)instrument->veltrack);
  snprintf(key, sizeof(key), "instrument.%u.sustained", index);
  write_number(writer, key, instrument->is_sustained ? 1.0 : 0.0);
}

/// What not all instruments have
static void
write_lock(Writer* const writer,
           const uint32_t index,
           const DilInstrument* const instrument)
{
  const DilVibrato* const vibrato = &instrument->vibrato;
  char key[64];
  if (instrument->is_locked) {
    snprintf(key, sizeof(key), "instrument.%u.phase_lock", index);
    write_number(writer, key, 1.0);
  }
  if (vibrato->depth_ct > 0.0f) {
    snprintf(key, sizeof(key), "instrument.%u.vibrato.depth", index);
    write_number(writer, key, (double)vibrato->depth_ct);
    snprintf(key, sizeof(key), "instrument.%u.vibrato.rate", index);
    write_number(writer, key, (double)vibrato->rate_hz);
    snprintf(key, sizeof(key), "instrument.%u.vibrato.delay", index);
    write_number(writer, key, (double)vibrato->delay_s);
  }
  if (instrument->cutoff > 0.0f) {
    snprintf(key, sizeof(key), "instrument.%u.cutoff", index);
    write_number(writer, key, (double)instrument->cutoff);
  }
  if (instrument->treble_db != 0.0f) {
    snprintf(key, sizeof(key), "instrument.%u.treble", index);
    write_number(writer, key, (double)instrument->treble_db);
  }
}

static void
write_tensors(Writer* const writer, const DilNetwork* const network)
{
  for (size_t i = 0U; i < DIL_N_TENSORS && !writer->status; ++i) {
    const DilNetworkTensor* const tensor = &network->layout.tensors[i];
    writer->status =
      dil_safetensors_writer_f32(writer->file,
                                 tensor->name,
                                 DIL_DTYPE_F32,
                                 tensor->n_dims,
                                 tensor->shape,
                                 network->values + tensor->offset,
                                 writer->message);
  }
}

DilStatus
dil_preset_save(const char* const path,
                const DilNetwork* const network,
                const DilPresetSettings* const settings,
                const DilInstrument* const instruments,
                const DilEnvelope* const envelopes,
                const DilPresetText* const texts,
                const size_t n_texts,
                DilMessage* const message)
{
  Writer writer = {NULL, message, DIL_OK};
  writer.status = dil_safetensors_writer_new(&writer.file, message);
  if (writer.status) {
    return writer.status;
  }

  const bool has_units = dil_network_has_units(network);
  write_text(&writer,
             "dilaton",
             has_units ? DIL_PRESET_FORMAT_WITH_UNITS : DIL_PRESET_FORMAT);
  write_settings(&writer, settings);
  write_shape(&writer, &network->shape);
  write_columns(&writer);
  for (uint32_t i = 0U; i < network->shape.n_instruments; ++i) {
    write_instrument(&writer, i, &instruments[i]);
    write_lock(&writer, i, &instruments[i]);
  }
  for (size_t i = 0U; i < n_texts; ++i) {
    if (texts[i].key) {
      write_text(&writer, texts[i].key, texts[i].value);
    }
  }
  write_tensors(&writer, network);
  if (!writer.status && envelopes) {
    writer.status = dil_preset_write_envelopes(
      writer.file, network->shape.n_instruments, envelopes, message);
  }
  if (!writer.status && has_units) {
    writer.status = dil_units_write(writer.file, network, message);
  }
  if (!writer.status) {
    writer.status = dil_safetensors_writer_save(writer.file, path, message);
  }

  dil_safetensors_writer_free(writer.file);
  return writer.status;
}
