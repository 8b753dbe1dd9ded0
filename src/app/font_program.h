// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_FONT_PROGRAM_H
#define DIL_APP_FONT_PROGRAM_H

#include "options.h"

#include "dilaton/trainer.h"

#include <stddef.h>

/// The option of commands that read instruments; `field` is of a TextList
#define FONT_PROGRAM_OPTION(field)                                             \
  {                                                                            \
    OPTION_LIST, 0, "program", "[BANK:]N", field, 0, 0, NULL,                  \
      "Program of a SoundFont, from 0; once for each instrument (0:0), or "    \
      "\"list\" to list them"                                                  \
  }

/**
   List the programs of all SoundFonts if that is what was asked for.

   @param paths [n_paths] instruments of any kind.
   @return OPTIONS_GO_ON if it was not, else an exit status.
*/
int
font_programs_list(const TextList* programs,
                   const char* const* paths,
                   size_t n_paths);

/**
   Tell SoundFonts which of their programs to play.

   @param programs "N" or "BANK:N", 0 to 127 and 0 to 16383, for the first,
   second and so on of the sources; those without have program 0 of bank 0.
   @return EXIT_DONE, or EXIT_USAGE after a complaint.
*/
int
font_programs_use(const TextList* programs,
                  DilTrainingSource* sources,
                  size_t n_sources);

#endif // DIL_APP_FONT_PROGRAM_H
