// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "smf_private.h"

#include "midi_event.h"

#include <stdlib.h>
#include <string.h>

static bool
take_byte(const DilSmf* const smf,
          DilSmfTrack* const track,
          uint8_t* const byte)
{
  if (track->at == track->end) {
    return false;
  }

  *byte = smf->bytes[track->at++];
  return true;
}

// Numbers of 7 bits a byte, the most significant first, in at most 4 bytes
static bool
take_number(const DilSmf* const smf,
            DilSmfTrack* const track,
            uint32_t* const number)
{
  *number = 0U;
  for (unsigned i = 0U; i < 4U; ++i) {
    uint8_t byte = 0U;
    if (!take_byte(smf, track, &byte)) {
      return false;
    }

    *number = (*number << 7U) | (byte & 0x7FU);
    if (!(byte & 0x80U)) {
      return true;
    }
  }

  return false;
}

static bool
take_payload(const DilSmf* const smf,
             DilSmfTrack* const track,
             DilSmfEvent* const event)
{
  if (!take_number(smf, track, &event->size) ||
      event->size > track->end - track->at) {
    return false;
  }

  event->offset = (uint32_t)track->at;
  track->at += event->size;
  return true;
}

static bool
take_data(const DilSmf* const smf,
          DilSmfTrack* const track,
          uint8_t* const data)
{
  return take_byte(smf, track, data) && *data <= 0x7FU;
}

static bool
take_channel_message(const DilSmf* const smf,
                     DilSmfTrack* const track,
                     DilSmfEvent* const event)
{
  event->offset = (uint32_t)track->at;
  return take_data(smf, track, &event->data[0]) &&
         (dil_midi_size(event->status) == 2U ||
          take_data(smf, track, &event->data[1]));
}

// Without a status byte, the last channel message's holds on.  The standard
// lets meta events and system exclusives end that, but there are files that do
// not.
static bool
take_status(const DilSmf* const smf,
            DilSmfTrack* const track,
            uint8_t* const status)
{
  if (!take_byte(smf, track, status)) {
    return false;
  }

  if (*status < 0x80U) {
    --track->at;
    *status = track->running;
  } else if (*status < 0xF0U) {
    track->running = *status;
  }

  return *status != 0U;
}

static bool
take_event(const DilSmf* const smf,
           DilSmfTrack* const track,
           DilSmfEvent* const event)
{
  uint32_t delta = 0U;
  if (!take_number(smf, track, &delta) ||
      !take_status(smf, track, &event->status)) {
    return false;
  }

  event->tick = track->tick + delta;
  if (event->status < 0xF0U) {
    return take_channel_message(smf, track, event);
  }

  if (event->status == DIL_SMF_META) {
    return take_byte(smf, track, &event->data[0]) &&
           take_payload(smf, track, event);
  }

  return (event->status == DIL_SMF_SYSEX || event->status == DIL_SMF_ESCAPE) &&
         take_payload(smf, track, event);
}

static DilStatus
append(DilSmf* const smf, const DilSmfEvent* const event)
{
  if (smf->n_events == smf->capacity) {
    if (smf->n_events == DIL_SMF_MAX_EVENTS) {
      return DIL_UNSUPPORTED;
    }

    // A power of 2, so that the limit is met exactly
    const size_t capacity = smf->capacity ? 2U * smf->capacity : 1024U;
    DilSmfEvent* const events =
      (DilSmfEvent*)realloc(smf->events, capacity * sizeof(DilSmfEvent));
    if (!events) {
      return DIL_NO_MEMORY;
    }

    smf->events = events;
    smf->capacity = capacity;
  }

  smf->events[smf->n_events++] = *event;
  return DIL_OK;
}

static bool
is_track_end(const DilSmfEvent* const event)
{
  return event->status == DIL_SMF_META &&
         event->data[0] == DIL_SMF_END_OF_TRACK;
}

static bool
is_track_head(const DilSmf* const smf, const size_t at)
{
  return smf->n_bytes - at >= 8U && !memcmp(smf->bytes + at, "MTrk", 4U);
}

DilStatus
dil_smf_read_track(DilSmf* const smf, DilSmfTrack* const track)
{
  track->ending = DIL_SMF_CUT;
  while (track->at < track->end &&
         (track->is_bounded || !is_track_head(smf, track->at))) {
    const size_t start = track->at;
    DilSmfEvent event = {.track = (uint16_t)smf->n_tracks};
    if (!take_event(smf, track, &event)) {
      track->at = start;
      track->ending = DIL_SMF_DAMAGED;
      return DIL_OK;
    }

    const DilStatus status = append(smf, &event);
    if (status) {
      return status;
    }

    track->tick = event.tick;
    if (is_track_end(&event)) {
      track->ending = DIL_SMF_COMPLETE;
      return DIL_OK;
    }
  }

  return DIL_OK;
}
