// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/score.h"

#include "abc.h"
#include "message.h"
#include "score_private.h"
#include "slurp.h"
#include "smf.h"

#include <stdlib.h>
#include <string.h>

/// Melodies are small; the largest MIDI files around have some megabytes
static const size_t max_file_size = 64U << 20U;

static DilStatus
check_options(const DilScoreOptions* const options, DilMessage* const message)
{
  if (options->track < DIL_SCORE_ALL) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "track %d: tracks are counted from 0",
                    (int)options->track);
  }

  if (options->channel != DIL_SCORE_ALL &&
      (options->channel < 1 || options->channel > 16)) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "channel %d: channels are 1 to 16",
                    (int)options->channel);
  }

  if (options->transpose < -127 || options->transpose > 127) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "transposition by %d: -127 to 127 semitones are possible",
                    (int)options->transpose);
  }

  return DIL_OK;
}

static DilStatus
read_abc(DilScore* const score,
         const char* const name,
         const uint8_t* const bytes,
         const size_t n_bytes,
         const DilScoreOptions* const options,
         DilMessage* const message)
{
  uint8_t* midi = NULL;
  size_t n_midi = 0U;
  DilStatus status = dil_abc_to_midi(
    name, bytes, n_bytes, &score->warnings, &midi, &n_midi, message);
  if (!status) {
    status = dil_score_read_midi(score, name, midi, n_midi, options, message);
    free(midi);
  }

  return status;
}

static DilStatus
read_written(DilScore* const score,
             const char* const name,
             const uint8_t* const bytes,
             const size_t n_bytes,
             const DilScoreOptions* const options,
             DilMessage* const message)
{
  if (dil_smf_recognises(bytes, n_bytes)) {
    return dil_score_read_midi(score, name, bytes, n_bytes, options, message);
  }

  if (dil_abc_recognises(name, bytes, n_bytes)) {
    return read_abc(score, name, bytes, n_bytes, options, message);
  }

  return dil_fail(message,
                  DIL_BAD_FILE,
                  "%s: neither a MIDI file nor music in ABC notation",
                  name);
}

// What is nothing written is a recording, however large
static DilStatus
load(DilScore* const score,
     const char* const path,
     const DilScoreOptions* const options,
     DilMessage* const message)
{
  uint8_t* bytes = NULL;
  size_t n_bytes = 0U;
  const bool is_stdin = !strcmp(path, "-");
  DilStatus status = dil_slurp(path, max_file_size, &bytes, &n_bytes, message);
  if (status && (status != DIL_UNSUPPORTED || is_stdin)) {
    return status;
  }

  if (!n_bytes) {
    free(bytes);
    return dil_fail(message, DIL_BAD_FILE, "%s: is empty", path);
  }

  const bool is_written = is_stdin || dil_smf_recognises(bytes, n_bytes) ||
                          dil_abc_recognises(path, bytes, n_bytes);
  if (is_written) {
    status = read_written(score, path, bytes, n_bytes, options, message);
  }

  free(bytes);
  return is_written ? status
                    : dil_score_read_recording(score, path, options, message);
}

static DilStatus
new_score(const DilScoreOptions* const options,
          DilScoreOptions* const chosen,
          DilScore** const score,
          DilMessage* const message)
{
  *chosen = options ? *options : dil_score_defaults();
  const DilStatus status = check_options(chosen, message);
  if (status) {
    return status;
  }

  *score = (DilScore*)calloc(1U, sizeof(DilScore));
  return *score ? DIL_OK : dil_fail_memory(message);
}

static DilStatus
hand_out(DilScore* const score, const DilStatus status, DilScore** const out)
{
  if (status) {
    dil_score_free(score);
  } else {
    *out = score;
  }

  return status;
}

DilStatus
dil_score_load(const char* const path,
               const DilScoreOptions* const options,
               DilScore** const out,
               DilMessage* const message)
{
  DilScoreOptions chosen;
  DilScore* score = NULL;
  DilStatus status = new_score(options, &chosen, &score, message);
  if (status) {
    return status;
  }

  status = load(score, path, &chosen, message);
  return hand_out(score, status, out);
}

DilStatus
dil_score_read(const char* const name,
               const uint8_t* const bytes,
               const size_t n_bytes,
               const DilScoreOptions* const options,
               DilScore** const out,
               DilMessage* const message)
{
  DilScoreOptions chosen;
  DilScore* score = NULL;
  DilStatus status = new_score(options, &chosen, &score, message);
  if (status) {
    return status;
  }

  status = read_written(score, name, bytes, n_bytes, &chosen, message);
  return hand_out(score, status, out);
}
