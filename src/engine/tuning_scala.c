// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/tuning.h"

#include "message.h"
#include "scala.h"
#include "slurp.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#define MAX_BYTES    (1U << 20U) ///< Of a file
#define MAX_PITCH    1000.0      ///< Keys beyond this distance are a mistake
#define MIDDLE_C_KEY 60

static int
floor_divide(const int dividend, const int divisor)
{
  const int quotient = dividend / divisor;
  return (dividend % divisor < 0) ? quotient - 1 : quotient;
}

/// Cents of any note above note 0, through the periods
static double
scale_cents(const DilScale* const scale, const int note)
{
  const int period = floor_divide(note, scale->n_notes);
  return (double)period * scale->cents[scale->n_notes] +
         scale->cents[note - period * scale->n_notes];
}

/// Cents of a key above the middle key, or NaN when it is not mapped
static double
key_cents(const DilScale* const scale,
          const DilMapping* const mapping,
          const int key)
{
  const int distance = key - mapping->middle_key;
  if (!mapping->size) {
    return scale_cents(scale, distance);
  }

  const int repeat = floor_divide(distance, mapping->size);
  const int note = mapping->notes[distance - repeat * mapping->size];
  return note == DIL_NOT_MAPPED
           ? (double)NAN
           : (double)repeat * scale_cents(scale, mapping->period_note) +
               scale_cents(scale, note);
}

static DilStatus
apply(const DilScale* const scale,
      const DilMapping* const mapping,
      const char* const name,
      DilTuning* const out,
      DilMessage* const message)
{
  const double reference = key_cents(scale, mapping, mapping->reference_key);
  if (isnan(reference)) {
    return dil_fail(
      message, DIL_BAD_FILE, "%s: the reference key is not mapped", name);
  }

  DilTuning tuning;
  dil_tuning_equal(&tuning);
  for (int key = mapping->first_key; key <= mapping->last_key; ++key) {
    const double cents = key_cents(scale, mapping, key) - reference;
    const double pitch = mapping->reference_pitch + cents / 100.0;
    if (fabs(pitch) > MAX_PITCH) {
      return dil_fail(
        message, DIL_BAD_FILE, "%s: key %d is far beyond hearing", name, key);
    }
    tuning.pitches[key] = pitch;
  }

  *out = tuning;
  return DIL_OK;
}

DilStatus
dil_tuning_read(const DilTuningText* const scale_text,
                const DilTuningText* const mapping_text,
                DilTuning* const out,
                DilMessage* const message)
{
  DilScale scale = {{0.0}, 1};
  DilMapping mapping = {
    0, 0, 127, MIDDLE_C_KEY, MIDDLE_C_KEY, MIDDLE_C_KEY, 0, {0}};
  DilStatus status = dil_scala_scale(scale_text, &scale, message);
  if (!status && mapping_text) {
    status = dil_scala_mapping(mapping_text, &mapping, message);
  }

  const char* const name = (mapping_text ? mapping_text : scale_text)->name;
  return status ? status : apply(&scale, &mapping, name, out, message);
}

/// dil_slurp_text() into a text, whose bytes are to be released with free()
static DilStatus
slurp_text(const char* const path,
           DilTuningText* const text,
           DilMessage* const message)
{
  char* bytes = NULL;
  const DilStatus status =
    dil_slurp_text(path, MAX_BYTES, &bytes, &text->size, message);
  text->name = path;
  text->text = bytes;
  return status;
}

DilStatus
dil_tuning_load(const char* const scale_path,
                const char* const mapping_path,
                DilTuning* const out,
                DilMessage* const message)
{
  DilTuningText scale = {scale_path, NULL, 0U};
  DilTuningText mapping = {mapping_path, NULL, 0U};
  DilStatus status = slurp_text(scale_path, &scale, message);
  if (!status && mapping_path) {
    status = slurp_text(mapping_path, &mapping, message);
  }
  if (!status) {
    status =
      dil_tuning_read(&scale, mapping_path ? &mapping : NULL, out, message);
  }

  free((void*)(uintptr_t)mapping.text);
  free((void*)(uintptr_t)scale.text);
  return status;
}
