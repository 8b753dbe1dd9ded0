// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "window_options.h"

#include "audio_portaudio.h"
#include "midi_rtmidi.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const char* const names[] = {"Driver", "Device", "Latency", "MIDI"};

/// Milliseconds of sound in the ring that can be chosen
static const double latencies[] = {5.0, 10.0, 20.0, 40.0, 80.0, 160.0};
#define N_LATENCIES (sizeof(latencies) / sizeof(latencies[0]))

/// Drivers by name, of audio_drivers, and the one that is taken by itself
static const char* const drivers[] = {"JACK",
                                      "ALSA",
                                      "PulseAudio",
                                      "automatic"};
#define N_DRIVERS (sizeof(drivers) / sizeof(drivers[0]))

static const char own_port[] = "own port";
static const char usual_device[] = "default";

static void
add(ChoiceList* const list, const char* const text)
{
  if (list->n < MAX_CHOICES) {
    char* const place = list->texts[list->n];
    snprintf(place, sizeof(list->texts[0]), "%s", text);
    list->choices[list->n++] = place;
  }
}

static void
look_for_devices(ChoiceList* const list,
                 const char* const driver,
                 const char* const device)
{
  AudioDevice* devices = NULL;
  size_t n = 0U;
  DilMessage message;
  add(list, usual_device);
  list->chosen = device ? DIL_VIEW_NONE : 0U;
  if (audio_list(&devices, &n, &message)) {
    return;
  }

  for (size_t i = 0U; i < n; ++i) {
    if (!driver || !strcmp(devices[i].driver, driver)) {
      if (device && !strcmp(devices[i].name, device)) {
        list->chosen = list->n < MAX_CHOICES ? list->n : DIL_VIEW_NONE;
      }
      add(list, devices[i].name);
    }
  }
  free(devices);
}

static void
look_for_ports(ChoiceList* const list, const char* const port)
{
  MidiPort* ports = NULL;
  size_t n = 0U;
  DilMessage message;
  add(list, own_port);
  list->chosen = port ? DIL_VIEW_NONE : 0U;
  if (midi_list(&ports, &n, &message)) {
    return;
  }

  for (size_t i = 0U; i < n; ++i) {
    if (port && strstr(ports[i].name, port)) {
      list->chosen = list->n < MAX_CHOICES ? list->n : DIL_VIEW_NONE;
    }
    add(list, ports[i].name);
  }
  free(ports);
}

void
window_options_look(WindowOptions* const options,
                    const PlayRequest* const request,
                    const char* const driver,
                    const char* const device)
{
  ChoiceList* const lists = options->lists;
  memset(lists, 0, sizeof(options->lists));
  for (size_t i = 0U; i < N_DRIVERS; ++i) {
    add(&lists[WINDOW_DRIVER], drivers[i]);
  }
  lists[WINDOW_DRIVER].chosen = (size_t)request->driver;

  lists[WINDOW_LATENCY].chosen = DIL_VIEW_NONE;
  for (size_t i = 0U; i < N_LATENCIES; ++i) {
    char text[32];
    snprintf(text, sizeof(text), "%g ms", latencies[i]);
    add(&lists[WINDOW_LATENCY], text);
    if (!(latencies[i] < request->latency_ms) &&
        !(latencies[i] > request->latency_ms)) {
      lists[WINDOW_LATENCY].chosen = i;
    }
  }

  look_for_devices(&lists[WINDOW_DEVICE], driver, device);
  look_for_ports(&lists[WINDOW_MIDI], request->midi);
}

bool
window_options_show(const WindowOptions* const options,
                    const size_t index,
                    DilViewOption* const option)
{
  if (index >= WINDOW_N_OPTIONS) {
    return false;
  }

  const ChoiceList* const list = &options->lists[index];
  option->name = names[index];
  option->choices = list->choices;
  option->n_choices = list->n;
  option->chosen = list->chosen;
  return true;
}

/// Choose by name, or what is first: the usual
static const char*
name(const ChoiceList* const list,
     const size_t choice,
     char* const text,
     const size_t size)
{
  snprintf(text, size, "%s", list->choices[choice]);
  return choice ? text : NULL;
}

bool
window_options_choose(WindowOptions* const options,
                      const size_t index,
                      const size_t choice,
                      PlayRequest* const request)
{
  if (index >= WINDOW_N_OPTIONS || choice >= options->lists[index].n) {
    return false;
  }

  ChoiceList* const list = &options->lists[index];
  list->chosen = choice;
  switch ((WindowOption)index) {
  case WINDOW_DRIVER:
    request->driver = (int)choice;
    request->device = NULL;
    break;
  case WINDOW_DEVICE:
    request->device =
      name(list, choice, options->device, sizeof(options->device));
    break;
  case WINDOW_LATENCY:
    request->latency_ms = latencies[choice];
    break;
  case WINDOW_MIDI:
    request->midi = name(list, choice, options->midi, sizeof(options->midi));
    break;
  case WINDOW_N_OPTIONS:
    break;
  }
  return true;
}
