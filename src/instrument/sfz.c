// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz.h"

#include "message.h"
#include "printable.h"
#include "sfz_region.h"
#include "sfz_sample.h"
#include "sfz_text.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_REGIONS = 65536, MAX_WARNINGS = 100 };

/// Headers whose opcodes are inherited, from the widest to the narrowest
typedef enum {
  LEVEL_GLOBAL,
  LEVEL_MASTER,
  LEVEL_GROUP,
  LEVEL_REGION,
  N_LEVELS,
  LEVEL_CONTROL, ///< Its opcodes are about the file
  LEVEL_IGNORED, ///< Its opcodes do not matter
  LEVEL_NONE     ///< No header yet
} Level;

typedef struct {
  DilSfzText* text;
  DilSfz* sfz;
  DilMessage* message;
  DilSfzToken token;
  size_t n_allocated;           ///< Places at sfz->regions
  char* subjects[MAX_WARNINGS]; ///< [sfz->n_warnings] what was warned about
  DilSfzScope scopes[N_LEVELS]; ///< Of the levels that are open
  bool is_open[N_LEVELS];       ///< Which headers hold now
  Level level;                  ///< Of the last header
  size_t n_generated;           ///< Regions without a recording
  const char* region_file;      ///< Where the last region began
  unsigned region_line;         ///< Likewise
  char default_path[DIL_SFZ_MAX_VALUE + 1U]; ///< Put before every sample
  DilSfzControl control;                     ///< Moves the keys
} Parser;

void
dil_sfz_free(DilSfz* const sfz)
{
  if (sfz) {
    for (size_t i = 0U; i < sfz->n_regions; ++i) {
      free(sfz->regions[i].sample);
    }

    for (size_t i = 0U; i < sfz->n_warnings; ++i) {
      free(sfz->warnings[i]);
    }

    free(sfz->regions);
    free(sfz->warnings);
    free(sfz);
  }
}

// Warn about a subject, unless that has been done
static DilStatus
warn(Parser* const parser,
     const char* const subject,
     const char* const what,
     const char* const file,
     const unsigned line)
{
  DilSfz* const sfz = parser->sfz;
  for (size_t i = 0U; i < sfz->n_warnings; ++i) {
    if (!strcmp(parser->subjects[i], subject)) {
      return DIL_OK;
    }
  }

  if (sfz->n_warnings == MAX_WARNINGS) {
    return DIL_OK;
  }

  const size_t size = strlen(file) + strlen(subject) + strlen(what) + 32U;
  char* const text = (char*)malloc(size);
  char* const copy = strdup(subject);
  if (!text || !copy) {
    free(text);
    free(copy);
    return dil_fail_memory(parser->message);
  }

  snprintf(text, size, "%s:%u: %s %s", file, line, subject, what);
  dil_make_printable(text);
  parser->subjects[sfz->n_warnings] = copy;
  sfz->warnings[sfz->n_warnings++] = text;
  return DIL_OK;
}

static DilStatus
fail_region(const Parser* const parser, const char* const reason)
{
  return dil_fail(parser->message,
                  DIL_BAD_FILE,
                  "%s:%u: %s",
                  parser->region_file,
                  parser->region_line,
                  reason);
}

static DilStatus
check_ranges(const Parser* const parser, const DilSfzScope* const scope)
{
  const DilSfzRegion* const values = &scope->values;
  return !scope->sample[0] ? fail_region(parser, "region without a sample")
         : (values->lo_key > values->hi_key)
           ? fail_region(parser, "region with lokey above hikey")
         : (values->lo_velocity > values->hi_velocity)
           ? fail_region(parser, "region with lovel above hivel")
         : (values->offset > values->end)
           ? fail_region(parser, "region with its offset after its end")
           : DIL_OK;
}

