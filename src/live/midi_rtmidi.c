// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "midi_rtmidi.h"

#include "message.h"
#include "quiet_audio.h"

#include <rtmidi/rtmidi_c.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// Name of our client and of its port
static const char client_name[] = "dilaton-midi";
static const char port_name[] = "in";

/// RtMidi's own queue, which a callback makes unnecessary
#define QUEUE_SIZE 128U

struct MidiInput {
  RtMidiInPtr device;
  MidiPort port;
  DilRing* ring;
  _Atomic uint64_t n_lost; ///< Messages for which there was no room
};

/// Systems that RtMidi may have been built for, and what it calls them
static const struct {
  enum RtMidiApi api;
  const char* name;
} systems[] = {{RTMIDI_API_LINUX_ALSA, "ALSA"}, {RTMIDI_API_UNIX_JACK, "JACK"}};

#define N_SYSTEMS 2U

static RtMidiInPtr
create(const size_t system)
{
  // RtMidi finds out itself that there is no JACK server.  To look for one
  // first would open and close a client, whose number our own client is then
  // given; a program that opens its client at that time may miss that the first
  // has gone, and never wake ours: JACK tells it before it knows its own name.
  quiet_audio_libraries();
  if (systems[system].api == RTMIDI_API_LINUX_ALSA &&
      access("/dev/snd/seq", R_OK | W_OK)) {
    return NULL;
  }

  RtMidiInPtr const device =
    rtmidi_in_create(systems[system].api, client_name, QUEUE_SIZE);
  if (device && (!device->ok || !device->ptr)) {
    rtmidi_in_free(device);
    return NULL;
  }
  return device;
}

static bool
get_port(RtMidiInPtr const device,
         const size_t system,
         const unsigned index,
         MidiPort* const port)
{
  int size = (int)sizeof(port->name);
  memset(port, 0, sizeof(*port));
  snprintf(port->driver, sizeof(port->driver), "%s", systems[system].name);
  const int n = rtmidi_get_port_name(device, index, port->name, &size);
  return n >= 0 && device->ok && *port->name;
}

/// Append the ports of one system
static DilStatus
list_system(const size_t system, MidiPort** const ports, size_t* const n_ports)
{
  RtMidiInPtr const device = create(system);
  if (!device) {
    return DIL_OK;
  }

  const unsigned n = rtmidi_get_port_count(device);
  MidiPort* const more =
    (MidiPort*)realloc(*ports, (*n_ports + n + 1U) * sizeof(**ports));
  *ports = more ? more : *ports;
  for (unsigned i = 0U; more && i < n; ++i) {
    *n_ports += get_port(device, system, i, &more[*n_ports]);
  }

  rtmidi_in_free(device);
  return more ? DIL_OK : DIL_NO_MEMORY;
}

DilStatus
midi_list(MidiPort** const out,
          size_t* const n_ports,
          DilMessage* const message)
{
  DilStatus status = DIL_OK;
  *out = NULL;
  *n_ports = 0U;
  const int standard_error = quiet_audio_begin();
  for (size_t system = 0U; system < N_SYSTEMS && !status; ++system) {
    status = list_system(system, out, n_ports);
  }
  quiet_audio_end(standard_error);

  if (status) {
    free(*out);
    *out = NULL;
    *n_ports = 0U;
    return dil_fail_memory(message);
  }
  return DIL_OK;
}

/// What has come in: called on a thread of RtMidi or JACK
static void
receive(const double delta_s,
        const unsigned char* const bytes,
        const size_t n_bytes,
        void* const context)
{
  (void)delta_s;
  MidiInput* const input = (MidiInput*)context;

  // A message is dropped as a whole
  const size_t n_free =
    dil_ring_capacity(input->ring) - dil_ring_fill(input->ring);
  if (n_bytes <= n_free) {
    (void)dil_ring_write(input->ring, bytes, n_bytes);
  } else {
    atomic_fetch_add_explicit(&input->n_lost, 1U, memory_order_relaxed);
  }
}

/// Find a port by its name, or else by a part of it; false if there is none
static bool
find_port(RtMidiInPtr const device,
          const size_t system,
          const char* const name,
          unsigned* const index,
          MidiPort* const port)
{
  const unsigned n = rtmidi_get_port_count(device);
  for (int pass = 0; pass < 2; ++pass) {
    for (unsigned i = 0U; i < n; ++i) {
      if (get_port(device, system, i, port) &&
          (pass ? !!strstr(port->name, name) : !strcmp(port->name, name))) {
        *index = i;
        return true;
      }
    }
  }

  return false;
}

/// Try to open the port in one system
static bool
open_in(MidiInput* const input, const size_t system, const char* const name)
{
  unsigned index = 0U;
  input->device = create(system);
  if (!input->device) {
    return false;
  }

  // A port that is there before its callback would print that it overflows
  rtmidi_in_ignore_types(input->device, false, true, true);
  rtmidi_in_set_callback(input->device, receive, input);
  if (!name) {
    rtmidi_open_virtual_port(input->device, port_name);
    snprintf(input->port.driver,
             sizeof(input->port.driver),
             "%s",
             systems[system].name);
    snprintf(input->port.name,
             sizeof(input->port.name),
             "%s:%s",
             client_name,
             port_name);
  } else if (find_port(input->device, system, name, &index, &input->port)) {
    rtmidi_open_port(input->device, index, port_name);
  } else {
    input->device->ok = false;
  }

  const bool is_open = input->device->ok;
  if (!is_open) {
    rtmidi_in_free(input->device);
    input->device = NULL;
  }
  return is_open;
}

DilStatus
midi_open(const char* const name,
          const bool prefers_jack,
          DilRing* const ring,
          MidiInput** const out,
          DilMessage* const message)
{
  MidiInput* const input = (MidiInput*)calloc(1U, sizeof(*input));
  if (!input) {
    return dil_fail_memory(message);
  }

  input->ring = ring;
  bool is_open = false;
  const int standard_error = quiet_audio_begin();
  for (size_t i = 0U; i < N_SYSTEMS && !is_open; ++i) {
    is_open = open_in(input, prefers_jack ? N_SYSTEMS - 1U - i : i, name);
  }
  quiet_audio_end(standard_error);
  if (is_open) {
    *out = input;
    return DIL_OK;
  }

  free(input);
  return name ? dil_fail(message, DIL_NOT_FOUND, "%s: no such MIDI input", name)
              : dil_fail(message,
                         DIL_NOT_FOUND,
                         "no MIDI system here, neither ALSA's nor JACK's");
}

const MidiPort*
midi_port(const MidiInput* const input)
{
  return &input->port;
}

uint64_t
midi_n_lost(const MidiInput* const input)
{
  return atomic_load_explicit(&input->n_lost, memory_order_relaxed);
}

void
midi_close(MidiInput* const input)
{
  if (input) {
    rtmidi_in_free(input->device);
    free(input);
  }
}
