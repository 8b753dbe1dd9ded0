// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_text.h"

#include "message.h"
#include "sfz_clean.h"
#include "sfz_macros.h"
#include "sfz_path.h"
#include "slurp.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Includes within includes, files in all, and names that #define may give
enum { MAX_DEPTH = 16, MAX_FILES = 1024, MAX_MACROS = 512 };

static const size_t size_limit = 16U << 20U;

typedef struct {
  char* name;        ///< Path, for messages and tokens
  char* text;        ///< NUL-terminated, owned
  const char* place; ///< Next character
  unsigned line;     ///< Of that character
} Source;

struct DilSfzTextImpl {
  Source files[MAX_FILES]; ///< [n_files], kept for the names in tokens
  size_t n_files;          ///< Opened so far
  size_t stack[MAX_DEPTH]; ///< [depth], the files being read, outermost first
  size_t depth;            ///< 0 when all has been read
  size_t n_bytes;          ///< Taken from all files
  DilSfzMacros macros;     ///< What #define has said
};

static bool
is_space(const char c)
{
  return c == ' ' || c == '\t' || c == '\n';
}

static bool
is_name(const char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static Source*
current(DilSfzText* const text)
{
  return &text->files[text->stack[text->depth - 1U]];
}

char*
dil_sfz_text_path(const DilSfzText* const text, const char* const name)
{
  return dil_sfz_path(text->files[0].name, name);
}

// Begin to read a file; takes `path`, also when it fails
static DilStatus
push(DilSfzText* const text, char* const path, DilMessage* const message)
{
  Source* const source = &text->files[text->n_files];
  size_t n = 0U;
  const size_t limit = size_limit - text->n_bytes;

  const DilStatus status =
    dil_slurp_text(path, limit, &source->text, &n, message);
  if (status) {
    free(path);
    return status;
  }

  source->name = path;
  text->stack[text->depth++] = text->n_files++;
  text->n_bytes += n;
  source->line = 1U;
  source->place = source->text;
  return dil_sfz_clean(path, source->text, n, message);
}

DilStatus
dil_sfz_text_open(const char* const path,
                  DilSfzText** const out,
                  DilMessage* const message)
{
  DilSfzText* const text = (DilSfzText*)calloc(1U, sizeof(*text));
  char* const copy = strdup(path);
  if (!text || !copy) {
    free(text);
    free(copy);
    return dil_fail_memory(message);
  }

  const DilStatus status = push(text, copy, message);
  if (status) {
    dil_sfz_text_free(text);
    return status;
  }

  *out = text;
  return DIL_OK;
}

void
dil_sfz_text_free(DilSfzText* const text)
{
  if (text) {
    for (size_t i = 0U; i < text->n_files; ++i) {
      free(text->files[i].name);
      free(text->files[i].text);
    }

    dil_sfz_macros_clear(&text->macros);
    free(text);
  }
}

static void
skip_space(Source* const source)
{
  for (; is_space(*source->place); ++source->place) {
    source->line += (*source->place == '\n') ? 1U : 0U;
  }
}

// True if an opcode, a header or a directive begins here, after a space
static bool
begins_token(const char* place)
{
  if (*place == '<' || !strncmp(place, "#define ", 8U) ||
      !strncmp(place, "#include ", 9U)) {
    return true;
  }

  const char* const start = place;
  while (is_name(*place)) {
    ++place;
  }

  return place > start && *place == '=';
}

// A value may hold spaces: it ends with the line or where a token begins
static size_t
value_length(const char* const value)
{
  size_t n = 0U;
  for (size_t i = 0U; value[i] && value[i] != '\n' && value[i] != '<'; ++i) {
    if (!is_space(value[i])) {
      if (i && is_space(value[i - 1U]) && begins_token(value + i)) {
        break;
      }

      n = i + 1U;
    }
  }

  return n;
}

// Copy [n] of the text with macros expanded
static DilStatus
expand(const DilSfzText* const text,
       const DilSfzToken* const token,
       const char* const source,
       const size_t n,
       char* const result,
       const size_t size,
       DilMessage* const message)
{
  return dil_sfz_macros_expand(&text->macros, source, n, result, size)
           ? DIL_OK
           : dil_fail(message,
                      DIL_BAD_FILE,
                      "%s:%u: more than %zu characters",
                      token->file,
                      token->line,
                      size - 1U);
}

static DilStatus
take_header(DilSfzText* const text,
            DilSfzToken* const token,
            DilMessage* const message)
{
  Source* const source = current(text);
  const char* const name = source->place + 1;
  size_t n = 0U;
  while (is_name(name[n])) {
    ++n;
  }

  if (n == 0U || name[n] != '>') {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: malformed header",
                    token->file,
                    token->line);
  }

  token->type = DIL_SFZ_HEADER;
  source->place = name + n + 1;
  return expand(
    text, token, name, n, token->name, sizeof(token->name), message);
}

