// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "sfz_region.h"

#include "message.h"
#include "note_name.h"
#include "number.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef enum { KIND_KEY, KIND_INT, KIND_SIZE, KIND_FLOAT } Kind;

typedef struct {
  const char* name;
  Kind kind;
  size_t offset; ///< Of the field in the structure
  double low;    ///< Least value
  double high;   ///< Greatest value
} Opcode;

#define FIELD(name) offsetof(DilSfzRegion, name)

// Source of the names and ranges: sfzformat.com, as version 1 has them, or as
// the ARIA player does where that is wider
static const Opcode opcodes[] = {
  {"lokey", KIND_KEY, FIELD(lo_key), -1, 127},
  {"hikey", KIND_KEY, FIELD(hi_key), -1, 127},
  {"pitch_keycenter", KIND_KEY, FIELD(key_center), 0, 127},
  {"lovel", KIND_INT, FIELD(lo_velocity), 0, 127},
  {"hivel", KIND_INT, FIELD(hi_velocity), 0, 127},
  {"seq_length", KIND_INT, FIELD(seq_length), 1, 100},
  {"seq_position", KIND_INT, FIELD(seq_position), 1, 100},
  {"transpose", KIND_INT, FIELD(transpose), -127, 127},
  {"tune", KIND_FLOAT, FIELD(tune_cents), -9600, 9600},
  {"pitch", KIND_FLOAT, FIELD(tune_cents), -9600, 9600},
  {"volume", KIND_FLOAT, FIELD(volume_db), -144, 48},
  {"amp_veltrack", KIND_FLOAT, FIELD(amp_veltrack), -100, 100},
  {"ampeg_release", KIND_FLOAT, FIELD(release_s), 0, 100},
  {"pitchlfo_depth", KIND_FLOAT, FIELD(vibrato_depth_ct), -1200, 1200},
  {"pitchlfo_freq", KIND_FLOAT, FIELD(vibrato_rate_hz), 0, 20},
  {"pitchlfo_delay", KIND_FLOAT, FIELD(vibrato_delay_s), 0, 100},
  {"pitchlfo_fade", KIND_FLOAT, FIELD(vibrato_fade_s), 0, 100},
  {"offset", KIND_SIZE, FIELD(offset), 0, UINT32_MAX},
  {"end", KIND_SIZE, FIELD(end), -1, UINT32_MAX},
  {"loop_start", KIND_SIZE, FIELD(loop_start), 0, UINT32_MAX},
  {"loopstart", KIND_SIZE, FIELD(loop_start), 0, UINT32_MAX},
  {"loop_end", KIND_SIZE, FIELD(loop_end), 0, UINT32_MAX},
  {"loopend", KIND_SIZE, FIELD(loop_end), 0, UINT32_MAX},
};

static const Opcode control_opcodes[] = {
  {"note_offset", KIND_INT, offsetof(DilSfzControl, note_offset), -127, 127},
  {"octave_offset", KIND_INT, offsetof(DilSfzControl, octave_offset), -10, 10},
};

enum { N_OPCODES = sizeof(opcodes) / sizeof(opcodes[0]) };

DilSfzRegion
dil_sfz_region(void)
{
  const DilSfzRegion region = {.hi_key = 127,
                               .key_center = 60,
                               .hi_velocity = 127,
                               .seq_length = 1,
                               .seq_position = 1,
                               .amp_veltrack = 100.0f,
                               .release_s = 0.001f,
                               .end = SIZE_MAX,
                               .loop_start = SIZE_MAX,
                               .loop_end = SIZE_MAX};
  return region;
}

void
dil_sfz_scope_reset(DilSfzScope* const scope)
{
  scope->values = dil_sfz_region();
  scope->sample[0] = '\0';
  scope->is_released = false;
  scope->is_disabled = false;
  scope->is_center_of_sample = false;
}

// Read "-12.5", but not "1e2"
static bool
parse_number(const char* const text, double* const value)
{
  return !strpbrk(text, "eE") && dil_number_read(text, value);
}

// Read "c#4", "Bb-1", and so on; c4 is 60
static bool
parse_note_name(const char* const text, double* const value)
{
  int key = 0;
  const size_t n = dil_note_read(text, &key);
  *value = (double)key;
  return n && !text[n];
}

static DilSfzResult
refuse(const DilSfzToken* const token,
       const char* const reason,
       DilMessage* const message)
{
  (void)dil_fail(message,
                 DIL_BAD_FILE,
                 "%s:%u: %s=%.40s %s",
                 token->file,
                 token->line,
                 token->name,
                 token->value,
                 reason);
  return DIL_SFZ_REFUSED;
}

static void
store(void* const values, const Opcode* const opcode, const double value)
{
  char* const field = (char*)values + opcode->offset;
  const int whole = (opcode->kind <= KIND_INT) ? (int)value : 0;
  const float real = (float)value;

  // A negative end is no end, but none of the recording
  const size_t size = (value < 0.0) ? SIZE_MAX : (size_t)value;

  switch (opcode->kind) {
  case KIND_KEY:
  case KIND_INT:
    memcpy(field, &whole, sizeof(whole));
    break;
  case KIND_SIZE:
    memcpy(field, &size, sizeof(size));
    break;
  case KIND_FLOAT:
    memcpy(field, &real, sizeof(real));
    break;
  }
}

