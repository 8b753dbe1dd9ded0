// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "probe.h"

#include "support/test.h"

#include <jack/jack.h>
#include <jack/midiport.h>

#include <poll.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/// Notes that a probe remembers
#define MAX_NOTES 64U

/// Longest that anything here is waited for, in ms
enum { LIMIT_MS = 30000, NAP_MS = 5 };

struct Probe {
  jack_client_t* client;
  jack_port_t* audio;
  jack_port_t* midi;
  float* heard;    ///< [capacity]
  size_t capacity; ///< Frames
  uint8_t key;
  uint32_t period;        ///< Frames between notes
  _Atomic size_t n_heard; ///< Frames
  _Atomic size_t n_to_send;
  _Atomic size_t n_sent; ///< Notes
  size_t next;           ///< Frame of the next note
  bool is_down;          ///< Its note on was sent
  const uint8_t* bytes;  ///< [n_bytes] messages to send
  size_t n_bytes;
  unsigned n_a_period;         ///< Most of them in a period
  _Atomic size_t n_bytes_left; ///< Of them, to be sent
  size_t places[MAX_NOTES];
  _Atomic unsigned n_xruns;
  _Atomic unsigned n_gone; ///< Clients of the server that have ended
};

static void
nap(void)
{
  (void)poll(NULL, 0U, NAP_MS);
}

/// Bytes of the message that begins at `bytes`, up to the next status byte
static size_t
message_size(const uint8_t* const bytes, const size_t n_bytes)
{
  size_t n = 1U;
  while (n < n_bytes && bytes[n] < 0x80U) {
    ++n;
  }
  return n;
}

/// Send the messages whose turn it is
static void
send_messages(Probe* const probe, void* const buffer)
{
  size_t n_left = atomic_load(&probe->n_bytes_left);
  for (unsigned i = 0U; i < probe->n_a_period && n_left; ++i) {
    const uint8_t* const message = probe->bytes + probe->n_bytes - n_left;
    const size_t size = message_size(message, n_left);
    if (jack_midi_event_write(buffer, 0U, message, size)) {
      break;
    }
    n_left -= size;
  }
  atomic_store(&probe->n_bytes_left, n_left);
}

/// Send the notes that fall into this period, which begins at place `first`
static void
send_notes(Probe* const probe,
           void* const buffer,
           const jack_nframes_t n,
           const size_t first)
{
  const size_t n_sent = atomic_load(&probe->n_sent);
  if (n_sent >= atomic_load(&probe->n_to_send)) {
    probe->next = first + n;
    return;
  }

  if (probe->next < first + n) {
    const size_t offset = probe->next > first ? probe->next - first : 0U;
    const uint8_t status = probe->is_down ? 0x80U : 0x90U;
    const uint8_t message[] = {status, probe->key, 100U};
    jack_midi_event_write(
      buffer, (jack_nframes_t)offset, message, sizeof(message));
    if (!probe->is_down) {
      probe->places[n_sent] = first + offset;
    }
    atomic_store(&probe->n_sent, n_sent + probe->is_down);
    probe->next = first + offset + probe->period / 2U;
    probe->is_down = !probe->is_down;
  }
}

static int
process(const jack_nframes_t n, void* const context)
{
  Probe* const probe = (Probe*)context;
  const size_t first = atomic_load(&probe->n_heard);
  const float* const in = (const float*)jack_port_get_buffer(probe->audio, n);
  const size_t n_left = probe->capacity - first;
  const size_t n_kept = n < n_left ? n : n_left;
  memcpy(probe->heard + first, in, n_kept * sizeof(*in));
  void* const buffer = jack_port_get_buffer(probe->midi, n);
  jack_midi_clear_buffer(buffer);
  send_messages(probe, buffer);
  send_notes(probe, buffer, n, first);
  atomic_store(&probe->n_heard, first + n_kept);
  return 0;
}

static int
count_xrun(void* const context)
{
  Probe* const probe = (Probe*)context;
  atomic_fetch_add(&probe->n_xruns, 1U);
  return 0;
}

static void
count_gone(const char* const name, const int is_there, void* const context)
{
  (void)name;
  Probe* const probe = (Probe*)context;
  atomic_fetch_add(&probe->n_gone, is_there ? 0U : 1U);
}

