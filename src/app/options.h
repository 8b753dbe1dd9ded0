// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_OPTIONS_H
#define DIL_APP_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What options_parse() returns when there is work to do
#define OPTIONS_GO_ON (-1)

/// Most arguments of an option that may be repeated, and most operands
#define MAX_TEXTS 64U

/// Arguments in the order in which they were given
typedef struct {
  const char* texts[MAX_TEXTS]; ///< [n_texts]
  size_t n_texts;               ///< 0 to MAX_TEXTS
} TextList;

/// What an option takes, and the type of its target
typedef enum {
  OPTION_FLAG,    ///< Nothing; bool, set to true
  OPTION_TEXT,    ///< Anything; const char*
  OPTION_LIST,    ///< Anything, may be repeated; TextList
  OPTION_INTEGER, ///< A whole number in the range; int64_t
  OPTION_RATE,    ///< Likewise in Hz, also as "44.1k"
  OPTION_SEED,    ///< A whole number that the parameter can have; uint64_t
  OPTION_NUMBER,  ///< A number in the range; double
  OPTION_CHOICE   ///< One of the choices; int, its index
} OptionKind;

/// An option of a command; --help and --version need none
typedef struct {
  OptionKind kind;
  char letter;                ///< Short name, or 0
  const char* name;           ///< Long name without dashes
  const char* argument;       ///< What help calls its argument, or NULL
  size_t target;              ///< Offset of its value in the request
  double low;                 ///< Of numbers
  double high;                ///< Of numbers
  const char* const* choices; ///< Ends with NULL
  const char* help;           ///< One or two sentences without a full stop
} Option;

/// How a command is called
typedef struct {
  const char* synopsis;  ///< "render MELODY -o OUT", the name first
  const char* purpose;   ///< Paragraphs for --help, 79 columns, no last newline
  const Option* options; ///< [n_options]
  size_t n_options;      ///< At most 40
  size_t min_operands;   ///< Arguments that are no options, at least
  size_t max_operands;   ///< ... at most
} Usage;

/**
   Read a command line, strictly.

   @param argv [argc] with the command's name first; reordered.
   @param request Structure with the targets, which holds their defaults.
   @param operands Result, the arguments that are no options.
   @return OPTIONS_GO_ON, or the exit status (report.h) after help, version or
   an error.
*/
int
options_parse(const Usage* usage,
              int argc,
              char** argv,
              void* request,
              TextList* operands);

/// Threads that are used unless told: one a processor, at most 64
int64_t
default_threads(void);

#endif // DIL_APP_OPTIONS_H
