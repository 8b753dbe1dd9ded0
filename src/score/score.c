// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "score_private.h"
#include "smf.h"

#include <assert.h>
#include <stdlib.h>

DilScoreOptions
dil_score_defaults(void)
{
  const DilScoreOptions options = {
    DIL_SCORE_ALL, DIL_SCORE_ALL, 0, false, false};
  return options;
}

bool
dil_score_plays(const DilScoreOptions* const options,
                const uint16_t track,
                const uint8_t channel)
{
  if (options->track != DIL_SCORE_ALL && options->track != track) {
    return false;
  }

  return (options->channel == DIL_SCORE_ALL)
           ? (options->with_drums || channel != DIL_DRUM_CHANNEL)
           : channel + 1 == options->channel;
}

void
dil_score_free(DilScore* const score)
{
  if (score) {
    dil_smf_free(score->smf);
    free(score->sysex_bytes);
    free(score->sysex);
    free(score->events);
    free(score->notes);
    free(score->parts);
    free(score);
  }
}

size_t
dil_score_n_notes(const DilScore* const score)
{
  return score->n_notes;
}

const DilNote*
dil_score_notes(const DilScore* const score)
{
  return score->notes;
}

size_t
dil_score_n_events(const DilScore* const score)
{
  return score->n_events;
}

const DilScoreEvent*
dil_score_events(const DilScore* const score)
{
  return score->events;
}

size_t
dil_score_n_sysex(const DilScore* const score)
{
  return score->n_sysex;
}

const DilScoreSysex*
dil_score_sysex(const DilScore* const score)
{
  return score->sysex;
}

double
dil_score_duration_s(const DilScore* const score)
{
  return score->duration_s;
}

const char*
dil_score_title(const DilScore* const score)
{
  return score->title;
}

uint32_t
dil_score_n_tracks(const DilScore* const score)
{
  return score->n_tracks;
}

DilScorePosition
dil_score_position(const DilScore* const score, const double time_s)
{
  const DilScorePosition nowhere = {0U, 0U, 0.0, 0U, 0U};
  return score->smf ? dil_smf_position(score->smf, time_s) : nowhere;
}

size_t
dil_score_n_warnings(const DilScore* const score)
{
  return dil_warnings_count(&score->warnings);
}

const char*
dil_score_warning(const DilScore* const score, const size_t index)
{
  assert(index < dil_score_n_warnings(score));
  return score->warnings.texts[index].text;
}

bool
dil_score_is_recording(const DilScore* const score)
{
  return !score->smf;
}