static DilStatus
take_opcode(DilSfzText* const text,
            DilSfzToken* const token,
            DilMessage* const message)
{
  Source* const source = current(text);
  const char* const name = source->place;
  size_t n = 0U;
  while (is_name(name[n])) {
    ++n;
  }

  if (n == 0U || name[n] != '=') {
    const size_t n_shown = strcspn(name, " \t\n");
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: \"%.*s\" is no opcode=value",
                    token->file,
                    token->line,
                    (int)(n_shown > 40U ? 40U : n_shown),
                    name);
  }

  token->type = DIL_SFZ_OPCODE;
  const DilStatus status =
    expand(text, token, name, n, token->name, sizeof(token->name), message);

  // An empty value ends where it begins, on its own line
  const char* value = name + n + 1;
  while (*value == ' ' || *value == '\t') {
    ++value;
  }

  const size_t n_value =
    (value > name + n + 1 && begins_token(value)) ? 0U : value_length(value);
  source->place = value + n_value;
  return status ? status
                : expand(text,
                         token,
                         value,
                         n_value,
                         token->value,
                         sizeof(token->value),
                         message);
}

// #define $NAME value
static DilStatus
take_define(DilSfzText* const text,
            DilSfzToken* const token,
            DilMessage* const message)
{
  Source* const source = current(text);
  const char* const name = source->place + 7 + strspn(source->place + 7, " \t");
  const size_t n_name = (*name == '$') ? strcspn(name, " \t\n") : 0U;
  const char* const value = name + n_name + strspn(name + n_name, " \t");
  const size_t n_value = strcspn(value, " \t\n<");
  if (n_name < 2U || n_name > DIL_SFZ_MAX_NAME || !n_value) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: malformed #define",
                    token->file,
                    token->line);
  }

  if (text->macros.n_macros == MAX_MACROS) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: more than %d macros",
                    token->file,
                    token->line,
                    MAX_MACROS);
  }

  source->place = value + n_value;
  const DilStatus status = expand(
    text, token, value, n_value, token->value, sizeof(token->value), message);
  return status ? status
         : dil_sfz_macros_define(&text->macros, name, n_name, token->value)
           ? DIL_OK
           : dil_fail_memory(message);
}

// #include "path"
static DilStatus
take_include(DilSfzText* const text,
             DilSfzToken* const token,
             DilMessage* const message)
{
  Source* const source = current(text);
  const char* const quote =
    source->place + 8 + strspn(source->place + 8, " \t");
  const size_t n = (*quote == '"') ? strcspn(quote + 1, "\"\n") : 0U;
  if (!n || quote[n + 1U] != '"') {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: malformed #include",
                    token->file,
                    token->line);
  }

  if (text->depth == MAX_DEPTH || text->n_files == MAX_FILES) {
    return dil_fail(message,
                    DIL_BAD_FILE,
                    "%s:%u: too many files included",
                    token->file,
                    token->line);
  }

  source->place = quote + n + 2U;
  const DilStatus status = expand(
    text, token, quote + 1, n, token->value, sizeof(token->value), message);
  char* const path = status ? NULL : dil_sfz_text_path(text, token->value);
  return status ? status
         : path ? push(text, path, message)
                : dil_fail_memory(message);
}

DilStatus
dil_sfz_text_next(DilSfzText* const text,
                  DilSfzToken* const token,
                  DilMessage* const message)
{
  while (text->depth) {
    Source* const source = current(text);
    skip_space(source);
    token->file = source->name;
    token->line = source->line;

    DilStatus status = DIL_OK;
    if (!*source->place) {
      --text->depth;
    } else if (!strncmp(source->place, "#define", 7U)) {
      status = take_define(text, token, message);
    } else if (!strncmp(source->place, "#include", 8U)) {
      status = take_include(text, token, message);
    } else {
      return (*source->place == '<') ? take_header(text, token, message)
                                     : take_opcode(text, token, message);
    }

    if (status) {
      return status;
    }
  }

  token->type = DIL_SFZ_END;
  return DIL_OK;
}