// Where the sample of a region is, to be released with free()
static DilStatus
locate_sample(const Parser* const parser,
              const DilSfzScope* const scope,
              char** const path)
{
  char name[2U * DIL_SFZ_MAX_VALUE + 1U];
  snprintf(name, sizeof(name), "%s%s", parser->default_path, scope->sample);
  char* const found = dil_sfz_text_path(parser->text, name);
  if (!found) {
    return dil_fail_memory(parser->message);
  }

  const int error = dil_sfz_sample_error(found);
  if (error) {
    char where[DIL_SFZ_MAX_VALUE];
    snprintf(where,
             sizeof(where),
             "%s:%u: %s",
             parser->region_file,
             parser->region_line,
             found);
    free(found);
    return dil_fail_errno(parser->message, where, error);
  }

  *path = found;
  return DIL_OK;
}

static DilStatus
reserve_region(Parser* const parser)
{
  DilSfz* const sfz = parser->sfz;
  if (sfz->n_regions == MAX_REGIONS) {
    return fail_region(parser, "too many regions");
  }

  if (sfz->n_regions == parser->n_allocated) {
    const size_t n = parser->n_allocated ? 2U * parser->n_allocated : 64U;
    void* const grown = realloc(sfz->regions, n * sizeof(*sfz->regions));
    if (!grown) {
      return dil_fail_memory(parser->message);
    }

    sfz->regions = (DilSfzRegion*)grown;
    parser->n_allocated = n;
  }

  return DIL_OK;
}

// Take the key of a recording from its file, or leave it to be heard
static void
find_center(const Parser* const parser, DilSfzRegion* const region)
{
  const DilSfzControl* const control = &parser->control;
  if (!parser->scopes[LEVEL_REGION].is_center_of_sample) {
    return;
  }

  region->center_shift = control->note_offset + 12 * control->octave_offset;
  if (dil_sfz_root_key(region->sample, &region->key_center)) {
    region->key_center += region->center_shift;
    return;
  }

  region->is_center_to_hear = true;
  region->key_center =
    (region->lo_key == region->hi_key) ? region->lo_key : region->key_center;
}

static DilStatus
add_region(Parser* const parser, const DilSfzScope* const scope)
{
  char* path = NULL;
  DilStatus status = check_ranges(parser, scope);
  status = status ? status : reserve_region(parser);
  status = status ? status : locate_sample(parser, scope, &path);
  if (status || !path) {
    return status;
  }

  DilSfzRegion* const region = &parser->sfz->regions[parser->sfz->n_regions++];
  *region = scope->values;
  region->sample = path;
  find_center(parser, region);
  return DIL_OK;
}

// Take the region that was being read, if one was, into the result
static DilStatus
finish_region(Parser* const parser)
{
  DilSfzScope* const scope = &parser->scopes[LEVEL_REGION];
  if (!parser->is_open[LEVEL_REGION]) {
    return DIL_OK;
  }

  parser->is_open[LEVEL_REGION] = false;
  dil_sfz_scope_move(scope, &parser->control);
  const bool is_generated = scope->sample[0] == '*';
  if (is_generated || dil_sfz_scope_is_silent(scope)) {
    parser->n_generated += is_generated ? 1U : 0U;
    return warn(parser,
                is_generated ? scope->sample : "region that no key starts",
                is_generated ? "is no recording, and is left out"
                             : "is left out",
                parser->region_file,
                parser->region_line);
  }

  return add_region(parser, scope);
}

static Level
level_of(const char* const header)
{
  static const struct {
    const char* name;
    Level level;
  } levels[] = {{"global", LEVEL_GLOBAL},
                {"master", LEVEL_MASTER},
                {"group", LEVEL_GROUP},
                {"region", LEVEL_REGION},
                {"control", LEVEL_CONTROL}};

  for (size_t i = 0U; i < sizeof(levels) / sizeof(levels[0]); ++i) {
    if (!strcmp(header, levels[i].name)) {
      return levels[i].level;
    }
  }

  return LEVEL_IGNORED;
}

