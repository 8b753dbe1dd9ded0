// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// audio_callback [SECONDS [PRESET]]: play through JACK, a rising chord by
// itself and whatever notes come from MIDI
//
// The audio thread owns the engine while JACK runs, and calls nothing of it
// that is not marked DIL_REALTIME.

#include <dilaton/dilaton.h>

#include <jack/jack.h>
#include <jack/midiport.h>

#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_EVENTS 256U
#define N_CHORD    3U

typedef struct {
  DilEngine* engine;
  jack_port_t* input;
  jack_port_t* outputs[DIL_N_OUTPUTS];
  sem_t is_done;     ///< Posted when it has played for long enough
  uint64_t frame;    ///< From the start to this period
  uint64_t n_frames; ///< To be played
  uint32_t interval; ///< Frames from note to note of the chord
} Player;

static DilEvent
note_event(const uint32_t frame, const int type, const int key, const int value)
{
  DilEvent event;
  memset(&event, 0, sizeof(event));
  event.frame = frame;
  event.type = (uint8_t)type;
  event.number = (uint8_t)key;
  event.note_id = DIL_ANY_NOTE;
  event.value = (float)value;
  return event;
}

/// Notes of MIDI in the order of their frames; returns how many
static size_t
read_midi(const Player* const player,
          const jack_nframes_t n_frames,
          DilEvent* const events)
{
  void* const buffer = jack_port_get_buffer(player->input, n_frames);
  size_t n = 0U;
  for (uint32_t i = 0U; i < jack_midi_get_event_count(buffer); ++i) {
    jack_midi_event_t midi;
    if (n == MAX_EVENTS || jack_midi_event_get(&midi, buffer, i) ||
        midi.size != 3U) {
      continue;
    }

    const int kind = midi.buffer[0] & 0xF0;
    const bool is_on = kind == 0x90 && midi.buffer[2];
    if (kind == 0x80 || kind == 0x90) {
      events[n++] = note_event(midi.time,
                               is_on ? DIL_EVENT_NOTE_ON : DIL_EVENT_NOTE_OFF,
                               midi.buffer[1],
                               midi.buffer[2]);
    }
  }

  return n;
}

/// The chord's note that begins in this period; returns 1, or 0 for none
static size_t
play_chord(const Player* const player,
           const jack_nframes_t n_frames,
           DilEvent* const events)
{
  static const int keys[N_CHORD] = {60, 64, 67};
  for (uint32_t i = 0U; i < N_CHORD; ++i) {
    const uint64_t onset = (uint64_t)i * player->interval;
    if (onset >= player->frame && onset < player->frame + n_frames) {
      events[0] = note_event(
        (uint32_t)(onset - player->frame), DIL_EVENT_NOTE_ON, keys[i], 90);
      return 1U;
    }
  }

  return 0U;
}

/// Called by JACK, on its audio thread
static int
process(const jack_nframes_t n_frames, void* const context)
{
  Player* const player = (Player*)context;
  float* const out[DIL_N_OUTPUTS] = {
    (float*)jack_port_get_buffer(player->outputs[0], n_frames),
    (float*)jack_port_get_buffer(player->outputs[1], n_frames)};
  DilEvent events[MAX_EVENTS + 1U];

  // One that is out of order is late by less than a period, which is no harm
  size_t n_events = play_chord(player, n_frames, events);
  n_events += read_midi(player, n_frames, events + n_events);
  dil_engine_render(player->engine, events, n_events, out, n_frames);

  const bool was_done = player->frame >= player->n_frames;
  player->frame += n_frames;
  if (!was_done && player->frame >= player->n_frames) {
    sem_post(&player->is_done);
  }

  return 0;
}

/// Called by JACK when it ends
static void
stop(void* const context)
{
  sem_post(&((Player*)context)->is_done);
}

static jack_port_t*
open_port(jack_client_t* const client,
          const char* const name,
          const char* const type,
          const unsigned long flags)
{
  jack_port_t* const port = jack_port_register(client, name, type, flags, 0);
  if (!port) {
    fprintf(stderr, "audio_callback: JACK has no more ports\n");
    exit(1);
  }

  return port;
}

/// Play for some seconds; an engine is made for the rate of the server
static int
play(jack_client_t* const client,
     const DilPreset* const preset,
     unsigned long seconds)
{
  const DilPreset* const presets[] = {preset};
  Player player;
  DilMessage message = {""};
  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = jack_get_sample_rate(client);
  memset(&player, 0, sizeof(player));
  player.interval = settings.rate / 4U;
  player.n_frames = (uint64_t)seconds * settings.rate;
  sem_init(&player.is_done, 0, 0U);

  if (dil_engine_new(presets, 1U, &settings, &player.engine, &message)) {
    fprintf(stderr, "audio_callback: %s\n", message.text);
    return 1;
  }

  const char* const audio = JACK_DEFAULT_AUDIO_TYPE;
  player.input =
    open_port(client, "midi", JACK_DEFAULT_MIDI_TYPE, JackPortIsInput);
  player.outputs[0] = open_port(client, "left", audio, JackPortIsOutput);
  player.outputs[1] = open_port(client, "right", audio, JackPortIsOutput);
  jack_set_process_callback(client, process, &player);
  jack_on_shutdown(client, stop, &player);
  if (jack_activate(client)) {
    fprintf(stderr, "audio_callback: JACK does not let it play\n");
    dil_engine_free(player.engine);
    return 1;
  }

  jack_connect(client, "dilaton_example:left", "system:playback_1");
  jack_connect(client, "dilaton_example:right", "system:playback_2");
  sem_wait(&player.is_done);
  jack_deactivate(client);

  // No thread plays any more, so that all may be looked at
  float peaks[DIL_N_OUTPUTS];
  dil_engine_take_peaks(player.engine, peaks);
  printf("%u notes, peak %.3f\n",
         (unsigned)dil_engine_counts(player.engine).n_notes,
         (double)peaks[0]);
  dil_engine_free(player.engine);
  sem_destroy(&player.is_done);
  return 0;
}

int
main(const int argc, char** const argv)
{
  DilPreset* preset = NULL;
  DilMessage message = {""};
  if (dil_preset_find(argc > 2 ? argv[2] : NULL, &preset, &message)) {
    fprintf(stderr, "audio_callback: %s\n", message.text);
    return 1;
  }

  jack_client_t* const client =
    jack_client_open("dilaton_example", JackNoStartServer, NULL);
  int status = 1;
  if (client) {
    status = play(client, preset, argc > 1 ? strtoul(argv[1], NULL, 10) : 10U);
    jack_client_close(client);
  } else {
    fprintf(stderr, "audio_callback: no JACK server runs\n");
  }

  dil_preset_free(preset);
  return status;
}
