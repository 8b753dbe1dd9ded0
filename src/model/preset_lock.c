// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "preset_lock.h"

#include "message.h"
#include "number.h"

#include <stddef.h>
#include <stdio.h>

DilStatus
dil_preset_read_lock(const DilSafetensors* const file,
                     const char* const path,
                     const uint32_t index,
                     DilInstrument* const instrument,
                     DilMessage* const message)
{
  float is_locked = 0.0f;
  const struct {
    const char* name;
    double low;
    double high;
    float* value;
  } fields[] = {{"phase_lock", 0.0, 1.0, &is_locked},
                {"vibrato.depth", 0.0, 200.0, &instrument->vibrato.depth_ct},
                {"vibrato.rate", 0.0, 12.0, &instrument->vibrato.rate_hz},
                {"vibrato.delay", 0.0, 5.0, &instrument->vibrato.delay_s},
                {"cutoff", 0.0, 0.9, &instrument->cutoff},
                {"treble", -12.0, 12.0, &instrument->treble_db}};
  for (size_t i = 0U; i < sizeof(fields) / sizeof(fields[0]); ++i) {
    char key[64];
    double value = 0.0;
    snprintf(key, sizeof(key), "instrument.%u.%s", index, fields[i].name);
    const char* const text = dil_safetensors_metadata(file, key);
    if (text && (!dil_number_read(text, &value) || !(value >= fields[i].low) ||
                 value > fields[i].high)) {
      return dil_fail(message,
                      DIL_BAD_FILE,
                      "%s: \"%s\" is \"%.40s\", not %g to %g",
                      path,
                      key,
                      text,
                      fields[i].low,
                      fields[i].high);
    }
    *fields[i].value = (float)value;
  }

  instrument->is_locked = is_locked > 0.5f;
  return DIL_OK;
}
