// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf.h"

#include "message.h"
#include "smf_private.h"

#include <stdlib.h>
#include <string.h>

// Tracks follow one another in the file, so the place there decides a tie
static int
compare_events(const void* const a, const void* const b)
{
  const DilSmfEvent* const x = (const DilSmfEvent*)a;
  const DilSmfEvent* const y = (const DilSmfEvent*)b;
  return (x->tick != y->tick)
           ? (x->tick < y->tick ? -1 : 1)
           : (x->offset > y->offset) - (x->offset < y->offset);
}

static bool
is_meta(const DilSmfEvent* const event, const uint8_t type, const uint32_t size)
{
  return event->status == DIL_SMF_META && event->data[0] == type &&
         event->size >= size;
}

static void
apply_to_clock(DilSmf* const smf, const DilSmfEvent* const event)
{
  const uint8_t* const data = smf->bytes + event->offset;
  if (is_meta(event, DIL_SMF_TEMPO, 3U)) {
    const uint32_t quarter_us =
      (uint32_t)data[0] << 16U | (uint32_t)data[1] << 8U | data[2];

    // No tempo would play what follows all at once
    if (quarter_us) {
      dil_smf_clock_set_tempo(&smf->clock, event->tick, quarter_us);
    }
  } else if (is_meta(event, DIL_SMF_TIME_SIGNATURE, 2U) && data[0] &&
             data[1] <= 6U) {
    dil_smf_clock_set_meter(&smf->clock, event->tick, data[0], 1U << data[1]);
  }
}

// Times are made when the events of all tracks are in order: tempo events of
// any track hold for all
static DilStatus
make_times(DilSmfReader* const reader)
{
  DilSmf* const smf = reader->smf;
  size_t n_tempos = smf->n_tracks;
  size_t n_meters = 0U;
  for (size_t i = 0U; i < smf->n_events; ++i) {
    n_tempos += is_meta(&smf->events[i], DIL_SMF_TEMPO, 3U);
    n_meters += is_meta(&smf->events[i], DIL_SMF_TIME_SIGNATURE, 2U);
  }

  if (!dil_smf_clock_init(&smf->clock, smf->division, n_tempos, n_meters)) {
    return dil_fail_memory(reader->message);
  }

  for (size_t i = 0U; i < smf->n_events; ++i) {
    DilSmfEvent* const event = &smf->events[i];
    if (smf->format == 2U && i && event->track != event[-1].track) {
      dil_smf_clock_set_tempo(
        &smf->clock, event[-1].tick, DIL_SMF_DEFAULT_TEMPO);
    }

    apply_to_clock(smf, event);
    event->time_s = dil_smf_clock_time(&smf->clock, event->tick);
  }

  return DIL_OK;
}

static DilStatus
read_file(DilSmfReader* const reader)
{
  const DilStatus status = dil_smf_read_chunks(reader);
  if (status) {
    return status;
  }

  DilSmf* const smf = reader->smf;
  if (smf->n_events) {
    qsort(smf->events, smf->n_events, sizeof(DilSmfEvent), compare_events);
  }

  return make_times(reader);
}

DilStatus
dil_smf_read(const char* const name,
             const uint8_t* const bytes,
             const size_t n_bytes,
             DilWarnings* const warnings,
             DilSmf** const out,
             DilMessage* const message)
{
  if (n_bytes > UINT32_MAX) {
    return dil_fail(message, DIL_UNSUPPORTED, "%s: larger than 4 GB", name);
  }

  DilSmf* const smf = (DilSmf*)calloc(1U, sizeof(DilSmf));
  uint8_t* const copy = (uint8_t*)malloc(n_bytes + 1U);
  if (!smf || !copy) {
    free(smf);
    free(copy);
    return dil_fail_memory(message);
  }

  if (n_bytes) {
    memcpy(copy, bytes, n_bytes);
  }

  smf->bytes = copy;
  smf->n_bytes = n_bytes;

  DilSmfReader reader = {smf, 0U, 0U, name, warnings, message};
  const DilStatus status = read_file(&reader);
  if (status) {
    dil_smf_free(smf);
    return status;
  }

  *out = smf;
  return DIL_OK;
}

void
dil_smf_free(DilSmf* const smf)
{
  if (smf) {
    dil_smf_clock_clear(&smf->clock);
    free(smf->events);
    free(smf->bytes);
    free(smf);
  }
}

uint32_t
dil_smf_n_tracks(const DilSmf* const smf)
{
  return smf->n_tracks;
}

size_t
dil_smf_n_events(const DilSmf* const smf)
{
  return smf->n_events;
}

const DilSmfEvent*
dil_smf_events(const DilSmf* const smf)
{
  return smf->events;
}

const uint8_t*
dil_smf_payload(const DilSmf* const smf, const DilSmfEvent* const event)
{
  return smf->bytes + event->offset;
}

DilScorePosition
dil_smf_position(const DilSmf* const smf, const double time_s)
{
  return dil_smf_clock_position(&smf->clock, time_s);
}
