// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "command.h"
#include "options.h"
#include "report.h"

#include "dilaton/version.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/// A command as the user sees it
typedef struct {
  const char* name;
  const char* summary;
  CommandFunction run;
} Command;

static const Command commands[] = {
  {"render", "Render a melody into a sound file", command_render},
  {"play", "Play a melody, or MIDI and keys as they come", command_play},
  {"transcribe", "Write a recorded melody as MIDI", command_transcribe},
  {"prepare", "Make recordings ready for a training", command_prepare},
  {"train", "Train a preset from recordings", command_train},
  {"evaluate", "Measure a preset on notes it has not seen", command_evaluate},
  {"info", "Describe a preset, a melody or a SoundFont", command_info},
  {"presets", "List presets, install and show them", command_presets},
  {"devices", "List audio outputs and MIDI inputs", command_devices},
  {"bench", "Measure the speed of this machine", command_bench},
};

static int
print_help(void)
{
  puts("Usage: dilaton COMMAND [OPTION]...\n\n"
       "Dilaton plays notes with instruments that a neural network has learned"
       " from\nrecordings.\n\nCommands:");
  for (size_t i = 0U; i < sizeof(commands) / sizeof(commands[0]); ++i) {
    printf("  %-10s %s\n", commands[i].name, commands[i].summary);
  }

  puts("\n\"dilaton help COMMAND\" tells what a command does and takes;"
       " \"man dilaton\"\ntells it at length.  \"dilaton --version\" shows the"
       " version.");
  return finish_output();
}

static int
run_command(const int argc, char** const argv)
{
  for (size_t i = 0U; i < sizeof(commands) / sizeof(commands[0]); ++i) {
    if (!strcmp(argv[0], commands[i].name)) {
      return commands[i].run(argc, argv);
    }
  }

  return complain_usage("%s is not a command; see dilaton --help", argv[0]);
}

/// "help COMMAND" is "COMMAND --help"
static int
run_help(const int argc, char** const argv)
{
  if (argc > 2) {
    return complain_usage("%s: one argument too many; see dilaton --help",
                          argv[2]);
  }

  char option[] = "--help";
  char* arguments[] = {argv[argc - 1], option, NULL};
  const bool is_own = argc < 2 || argv[1][0] == '-' || !strcmp(argv[1], "help");
  return is_own ? print_help() : run_command(2, arguments);
}

int
main(int argc, char** argv)
{
  // A reader that has gone and a file that may not grow show as failed writes,
  // which are cleaned up after
  signal(SIGPIPE, SIG_IGN);
  signal(SIGXFSZ, SIG_IGN);

  if (argc < 2) {
    return complain_usage("no command; see dilaton --help");
  }

  if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h")) {
    return print_help();
  }

  if (!strcmp(argv[1], "--version") || !strcmp(argv[1], "-V")) {
    puts("dilaton " DIL_VERSION);
    return finish_output();
  }

  return strcmp(argv[1], "help") ? run_command(argc - 1, argv + 1)
                                 : run_help(argc - 1, argv + 1);
}
