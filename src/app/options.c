// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "options.h"

#include "number.h"
#include "report.h"

#include "dilaton/parameter.h"
#include "dilaton/version.h"

#include <assert.h>
#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// Options of a command with --help and --version
#define MAX_OPTIONS 42U

/// Columns of a terminal, and the one at which descriptions begin
enum { N_COLUMNS = 80, HELP_COLUMN = 28 };

/// Values of getopt_long() beyond any letter
enum { HELP_VALUE = 256, VERSION_VALUE, FIRST_VALUE };

/// The tables that getopt_long() wants
typedef struct {
  struct option longs[MAX_OPTIONS + 1U];
  char letters[2U * MAX_OPTIONS + 8U];
} Tables;

int64_t
default_threads(void)
{
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n < 1 ? 1 : n > 64 ? 64 : n;
}

static void
print_indented(const char* text, size_t column)
{
  while (*text) {
    const size_t room = N_COLUMNS - 1U - HELP_COLUMN;
    size_t length = strlen(text);
    if (length > room) {
      length = room;
      while (length > 1U && text[length] != ' ') {
        --length;
      }
    }

    printf("%*s%.*s\n", (int)(HELP_COLUMN - column), "", (int)length, text);
    text += length;
    text += (*text == ' ');
    column = 0U;
  }
}

static void
print_option(const char letter,
             const char* const name,
             const char* const argument,
             const char* const help)
{
  char start[N_COLUMNS];
  const char dash[] = {
    letter ? '-' : ' ', letter ? letter : ' ', letter ? ',' : ' ', '\0'};
  const int length = snprintf(start,
                              sizeof(start),
                              "  %s --%s%s%s",
                              dash,
                              name,
                              argument ? " " : "",
                              argument ? argument : "");
  size_t column = (size_t)length;
  fputs(start, stdout);
  if (column + 2U > HELP_COLUMN) {
    fputc('\n', stdout);
    column = 0U;
  }

  print_indented(help, column);
}

static int
print_help(const Usage* const usage)
{
  printf("Usage: dilaton %s%s\n\n%s\n\n",
         usage->synopsis,
         usage->n_options ? " [OPTION]..." : "",
         usage->purpose);
  for (size_t i = 0U; i < usage->n_options; ++i) {
    const Option* const o = &usage->options[i];
    print_option(o->letter, o->name, o->argument, o->help);
  }

  print_option('h', "help", NULL, "Show this help and exit");
  print_option('V', "version", NULL, "Show the version and exit");
  return finish_output();
}

static int
print_version(void)
{
  printf("dilaton %s\n", DIL_VERSION);
  return finish_output();
}

static void
add_letter(Tables* const tables, const char letter, const bool has_argument)
{
  const size_t n = strlen(tables->letters);
  tables->letters[n] = letter;
  tables->letters[n + 1U] = has_argument ? ':' : '\0';
}

static void
make_tables(const Usage* const usage, Tables* const tables)
{
  static const struct option standard[] = {
    {"help", no_argument, NULL, HELP_VALUE},
    {"version", no_argument, NULL, VERSION_VALUE}};

  assert(usage->n_options + 2U <= MAX_OPTIONS);
  memset(tables, 0, sizeof(*tables));
  tables->letters[0] = ':';
  add_letter(tables, 'h', false);
  add_letter(tables, 'V', false);
  memcpy(tables->longs, standard, sizeof(standard));
  for (size_t i = 0U; i < usage->n_options; ++i) {
    const Option* const o = &usage->options[i];
    struct option* const entry = &tables->longs[i + 2U];
    entry->name = o->name;
    entry->has_arg = o->argument ? required_argument : no_argument;
    entry->val = FIRST_VALUE + (int)i;
    if (o->letter) {
      add_letter(tables, o->letter, o->argument);
    }
  }
}

static const Option*
find_option(const Usage* const usage, const int value)
{
  for (size_t i = 0U; i < usage->n_options; ++i) {
    const Option* const o = &usage->options[i];
    if (value == FIRST_VALUE + (int)i || (o->letter && value == o->letter)) {
      return o;
    }
  }

  return NULL;
}

/// As dil_number_read(); a whole number has digits alone, but a rate may be in
/// thousands, as "44.1k"
static bool
read_number(const OptionKind kind, const char* const text, double* const value)
{
  const size_t n = strlen(text);
  const size_t n_read = dil_number_start(text, n, value);
  const bool is_thousands =
    kind == OPTION_RATE && n_read + 1U == n && (text[n_read] | 0x20) == 'k';
  if (n_read && is_thousands) {
    const double exact = 1e3 * *value;
    *value = round(exact);
    return fabs(exact - *value) < 1e-6;
  }

  return n_read && n_read == n &&
         (kind == OPTION_NUMBER || !strpbrk(text, ".eE"));
}

