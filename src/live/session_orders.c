// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "session_private.h"

#include "message.h"

#include <stdlib.h>
#include <string.h>

static bool
send(Session* const s, const Order* const order)
{
  return dil_ring_write(s->orders, order, 1U) == 1U;
}

bool
session_send(Session* const session, const DilEvent* const event)
{
  const Order order = {.type = ORDER_EVENT, .event = *event};
  return send(session, &order);
}

bool
session_play(Session* const session, const bool is_playing)
{
  const Order order = {.type = ORDER_PLAY, .is_on = is_playing};
  return send(session, &order);
}

bool
session_loop(Session* const session, const bool is_looping)
{
  const Order order = {.type = ORDER_LOOP, .is_on = is_looping};
  return send(session, &order);
}

bool
session_seek(Session* const session, const double place_s)
{
  const Order order = {.type = ORDER_SEEK, .place_s = place_s};
  return send(session, &order);
}

bool
session_open_score(Session* const session, const DilScore* const score)
{
  const Order order = {.type = ORDER_SCORE, .score = score};
  return send(session, &order);
}

const DilScore*
session_score(const Session* const session)
{
  return generator_state(session->generator).score;
}

DilStatus
session_record(Session* const session,
               const char* const path,
               const DilEncoding encoding,
               DilMessage* const message)
{
  SessionRecording* const recording = &session->recording;
  if (recording->recorder) {
    return dil_fail(message,
                    DIL_UNSUPPORTED,
                    "%s: the last recording is not finished yet",
                    path);
  }

  char* const copy = strdup(path);
  DilStatus status = copy ? recorder_new(path,
                                         encoding,
                                         audio_rate(session->audio),
                                         &recording->recorder,
                                         message)
                          : dil_fail_memory(message);
  if (status) {
    free(copy);
    return status;
  }

  free(recording->path);
  recording->path = copy;
  recording->is_on = true;
  recording->is_ending = false;
  recording->n_before = 0U;
  if (session->generator) {
    const Order order = {.type = ORDER_RECORD,
                         .recorder = recorder_ring(recording->recorder)};
    recording->n_before = generator_state(session->generator).n_frames;
    recording->is_ending = !send(session, &order);
  }
  return DIL_OK;
}

void
session_end_recording(Session* const session)
{
  const Order order = {.type = ORDER_RECORD};
  SessionRecording* const recording = &session->recording;
  if (recording->recorder && !recording->is_ending) {
    recording->is_ending = send(session, &order);
  }
}

/// Give the recording its name
static DilStatus
finish(Session* const s, DilMessage* const message)
{
  SessionRecording* const recording = &s->recording;
  const uint64_t n_missing = generator_state(s->generator).n_lost;
  const DilStatus status = recorder_finish(recording->recorder, message);
  recording->is_on = false;
  return status || !n_missing
           ? status
           : dil_fail(message,
                      DIL_IO_ERROR,
                      "%s: %llu frames are missing, for the disk was slow",
                      recording->path,
                      (unsigned long long)n_missing);
}

DilStatus
session_finish_recording(Session* const session, DilMessage* const message)
{
  return session->recording.is_on ? finish(session, message) : DIL_OK;
}

/// Whether no thread writes to the recording any more
static bool
is_left(const Session* const s)
{
  const DilRing* const in_use = generator_state(s->generator).recorder;
  return s->recording.is_ending && !in_use && !dil_ring_fill(s->orders);
}

DilStatus
session_drain_recording(Session* const session, DilMessage* const message)
{
  SessionRecording* const recording = &session->recording;
  if (is_left(session)) {
    const DilStatus status = session_finish_recording(session, message);
    recorder_free(recording->recorder);
    recording->recorder = NULL;
    recording->is_ending = false;
    return status;
  }
  if (!recording->is_on) {
    return DIL_OK;
  }

  // After a failure its ring stays, for it may be written to
  const DilStatus status = recorder_drain(recording->recorder, message);
  if (status) {
    recording->is_on = false;
    session_end_recording(session);
  }
  return status;
}