static DilStatus
open_header(Parser* const parser)
{
  const DilSfzToken* const token = &parser->token;
  const DilStatus status = finish_region(parser);
  const Level level = level_of(token->name);
  parser->level = level;

  if (status || level >= N_LEVELS) {
    return (status || level != LEVEL_IGNORED) ? status
                                              : warn(parser,
                                                     token->name,
                                                     "header is ignored",
                                                     token->file,
                                                     token->line);
  }

  // Start with what the nearest wider header says
  Level wider = level;
  while (wider > LEVEL_GLOBAL && !parser->is_open[wider - 1U]) {
    --wider;
  }

  if (wider > LEVEL_GLOBAL) {
    parser->scopes[level] = parser->scopes[wider - 1U];
  } else {
    dil_sfz_scope_reset(&parser->scopes[level]);
  }

  for (Level narrower = level; narrower < N_LEVELS; ++narrower) {
    parser->is_open[narrower] = narrower == level;
  }

  if (level == LEVEL_REGION) {
    parser->region_file = token->file;
    parser->region_line = token->line;
  }

  return DIL_OK;
}

static DilStatus
take_opcode(Parser* const parser)
{
  const DilSfzToken* const token = &parser->token;
  if (parser->level == LEVEL_IGNORED) {
    return DIL_OK;
  }

  if (parser->level == LEVEL_NONE) {
    return dil_fail(parser->message,
                    DIL_BAD_FILE,
                    "%s:%u: %s before any header",
                    token->file,
                    token->line,
                    token->name);
  }

  if (parser->level == LEVEL_CONTROL && !strcmp(token->name, "default_path")) {
    memcpy(parser->default_path, token->value, sizeof(token->value));
    return DIL_OK;
  }

  const DilSfzResult result =
    (parser->level == LEVEL_CONTROL)
      ? dil_sfz_control_apply(&parser->control, token, parser->message)
      : dil_sfz_scope_apply(
          &parser->scopes[parser->level], token, parser->message);
  return (result == DIL_SFZ_REFUSED) ? DIL_BAD_FILE
         : (result == DIL_SFZ_APPLIED)
           ? DIL_OK
           : warn(parser, token->name, "is ignored", token->file, token->line);
}

static DilStatus
parse(Parser* const parser, const char* const path)
{
  parser->sfz = (DilSfz*)calloc(1U, sizeof(*parser->sfz));
  if (!parser->sfz) {
    return dil_fail_memory(parser->message);
  }

  parser->level = LEVEL_NONE;
  parser->sfz->warnings = (char**)calloc(MAX_WARNINGS, sizeof(char*));
  DilStatus status = parser->sfz->warnings
                       ? dil_sfz_text_open(path, &parser->text, parser->message)
                       : dil_fail_memory(parser->message);

  while (!status) {
    status = dil_sfz_text_next(parser->text, &parser->token, parser->message);
    if (status || parser->token.type == DIL_SFZ_END) {
      break;
    }

    status = (parser->token.type == DIL_SFZ_HEADER) ? open_header(parser)
                                                    : take_opcode(parser);
  }

  status = status ? status : finish_region(parser);
  return (status || parser->sfz->n_regions) ? status
         : parser->n_generated
           ? dil_fail(parser->message,
                      DIL_UNSUPPORTED,
                      "%s: only generated sounds, no recording in it",
                      path)
           : dil_fail(
               parser->message, DIL_BAD_FILE, "%s: no region in it", path);
}

DilStatus
dil_sfz_load(const char* const path,
             DilSfz** const out,
             DilMessage* const message)
{
  // Too large for some stacks
  Parser* const parser = (Parser*)calloc(1U, sizeof(*parser));
  if (!parser) {
    return dil_fail_memory(message);
  }

  parser->message = message;
  const DilStatus status = parse(parser, path);

  for (size_t i = 0U; parser->sfz && i < parser->sfz->n_warnings; ++i) {
    free(parser->subjects[i]);
  }

  if (status) {
    dil_sfz_free(parser->sfz);
  } else {
    *out = parser->sfz;
  }

  dil_sfz_text_free(parser->text);
  free(parser);
  return status;
}
