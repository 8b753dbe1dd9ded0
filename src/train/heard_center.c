// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "heard_center.h"

#include "cleaning.h"
#include "lines.h"
#include "take.h"

#include "dilaton/audio.h"

#include <math.h>
#include <string.h>

/// Hear one recording; NAN where it has no pitch or cannot be read
static DilStatus
hear(const DilSfzRegion* const region, double* const key)
{
  DilMessage unused;
  DilLines lines = {NULL, 0U};
  DilTake take;
  memset(&take, 0, sizeof(take));
  take.name = region->sample; // Borrowed
  DilStatus status = dil_recording_read(region->sample, &take.audio, &unused);
  status =
    status ? status
           : dil_recording_clean(&take.audio, region, &take.cleaning, &unused);
  status = status ? status : dil_take_listen(&take, &lines);
  *key = !status && take.is_used ? take.heard.key : (double)NAN;
  dil_audio_free(&take.audio);
  dil_lines_clear(&lines);
  return status == DIL_NO_MEMORY ? status : DIL_OK;
}

DilStatus
dil_hear_centers(DilSfzRegion* const regions,
                 const size_t n,
                 DilWarnings* const warnings)
{
  DilStatus status = DIL_OK;
  for (size_t i = 0U; i < n && !status; ++i) {
    DilSfzRegion* const region = &regions[i];
    double key = (double)NAN;
    if (!region->is_center_to_hear) {
      continue;
    }

    status = hear(region, &key);
    if (!isnan(key)) {
      region->key_center = (int)lrint(key) + region->center_shift;
    } else if (!status) {
      dil_warn(warnings,
               "%s: no pitch is heard for pitch_keycenter=sample; %d is taken",
               region->sample,
               region->key_center);
    }
  }

  return status;
}
