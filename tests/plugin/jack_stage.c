// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "jack_stage.h"

#include "host_private.h"
#include "support/jack_server.h"
#include "support/test.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include <math.h>
#include <semaphore.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Longest waits, which end a hang
#define WAIT_TURNS 500U
#define WAIT_NS    20000000L
#define PLAY_S     120

struct JackStage {
  JackServer* server;
  jack_client_t* client;
  jack_port_t* midi;
  jack_port_t* in[2];

  const Tune* tune;       ///< While playing
  size_t place;           ///< Next event
  Sound heard;            ///< What is filled
  size_t frame;           ///< Of the tune
  atomic_bool is_playing; ///< Owned by the callback while it is set
  sem_t is_done;
};

static void
wait_a_while(void)
{
  const struct timespec time = {0, WAIT_NS};
  nanosleep(&time, NULL);
}

static void
send_events(JackStage* const stage, void* const buffer, const uint32_t n_frames)
{
  const Tune* const tune = stage->tune;
  while (stage->place < tune->n_events &&
         tune->events[stage->place].frame < stage->frame + n_frames) {
    const DilEvent* const event = &tune->events[stage->place++];
    uint8_t bytes[3];
    const size_t size = host_midi(event, bytes);
    if (size) {
      jack_midi_event_write(
        buffer, event->frame - (uint32_t)stage->frame, bytes, size);
    }
  }
}

static int
process(const jack_nframes_t n_frames, void* const context)
{
  JackStage* const stage = (JackStage*)context;
  void* const buffer = jack_port_get_buffer(stage->midi, n_frames);
  jack_midi_clear_buffer(buffer);
  if (!atomic_load(&stage->is_playing)) {
    return 0;
  }

  send_events(stage, buffer, n_frames);
  const size_t n_left = stage->heard.n_frames - stage->frame;
  const size_t n = n_left < n_frames ? n_left : n_frames;
  for (size_t i = 0U; i < 2U; ++i) {
    memcpy(stage->heard.channels[i] + stage->frame,
           jack_port_get_buffer(stage->in[i], n_frames),
           n * sizeof(float));
  }

  stage->frame += n;
  if (stage->frame == stage->heard.n_frames) {
    atomic_store(&stage->is_playing, false);
    sem_post(&stage->is_done);
  }

  return 0;
}

static void
open_client(JackStage* const stage)
{
  stage->client = jack_client_open("stage", JackNoStartServer, NULL);
  assert_non_null(stage->client);
  stage->midi = jack_port_register(
    stage->client, "midi", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0U);
  stage->in[0] = jack_port_register(
    stage->client, "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0U);
  stage->in[1] = jack_port_register(
    stage->client, "right", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0U);
  assert_true(stage->midi && stage->in[0] && stage->in[1]);
  jack_set_process_callback(stage->client, process, stage);
  assert_int_equal(jack_activate(stage->client), 0);
}

JackStage*
jack_stage_new(void)
{
  enum { PERIOD = 1024 };

  JackStage* const stage = (JackStage*)calloc(1U, sizeof(*stage));
  assert_non_null(stage);
  sem_init(&stage->is_done, 0, 0U);
  stage->server = jack_server_start(PERIOD, JACK_PACE_CLIENTS);
  if (!stage->server) {
    jack_stage_free(stage);
    return NULL;
  }

  open_client(stage);
  return stage;
}

void
jack_stage_free(JackStage* const stage)
{
  if (stage) {
    if (stage->client) {
      jack_client_close(stage->client);
    }

    jack_server_stop(stage->server);
    sem_destroy(&stage->is_done);
    free(stage);
  }
}

/// Connect a port of ours once the other one is there and its client is active
static bool
connect_port(const JackStage* const stage,
             jack_port_t* const ours,
             const char* const other)
{
  const char* const name = jack_port_name(ours);
  const bool is_source = ours == stage->midi;
  for (unsigned i = 0U; i < WAIT_TURNS; ++i) {
    if (jack_port_by_name(stage->client, other)) {
      // Its result is no news of a connection that is there, or late
      (void)jack_connect(
        stage->client, is_source ? name : other, is_source ? other : name);
      if (jack_port_connected_to(ours, other)) {
        return true;
      }
    }
    wait_a_while();
  }

  return false;
}

bool
jack_stage_connect(JackStage* const stage,
                   const char* const midi,
                   const char* const left,
                   const char* const right)
{
  return connect_port(stage, stage->midi, midi) &&
         connect_port(stage, stage->in[0], left) &&
         connect_port(stage, stage->in[1], right);
}

Sound
jack_stage_play(JackStage* const stage,
                const Tune* const tune,
                const size_t n_frames)
{
  stage->tune = tune;
  stage->place = 0U;
  stage->frame = 0U;
  stage->heard = sound_new(n_frames);
  atomic_store(&stage->is_playing, true);

  struct timespec limit;
  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += PLAY_S;
  if (sem_timedwait(&stage->is_done, &limit)) {
    fail_msg("the JACK server has stopped");
  }

  return stage->heard;
}

/// First frame that is not 0, or the number of frames
static size_t
first_sound(const Sound* const sound)
{
  size_t i = 0U;
  while (i < sound->n_frames && sound->channels[0][i] == 0.0f) {
    ++i;
  }

  return i;
}

/// Greatest difference of two samples where both sounds are
static float
difference(const Sound* const a, const Sound* const b)
{
  const size_t n = a->n_frames < b->n_frames ? a->n_frames : b->n_frames;
  float greatest = 0.0f;
  for (size_t i = 0U; i < 2U * n; ++i) {
    const float step =
      a->channels[i & 1U][i / 2U] - b->channels[i & 1U][i / 2U];
    greatest = fmaxf(greatest, fabsf(step));
  }

  return greatest;
}

/// Fail unless one sound is the other one with some silence before it
void
assert_is_heard(const Sound* const heard, const Sound* const expected)
{
  const size_t late = first_sound(heard);
  const size_t early = first_sound(expected);
  if (late == heard->n_frames || late < early) {
    fail_msg("heard after %zu frames, not %zu or more", late, early);
  }

  const Sound aligned = {
    {heard->channels[0] + (late - early), heard->channels[1] + (late - early)},
    heard->n_frames - (late - early)};
  assert_true(aligned.n_frames > expected->n_frames / 2U);
  if (!sound_equal(&aligned, expected)) {
    fail_msg("heard %zu frames late, and other by %g",
             late - early,
             (double)difference(&aligned, expected));
  }
}
