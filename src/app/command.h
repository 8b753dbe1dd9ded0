// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_COMMAND_H
#define DIL_APP_COMMAND_H

/**
   A command of the program.

   @param argv [argc] with the command's name first, as in main(); reordered.
   @return Exit status; what went wrong has been printed.
*/
typedef int (*CommandFunction)(int argc, char** argv);

/// Measure the speed of this machine
int
command_bench(int argc, char** argv);

/// List audio and MIDI devices
int
command_devices(int argc, char** argv);

/// Measure bits per sample of a preset and of baselines
int
command_evaluate(int argc, char** argv);

/// Describe a preset, a melody or a SoundFont
int
command_info(int argc, char** argv);

/// Play live
int
command_play(int argc, char** argv);

/// Prepare recordings for a training
int
command_prepare(int argc, char** argv);

/// List the presets that have names
int
command_presets(int argc, char** argv);

/// Render a melody into a sound file
int
command_render(int argc, char** argv);

/// Train a preset
int
command_train(int argc, char** argv);

/// Write the notes of a recorded melody as a MIDI file
int
command_transcribe(int argc, char** argv);

#endif // DIL_APP_COMMAND_H