static DilSfzResult
apply_number(void* const values,
             const Opcode* const opcode,
             const DilSfzToken* const token,
             DilMessage* const message)
{
  double value = 0.0;
  const bool is_number = parse_number(token->value, &value);
  if (!is_number &&
      !(opcode->kind == KIND_KEY && parse_note_name(token->value, &value))) {
    return refuse(token, "is not a number", message);
  }

  if (value < opcode->low || value > opcode->high) {
    return refuse(token, "is out of range", message);
  }

  if (opcode->kind != KIND_FLOAT && value != (double)(int64_t)value) {
    return refuse(token, "is not a whole number", message);
  }

  store(values, opcode, value);
  return DIL_SFZ_APPLIED;
}

// The opcode key stands for three others
static DilSfzResult
apply_key(DilSfzScope* const scope,
          const DilSfzToken* const token,
          DilMessage* const message)
{
  DilSfzResult result = DIL_SFZ_APPLIED;
  for (size_t i = 0U; i < 3U && result == DIL_SFZ_APPLIED; ++i) {
    result = apply_number(&scope->values, &opcodes[i], token, message);
  }

  return result;
}

static DilSfzResult
apply_loop(DilSfzScope* const scope, const char* const value)
{
  static const struct {
    const char* name;
    DilSfzLoop loop;
  } modes[] = {{"no_loop", DIL_SFZ_LOOP_NO},
               {"one_shot", DIL_SFZ_LOOP_NO},
               {"loop_continuous", DIL_SFZ_LOOP_YES},
               {"loop_sustain", DIL_SFZ_LOOP_YES}};

  for (size_t i = 0U; i < sizeof(modes) / sizeof(modes[0]); ++i) {
    if (!strcmp(value, modes[i].name)) {
      scope->values.loop = modes[i].loop;
      return DIL_SFZ_APPLIED;
    }
  }

  return DIL_SFZ_UNKNOWN;
}

static DilSfzResult
apply_word(DilSfzScope* const scope,
           const DilSfzToken* const token,
           DilMessage* const message)
{
  const char* const value = token->value;
  if (!strcmp(token->name, "sample")) {
    memcpy(scope->sample, value, strlen(value) + 1U);
    return *value ? DIL_SFZ_APPLIED : refuse(token, "names no file", message);
  }

  if (!strcmp(token->name, "trigger")) {
    scope->is_released = !strncmp(value, "release", 7U);
    return DIL_SFZ_APPLIED;
  }

  return !strcmp(token->name, "loop_mode") || !strcmp(token->name, "loopmode")
           ? apply_loop(scope, value)
           : DIL_SFZ_UNKNOWN;
}

static DilSfzResult
apply_opcode(DilSfzScope* const scope,
             const DilSfzToken* const token,
             DilMessage* const message)
{
  for (size_t i = 0U; i < N_OPCODES; ++i) {
    if (!strcmp(token->name, opcodes[i].name)) {
      return apply_number(&scope->values, &opcodes[i], token, message);
    }
  }

  return !strcmp(token->name, "key") ? apply_key(scope, token, message)
                                     : apply_word(scope, token, message);
}

DilSfzResult
dil_sfz_scope_apply(DilSfzScope* const scope,
                    const DilSfzToken* const token,
                    DilMessage* const message)
{
  const bool is_center = !strcmp(token->name, "pitch_keycenter");
  if (is_center && !strcmp(token->value, "sample")) {
    scope->is_center_of_sample = true;
    return DIL_SFZ_APPLIED;
  }

  const DilSfzResult result = apply_opcode(scope, token, message);
  if (is_center || !strcmp(token->name, "key")) {
    scope->is_center_of_sample = false;
  }

  // No other end is as far
  scope->is_disabled = strcmp(token->name, "end")
                         ? scope->is_disabled
                         : scope->values.end == SIZE_MAX;
  return result;
}

DilSfzResult
dil_sfz_control_apply(DilSfzControl* const control,
                      const DilSfzToken* const token,
                      DilMessage* const message)
{
  for (size_t i = 0U; i < 2U; ++i) {
    if (!strcmp(token->name, control_opcodes[i].name)) {
      return apply_number(control, &control_opcodes[i], token, message);
    }
  }

  return DIL_SFZ_UNKNOWN;
}

void
dil_sfz_scope_move(DilSfzScope* const scope, const DilSfzControl* const control)
{
  DilSfzRegion* const values = &scope->values;
  const int offset = control->note_offset + 12 * control->octave_offset;
  const bool is_all = values->lo_key == 0 && values->hi_key == 127;
  if (!is_all && values->lo_key >= 0) {
    values->lo_key += offset;
  }
  if (!is_all && values->hi_key >= 0) {
    values->hi_key += offset;
  }

  // What no key starts keeps a last key below the first, or a first beyond all
  values->lo_key = (values->lo_key < 0) ? 0 : values->lo_key;
  values->hi_key = (values->hi_key > 127) ? 127 : values->hi_key;
  values->key_center += offset;
}

bool
dil_sfz_scope_is_silent(const DilSfzScope* const scope)
{
  return scope->is_released || scope->is_disabled || scope->values.hi_key < 0 ||
         scope->values.lo_key > 127;
}