Probe*
probe_new(const size_t n_frames)
{
  Probe* const probe = (Probe*)calloc(1U, sizeof(*probe));
  assert_non_null(probe);
  probe->capacity = n_frames;
  probe->heard = (float*)calloc(n_frames, sizeof(*probe->heard));
  assert_non_null(probe->heard);
  probe->client = jack_client_open("probe", JackNoStartServer, NULL);
  assert_non_null(probe->client);
  probe->audio = jack_port_register(
    probe->client, "in", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0U);
  probe->midi = jack_port_register(
    probe->client, "out", JACK_DEFAULT_MIDI_TYPE, JackPortIsOutput, 0U);
  assert_non_null(probe->audio);
  assert_non_null(probe->midi);
  jack_set_process_callback(probe->client, process, probe);
  jack_set_xrun_callback(probe->client, count_xrun, probe);
  jack_set_client_registration_callback(probe->client, count_gone, probe);
  assert_int_equal(jack_activate(probe->client), 0);
  return probe;
}

void
probe_free(Probe* const probe)
{
  if (probe) {
    jack_client_close(probe->client);
    free(probe->heard);
    free(probe);
  }
}

static bool
connect_port(Probe* const probe,
             const Run* const run,
             const char* const from,
             const char* const to)
{
  // What connects now is not there before the program has begun
  for (int waited_ms = 0; waited_ms < LIMIT_MS; waited_ms += NAP_MS) {
    const int error = jack_connect(probe->client, from, to);
    if (!error) {
      return true;
    }
    if (run_has_ended(run)) {
      return false;
    }
    nap();
  }
  return false;
}

bool
probe_connect(Probe* const probe, Run* const run, const bool with_midi)
{
  const bool is_heard =
    connect_port(probe, run, "dilaton:out_0", jack_port_name(probe->audio));
  const bool is_played =
    !with_midi ||
    connect_port(probe, run, jack_port_name(probe->midi), "dilaton-midi:in");

  // Connecting may itself make the server late
  atomic_store(&probe->n_xruns, 0U);
  return is_heard && is_played;
}

const char*
probe_connections(const Probe* const probe)
{
  static const char* const names[] = {
    "none", "audio", "MIDI", "audio and MIDI"};

  const bool has_audio = jack_port_connected(probe->audio) > 0;
  const bool has_midi = jack_port_connected(probe->midi) > 0;
  return names[(has_midi ? 2 : 0) + (has_audio ? 1 : 0)];
}

void
probe_set_period(Probe* const probe, const uint32_t n_frames)
{
  assert_int_equal(jack_set_buffer_size(probe->client, n_frames), 0);
}

void
probe_send_notes(Probe* const probe,
                 const uint8_t key,
                 const size_t n_notes,
                 const uint32_t period)
{
  assert_true(n_notes <= MAX_NOTES);
  probe->key = key;
  probe->period = period;
  atomic_store(&probe->n_sent, 0U);
  atomic_store(&probe->n_to_send, n_notes);
  for (int waited_ms = 0; atomic_load(&probe->n_sent) < n_notes;
       waited_ms += NAP_MS) {
    assert_true(waited_ms < LIMIT_MS);
    nap();
  }
}

void
probe_send_messages(Probe* const probe,
                    const uint8_t* const bytes,
                    const size_t n_bytes,
                    const unsigned n_a_period)
{
  probe->bytes = bytes;
  probe->n_bytes = n_bytes;
  probe->n_a_period = n_a_period;
  atomic_store(&probe->n_bytes_left, n_bytes);
  for (int waited_ms = 0; atomic_load(&probe->n_bytes_left);
       waited_ms += NAP_MS) {
    assert_true(waited_ms < LIMIT_MS);
    nap();
  }
}

void
probe_hear(Probe* const probe, const size_t n_frames)
{
  const size_t wanted = probe_n_heard(probe) + n_frames;
  const size_t end = wanted < probe->capacity ? wanted : probe->capacity;
  size_t n_before = 0U;
  for (int waited_ms = 0; probe_n_heard(probe) < end; waited_ms += NAP_MS) {
    const size_t n = probe_n_heard(probe);
    waited_ms = n > n_before ? 0 : waited_ms;
    n_before = n;
    assert_true(waited_ms < LIMIT_MS);
    nap();
  }
}

void
probe_hear_sound(Probe* const probe, const size_t n_frames)
{
  size_t place = probe_n_heard(probe);
  for (size_t n = 0U; n < n_frames;) {
    assert_true(place < probe->capacity);
    probe_hear(probe, 1U);
    for (; place < probe_n_heard(probe); ++place) {
      n += probe->heard[place] != 0.0f;
    }
  }
}

const float*
probe_heard(const Probe* const probe)
{
  return probe->heard;
}

size_t
probe_n_heard(const Probe* const probe)
{
  return atomic_load(&probe->n_heard);
}

size_t
probe_note_place(const Probe* const probe, const size_t index)
{
  return probe->places[index];
}

unsigned
probe_n_xruns(const Probe* const probe)
{
  return atomic_load(&probe->n_xruns);
}

unsigned
probe_n_gone(const Probe* const probe)
{
  return atomic_load(&probe->n_gone);
}
