// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "audio_portaudio.h"
#include "command.h"
#include "json_output.h"
#include "midi_rtmidi.h"
#include "options.h"
#include "report.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

/// Everything that there is
typedef struct {
  AudioDevice* devices; ///< [n_devices]
  size_t n_devices;
  MidiPort* ports; ///< [n_ports]
  size_t n_ports;
} Hardware;

static void
print_hardware(const Hardware* const hardware)
{
  puts("Audio outputs (* the default):");
  for (size_t i = 0U; i < hardware->n_devices; ++i) {
    const AudioDevice* const d = &hardware->devices[i];
    print_row(d->is_default ? " *" : "",
              "%s: %s, %u channels, %g Hz, %.1f ms",
              d->driver,
              d->name,
              d->n_channels,
              d->rate,
              1000.0 * d->latency_s);
  }

  if (!hardware->n_devices) {
    print_row("", "none");
  }

  puts("MIDI inputs:");
  for (size_t i = 0U; i < hardware->n_ports; ++i) {
    print_row("", "%s: %s", hardware->ports[i].driver, hardware->ports[i].name);
  }
  if (!hardware->n_ports) {
    print_row("", "none; dilaton play makes one of its own");
  }
}

static json_t*
hardware_json(const Hardware* const hardware)
{
  json_t* const audio = json_array();
  json_t* const midi = json_array();
  for (size_t i = 0U; i < hardware->n_devices; ++i) {
    const AudioDevice* const d = &hardware->devices[i];
    json_array_append_new(audio,
                          json_pack("{s:o, s:o, s:i, s:f, s:f, s:b}",
                                    "driver",
                                    json_text(d->driver),
                                    "name",
                                    json_text(d->name),
                                    "channels",
                                    (int)d->n_channels,
                                    "rate",
                                    d->rate,
                                    "latency_s",
                                    d->latency_s,
                                    "default",
                                    d->is_default));
  }
  for (size_t i = 0U; i < hardware->n_ports; ++i) {
    json_array_append_new(midi,
                          json_pack("{s:o, s:o}",
                                    "driver",
                                    json_text(hardware->ports[i].driver),
                                    "name",
                                    json_text(hardware->ports[i].name)));
  }

  return json_pack("{s:o, s:o}", "audio", audio, "midi", midi);
}

static int
show(const Hardware* const hardware, const bool is_json)
{
  int status = EXIT_DONE;
  if (is_json) {
    status = json_print(hardware_json(hardware));
  } else {
    print_hardware(hardware);
    status = finish_output();
  }

  return status                ? status
         : hardware->n_devices ? EXIT_DONE
                               : complain("no audio output device");
}

int
command_devices(int argc, char** argv)
{
  static const Option options[] = {
    {OPTION_FLAG, 0, "json", NULL, 0U, 0, 0, NULL, "Print JSON"}};
  static const Usage usage = {"devices",
                              "List audio outputs and MIDI inputs.  The status "
                              "is 1 if there is no audio\n"
                              "output.",
                              options,
                              1U,
                              0U,
                              0U};
  bool is_json = false;
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &is_json, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  Hardware hardware = {NULL, 0U, NULL, 0U};
  DilMessage message;
  DilStatus status =
    audio_list(&hardware.devices, &hardware.n_devices, &message);
  if (!status) {
    status = midi_list(&hardware.ports, &hardware.n_ports, &message);
  }

  const int shown =
    status ? complain("%s", message.text) : show(&hardware, is_json);
  free(hardware.devices);
  free(hardware.ports);
  return shown;
}
