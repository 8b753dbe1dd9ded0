// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "message.h"
#include "score_private.h"
#include "smf.h"

#include <stdlib.h>
#include <string.h>

/// System exclusives that are being put together
typedef struct {
  DilScore* score; ///< Has room for all
  size_t start;    ///< Where the message begins in score->sysex_bytes
  size_t end;      ///< Where its next byte goes; `start` while there is none
  uint16_t track;  ///< Where its packets are
} Joiner;

static bool
make_room_for_sysex(DilScore* const score)
{
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  size_t n_messages = 1U;
  size_t n_bytes = 1U;
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    const bool is_start = events[i].status == DIL_SMF_SYSEX;
    if (is_start || events[i].status == DIL_SMF_ESCAPE) {
      n_messages += is_start;
      n_bytes += is_start + events[i].size;
    }
  }

  score->sysex = (DilScoreSysex*)calloc(n_messages, sizeof(DilScoreSysex));
  score->sysex_bytes = (uint8_t*)malloc(n_bytes);
  return score->sysex && score->sysex_bytes;
}

static void
join(Joiner* const joiner, const DilSmfEvent* const packet)
{
  DilScore* const score = joiner->score;
  uint8_t* const bytes = score->sysex_bytes;
  if (packet->status == DIL_SMF_SYSEX) {
    // In the place of a message that never came to its end, if there is one
    joiner->end = joiner->start;
    joiner->track = packet->track;
    bytes[joiner->end++] = DIL_SMF_SYSEX;
  } else if (joiner->end == joiner->start || packet->track != joiner->track) {
    return;
  }

  memcpy(
    bytes + joiner->end, dil_smf_payload(score->smf, packet), packet->size);
  joiner->end += packet->size;

  // The byte that ends a message has the same number as that of an escape
  if (bytes[joiner->end - 1U] == DIL_SMF_ESCAPE) {
    const DilScoreSysex message = {
      packet->time_s, bytes + joiner->start, joiner->end - joiner->start};
    score->sysex[score->n_sysex++] = message;
    joiner->start = joiner->end;
  }
}

// Join the packets of system exclusives
static DilStatus
take_sysex(DilScore* const score, DilMessage* const message)
{
  if (!make_room_for_sysex(score)) {
    return dil_fail_memory(message);
  }

  Joiner joiner = {score, 0U, 0U, 0U};
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  for (size_t i = 0U; i < dil_smf_n_events(score->smf); ++i) {
    if (events[i].status == DIL_SMF_SYSEX ||
        events[i].status == DIL_SMF_ESCAPE) {
      join(&joiner, &events[i]);
    }
  }

  return DIL_OK;
}

static void
take_title(DilScore* const score, const DilScoreOptions* const options)
{
  const DilSmfEvent* const events = dil_smf_events(score->smf);
  for (size_t i = 0U; i < dil_smf_n_events(score->smf) && !*score->title; ++i) {
    const DilSmfEvent* const event = &events[i];
    if (event->status == DIL_SMF_META && event->data[0] == DIL_SMF_TRACK_NAME &&
        (options->track == DIL_SCORE_ALL || options->track == event->track)) {
      dil_score_copy_text(score->title,
                          sizeof(score->title),
                          dil_smf_payload(score->smf, event),
                          event->size);
    }
  }
}

DilStatus
dil_score_read_midi(DilScore* const score,
                    const char* const name,
                    const uint8_t* const bytes,
                    const size_t n_bytes,
                    const DilScoreOptions* const options,
                    DilMessage* const message)
{
  DilStatus status =
    dil_smf_read(name, bytes, n_bytes, &score->warnings, &score->smf, message);
  if (status) {
    return status;
  }

  score->n_tracks = dil_smf_n_tracks(score->smf);
  take_title(score, options);
  status = dil_score_take_parts(score, message);
  status =
    status ? status : dil_score_take_notes(score, name, options, message);
  if (!status && !score->n_notes) {
    status = dil_score_fail_without_notes(score, name, options, message);
  }

  return status ? status : take_sysex(score, message);
}
