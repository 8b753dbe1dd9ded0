// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "audio_portaudio.h"
#include "command.h"
#include "midi_rtmidi.h"
#include "options.h"
#include "play_request.h"
#include "report.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char purpose[] =
  "Play a melody; or, without one, what comes from MIDI and, in a terminal, "
  "from\n"
  "the computer's keyboard.  Ctrl-C ends it.  SIGUSR1 loads the presets again\n"
  "and crossfades to them.";

#define FIELD(name) offsetof(PlayRequest, name)

// clang-format off
static const Option options[] = {
  { OPTION_CHOICE, 0, "driver", "NAME", FIELD(driver), 0, 0, audio_drivers,
    "jack, alsa or pulse (JACK if a server runs)" },
  { OPTION_TEXT, 'd', "device", "NAME", FIELD(device), 0, 0, NULL,
    "Output, by its name or a part of it (the driver's default)" },
  { OPTION_RATE, 'r', "rate", "HZ", FIELD(sound.rate), 8000, 384000, NULL,
    "Frames a second (the device's own)" },
  { OPTION_NUMBER, 'l', "latency", "MS", FIELD(latency_ms), 1, 1000, NULL,
    "Sound kept ready, in ms (20)" },
  { OPTION_TEXT, 'm', "midi", "NAME", FIELD(midi), 0, 0, NULL,
    "MIDI input to open, by its name or a part of it; \"list\" lists them (a "
    "port of our own)" },
  { OPTION_FLAG, 'k', "keyboard", NULL, FIELD(is_keyboard), 0, 0, NULL,
    "Play from the computer's keyboard, also beside a melody" },
  { OPTION_FLAG, 0, "stdin", NULL, FIELD(is_stdin), 0, 0, NULL,
    "Play raw MIDI bytes from standard input, to its end" },
  { OPTION_FLAG, 'w', "window", NULL, FIELD(is_window), 0, 0, NULL,
    "Open a window that shows and plays all of it" },
  { OPTION_FLAG, 0, "slow", NULL, FIELD(is_slow), 0, 0, NULL,
    "In the window, hold a note and show how the network makes it, step by "
    "step" },
  { OPTION_FLAG, 0, "loop", NULL, FIELD(is_looping), 0, 0, NULL,
    "Play the melody again and again" },
  { OPTION_TEXT, 0, "record", "FILE", FIELD(record), 0, 0, NULL,
    "Write what is played to a sound file, too, or a WAV to standard output "
    "for \"-\"" },
  { OPTION_CHOICE, 'O', "encoding", "FORMAT", FIELD(encoding), 0, 0,
    sound_encodings, "Store its samples as s16, s24 or float (s16)" },
  SOUND_OPTIONS,
  { OPTION_INTEGER, 0, "track", "N", FIELD(track), 0, 65535, NULL,
    "Play only this track of the melody, from 0" },
  { OPTION_INTEGER, 0, "channel", "N", FIELD(channel), 1, 16, NULL,
    "Play only this MIDI channel, from 1" },
  { OPTION_INTEGER, 0, "transpose", "N", FIELD(transpose), -127, 127, NULL,
    "Move all notes of the melody by N semitones (0)" },
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads that make sound (1)" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print nothing but errors" }
};
// clang-format on

static PlayRequest
defaults(void)
{
  PlayRequest request;
  memset(&request, 0, sizeof(request));
  request.sound = sound_defaults();
  request.sound.rate = 0;
  request.track = DIL_SCORE_ALL;
  request.channel = DIL_SCORE_ALL;
  request.driver = AUDIO_BEST;
  request.latency_ms = 20.0;
  request.n_threads = 1;
  return request;
}

static int
list_midi(void)
{
  MidiPort* ports = NULL;
  size_t n_ports = 0U;
  DilMessage message;
  if (midi_list(&ports, &n_ports, &message)) {
    return complain("%s", message.text);
  }

  for (size_t i = 0U; i < n_ports; ++i) {
    print_row(ports[i].driver, "%s", ports[i].name);
  }
  if (!n_ports) {
    (void)complain("no MIDI inputs but the one that playing makes");
  }
  free(ports);
  return finish_output();
}

int
command_play(int argc, char** argv)
{
  static const Usage usage = {"play [MELODY]",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              0U,
                              1U};
  PlayRequest request = defaults();
  TextList operands;
  const int result = options_parse(&usage, argc, argv, &request, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  if (request.midi && !strcmp(request.midi, "list")) {
    return list_midi();
  }

  request.melody = operands.n_texts ? operands.texts[0] : NULL;
  request.score = dil_score_defaults();
  request.score.track = (int32_t)request.track;
  request.score.channel = (int32_t)request.channel;
  request.score.transpose = (int32_t)request.transpose;
  if (request.is_stdin && request.is_keyboard) {
    return complain_usage("--stdin and --keyboard both read standard input");
  }
  if (request.is_stdin && request.melody && !strcmp(request.melody, "-")) {
    return complain_usage("--stdin and the melody both read standard input");
  }
  if (request.is_slow && !request.is_window) {
    return complain_usage("--slow needs --window");
  }
  if (request.is_window && (request.is_stdin || request.is_keyboard)) {
    return complain_usage(
      "--window has keys of its own: without --keyboard and --stdin");
  }
  if (request.is_looping && !request.melody) {
    return complain_usage("--loop needs a melody");
  }

  return request.is_window ? play_window(&request) : play_session(&request);
}