static int
set_number(const Option* const o, const char* const text, void* const target)
{
  double number = 0.0;
  const bool is_whole = o->kind != OPTION_NUMBER;
  const bool is_read = read_number(o->kind, text, &number);
  if (!is_read || number < o->low || number > o->high) {
    return complain_usage("--%s: \"%s\" is not a %snumber from %.12g to %.12g",
                          o->name,
                          text,
                          is_whole ? "whole " : "",
                          o->low,
                          o->high);
  }

  if (is_whole) {
    *(int64_t*)target = (int64_t)number;
  } else {
    *(double*)target = number;
  }
  return OPTIONS_GO_ON;
}

static int
set_choice(const Option* const o, const char* const text, int* const target)
{
  char all[256] = "";
  for (int i = 0; o->choices[i]; ++i) {
    if (!strcmp(o->choices[i], text)) {
      *target = i;
      return OPTIONS_GO_ON;
    }

    const size_t n = strlen(all);
    snprintf(all + n, sizeof(all) - n, "%s%s", n ? ", " : "", o->choices[i]);
  }

  return complain_usage("--%s: \"%s\" is none of %s", o->name, text, all);
}

/// As the parameter's, which hosts keep as a float
static int
set_seed(const Option* const o, const char* const text, uint64_t* const target)
{
  const float high = dil_parameter_info(DIL_PARAMETER_SEED)->high;
  return dil_whole_read(text, strlen(text), (uint64_t)high, target)
           ? OPTIONS_GO_ON
           : complain_usage("--%s: \"%s\" is not a whole number from 0 to %.0f",
                            o->name,
                            text,
                            (double)high);
}

static int
append_text(TextList* const list,
            const char* const text,
            const char* const what)
{
  if (list->n_texts == MAX_TEXTS) {
    return complain_usage("%s: more than %u", what, MAX_TEXTS);
  }

  list->texts[list->n_texts++] = text;
  return OPTIONS_GO_ON;
}

static int
set_option(const Option* const o, const char* const text, void* const request)
{
  void* const target = (char*)request + o->target;

  switch (o->kind) {
  case OPTION_FLAG:
    *(bool*)target = true;
    break;
  case OPTION_TEXT:
    *(const char**)target = text;
    break;
  case OPTION_LIST:
    return append_text((TextList*)target, text, o->name);
  case OPTION_INTEGER:
  case OPTION_RATE:
  case OPTION_NUMBER:
    return set_number(o, text, target);
  case OPTION_SEED:
    return set_seed(o, text, (uint64_t*)target);
  case OPTION_CHOICE:
    return set_choice(o, text, (int*)target);
  }

  return OPTIONS_GO_ON;
}

/// Of what getopt_long() did not accept, what was typed
static int
refuse(const Usage* const usage, const int value, char* const* const argv)
{
  const int n = (int)strcspn(usage->synopsis, " ");
  const char letter[] = {'-', (char)optopt, '\0'};
  const bool is_letter = optopt && optopt < HELP_VALUE;
  const char* const typed = is_letter ? letter : argv[optind - 1];
  return complain_usage("%s %s; see dilaton %.*s --help",
                        typed,
                        value == ':'           ? "needs an argument"
                        : optopt >= HELP_VALUE ? "takes no argument"
                                               : "is not a known option",
                        n,
                        usage->synopsis);
}

static int
check_operands(const Usage* const usage, const TextList* const operands)
{
  const int n = (int)strcspn(usage->synopsis, " ");
  if (operands->n_texts < usage->min_operands) {
    return complain_usage(
      "too few arguments; see dilaton %.*s --help", n, usage->synopsis);
  }

  if (operands->n_texts > usage->max_operands) {
    return complain_usage("%s: one argument too many; see dilaton %.*s --help",
                          operands->texts[usage->max_operands],
                          n,
                          usage->synopsis);
  }

  return OPTIONS_GO_ON;
}

int
options_parse(const Usage* const usage,
              const int argc,
              char** const argv,
              void* const request,
              TextList* const operands)
{
  Tables tables;
  make_tables(usage, &tables);
  operands->n_texts = 0U;
  opterr = 0;

  int status = OPTIONS_GO_ON;
  for (int value = 0; status == OPTIONS_GO_ON;) {
    optopt = 0;
    value = getopt_long(argc, argv, tables.letters, tables.longs, NULL);
    const Option* const option = find_option(usage, value);
    if (value < 0) {
      break;
    }

    if (value == 'h' || value == HELP_VALUE) {
      return print_help(usage);
    }

    if (value == 'V' || value == VERSION_VALUE) {
      return print_version();
    }

    status =
      option ? set_option(option, optarg, request) : refuse(usage, value, argv);
  }

  for (int i = optind; i < argc && status == OPTIONS_GO_ON; ++i) {
    status = append_text(operands, argv[i], "arguments");
  }

  return status == OPTIONS_GO_ON ? check_operands(usage, operands) : status;
}
