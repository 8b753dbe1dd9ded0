// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_envelope.h"

#include "message.h"

#include <stddef.h>
#include <stdlib.h>

static const char* const name = "envelope.level";

#define N_DIMS   4U
#define N_LEVELS (sizeof(DilEnvelope) / sizeof(float))

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

  float* const levels = &envelopes->levels[0][0][0];
  fill_shape(n_instruments, shape);
  DilStatus status =
    dil_safetensors_f32(file, name, N_DIMS, shape, levels, message);
  status = status
             ? status
             : check_levels(path, levels, n_instruments * N_LEVELS, message);
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
  return dil_safetensors_writer_f32(writer,
                                    name,
                                    DIL_DTYPE_F32,
                                    N_DIMS,
                                    shape,
                                    &envelopes->levels[0][0][0],
                                    message);
}
