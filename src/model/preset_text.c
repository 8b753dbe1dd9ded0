// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/preset.h"

#include "general_midi.h"
#include "number.h"
#include "preset_data.h"
#include "safetensors.h"

#include <stdio.h>
#include <string.h>

const char*
dil_preset_text(const DilPreset* const preset, const char* const key)
{
  return dil_safetensors_metadata((const DilSafetensors*)preset->file, key);
}

size_t
dil_preset_n_texts(const DilPreset* const preset)
{
  return dil_safetensors_n_metadata((const DilSafetensors*)preset->file);
}

const char*
dil_preset_text_key(const DilPreset* const preset, const size_t index)
{
  return dil_safetensors_metadata_key((const DilSafetensors*)preset->file,
                                      index);
}

int
dil_preset_program(const DilPreset* const preset, const uint32_t index)
{
  char key[64];
  uint64_t program = 0U;
  snprintf(key, sizeof(key), "instrument.%u.program", index);
  const char* const text = dil_preset_text(preset, key);
  return text && dil_whole_read(text, strlen(text), 127U, &program)
           ? (int)program
           : -1;
}

const char*
dil_preset_family(const DilPreset* const preset, const uint32_t index)
{
  char key[64];
  snprintf(key, sizeof(key), "instrument.%u.family", index);
  const char* const family = dil_preset_text(preset, key);
  const int program = dil_preset_program(preset, index);
  return family || program < 0 ? family
                               : dil_general_midi_family((unsigned)program);
}
