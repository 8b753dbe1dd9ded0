// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_INSTRUMENT_SFZ_TEXT_H
#define DIL_INSTRUMENT_SFZ_TEXT_H

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stddef.h>

/// Most bytes of a header's or opcode's name
#define DIL_SFZ_MAX_NAME 80U

/// Most bytes of an opcode's value, a path as a rule
#define DIL_SFZ_MAX_VALUE 2048U

/// What SFZ text is made of
typedef enum {
  DIL_SFZ_END,    ///< Nothing comes any more
  DIL_SFZ_HEADER, ///< "<name>"
  DIL_SFZ_OPCODE  ///< "name=value"
} DilSfzTokenType;

/// One piece of SFZ text, with all macros expanded
typedef struct {
  DilSfzTokenType type;
  const char* file; ///< Where it is; lives as long as the text
  unsigned line;    ///< Where it begins, from 1
  char name[DIL_SFZ_MAX_NAME + 1U];
  char value[DIL_SFZ_MAX_VALUE + 1U]; ///< Without spaces around it
} DilSfzToken;

/**
   SFZ text of a file and those it includes, as a stream of tokens.

   Comments are gone, #define and #include are obeyed, and lines are counted.
*/
typedef struct DilSfzTextImpl DilSfzText;

/// Open the main file; results as of dil_sfz_load()
DIL_NODISCARD DilStatus
dil_sfz_text_open(const char* path, DilSfzText** out, DilMessage* message);

/// Take the next token; at the end DIL_SFZ_END, again and again
DIL_NODISCARD DilStatus
dil_sfz_text_next(DilSfzText* text, DilSfzToken* token, DilMessage* message);

/// dil_sfz_path() of a file that the main file names
DIL_NODISCARD char*
dil_sfz_text_path(const DilSfzText* text, const char* name);

/// Close; NULL is fine
void
dil_sfz_text_free(DilSfzText* text);

#endif // DIL_INSTRUMENT_SFZ_TEXT_H
