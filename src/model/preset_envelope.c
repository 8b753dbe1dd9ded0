// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_envelope.h"

#include "message.h"
#include "number.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char* const name = "envelope.level";

#define N_DIMS   4U
#define N_LEVELS (sizeof(((DilEnvelope*)NULL)->levels) / sizeof(float))

static void
fill_shape(const uint32_t n_instruments, size_t shape[N_DIMS])
{
  shape[0] = n_instruments;
  shape[1] = DIL_ENVELOPE_VELOCITIES;
  shape[2] = DIL_ENVELOPE_KEYS;
  shape[3] = DIL_ENVELOPE_AGES;
}

static DilStatus
check_levels(const char* const path,
             const float* const levels,
             const size_t n,
             DilMessage* const message)
{
  for (size_t i = 0U; i < n; ++i) {
    if (!(levels[i] >= DIL_ENVELOPE_LOWEST_DB &&
          levels[i] <= DIL_ENVELOPE_HIGHEST_DB)) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: %s has a level of %g dB, not %g to %g",
                      path,
                      name,
                      (double)levels[i],
                      (double)DIL_ENVELOPE_LOWEST_DB,
                      (double)DIL_ENVELOPE_HIGHEST_DB);
    }
  }

  return DIL_OK;
}

static DilStatus
read_levels(const DilSafetensors* const file,
            const char* const path,
            const size_t shape[N_DIMS],
            DilEnvelope* const envelopes,
            DilMessage* const message)
{
  const size_t n = shape[0] * N_LEVELS;
  float* const levels = (float*)calloc(n, sizeof(*levels));
  if (!levels) {
    return dil_fail_memory(message);
  }

  DilStatus status =
    dil_safetensors_f32(file, name, N_DIMS, shape, levels, message);
  status = status ? status : check_levels(path, levels, n, message);
  for (size_t i = 0U; i < shape[0] && !status; ++i) {
    memcpy(
      envelopes[i].levels, levels + i * N_LEVELS, sizeof(envelopes[i].levels));
  }

  free(levels);
  return status;
}

static void
wave_key(char key[64], const uint32_t index)
{
  snprintf(key, 64U, "instrument.%u.wave", index);
}

static DilStatus
read_wave(const DilSafetensors* const file,
          const char* const path,
          const uint32_t index,
          DilEnvelope* const envelope,
          DilMessage* const message)
{
  char key[64];
  double level = 0.0;
  wave_key(key, index);
  const char* const text = dil_safetensors_metadata(file, key);
  if (!text || !dil_number_read(text, &level) ||
      !(level >= (double)DIL_ENVELOPE_LOWEST_WAVE_DB && level <= 0.0)) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s: \"%s\" is \"%.40s\", not %g to 0",
                    path,
                    key,
                    text ? text : "",
                    (double)DIL_ENVELOPE_LOWEST_WAVE_DB);
  }

  envelope->wave_db = (float)level;
  return DIL_OK;
}

DilStatus
dil_preset_read_envelopes(const DilSafetensors* const file,
                          const char* const path,
                          const uint32_t n_instruments,
                          DilEnvelope** const out,
                          DilMessage* const message)
{
  size_t shape[N_DIMS];
  *out = NULL;
  if (!dil_safetensors_find(file, name)) {
    return DIL_OK;
  }

  DilEnvelope* const envelopes =
    (DilEnvelope*)calloc(n_instruments, sizeof(*envelopes));
  if (!envelopes) {
    return dil_fail_memory(message);
  }

  fill_shape(n_instruments, shape);
  DilStatus status = read_levels(file, path, shape, envelopes, message);
  for (uint32_t i = 0U; i < n_instruments && !status; ++i) {
    status = read_wave(file, path, i, &envelopes[i], message);
  }
  if (status) {
    free(envelopes);
  } else {
    *out = envelopes;
  }

  return status;
}

DilStatus
dil_preset_write_envelopes(DilSafetensorsWriter* const writer,
                           const uint32_t n_instruments,
                           const DilEnvelope* const envelopes,
                           DilMessage* const message)
{
  size_t shape[N_DIMS];
  fill_shape(n_instruments, shape);
  float* const levels =
    (float*)calloc((size_t)n_instruments * N_LEVELS, sizeof(*levels));
  DilStatus status = levels ? DIL_OK : dil_fail_memory(message);
  for (uint32_t i = 0U; i < n_instruments && !status; ++i) {
    char key[64];
    char text[32];
    wave_key(key, i);
    dil_number_print(text, sizeof(text), "%.6g", (double)envelopes[i].wave_db);
    status = dil_safetensors_writer_metadata(writer, key, text, message);
    memcpy(
      levels + i * N_LEVELS, envelopes[i].levels, sizeof(envelopes[i].levels));
  }
  if (!status) {
    status = dil_safetensors_writer_f32(
      writer, name, DIL_DTYPE_F32, N_DIMS, shape, levels, message);
  }

  free(levels);
  return status;
}
