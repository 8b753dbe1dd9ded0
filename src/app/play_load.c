// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "play_request.h"

#include "cast.h"
#include "melody.h"
#include "report.h"

static int
load_melody(const PlayRequest* const request,
            Sound* const sound,
            DilScore** const score)
{
  if (!request->melody) {
    return OPTIONS_GO_ON;
  }

  DilMessage message;
  DilScoreOptions options = request->score;
  const DilStatus status = melody_load(
    request->melody, sound, request->is_quiet, &options, score, &message);
  if (status) {
    return complain_failure(status, &message);
  }

  return cast_melody(
    &request->sound, &options, request->is_quiet, sound, *score);
}

int
play_load(const PlayRequest* const request,
          DilEngineSettings* const settings,
          Sound* const sound,
          DilScore** const score)
{
  int status = sound_check_name(&request->sound, request->record);
  status = status == OPTIONS_GO_ON
             ? sound_load(&request->sound, settings, sound)
             : status;
  status =
    status == OPTIONS_GO_ON ? load_melody(request, sound, score) : status;
  return status == OPTIONS_GO_ON && request->record
           ? sound_check_output(
               &request->sound, sound, request->record, request->melody)
           : status;
}
