// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "state.h"

#include "channel_state.h"
#include "message.h"
#include "parameter_values.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/// Version of the format; a reader of any version can read any other
#define STATE_FORMAT 1

void
dil_state_defaults(DilState* const state)
{
  state->path[0] = '\0';
  state->hash[0] = '\0';
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    state->parameters[i] = dil_parameter_info(i)->value;
  }

  state->channels = dil_channels_defaults();
}

static json_t*
preset_object(const DilState* const state)
{
  // A path that is not UTF-8 is left out, and the hash has to find the file
  json_t* const preset = json_object();
  json_t* const path = json_string(state->path);
  if (path) {
    json_object_set_new(preset, "path", path);
  }

  json_object_set_new(preset, "hash", json_string(state->hash));
  return preset;
}

char*
dil_state_write(const DilState* const state)
{
  json_t* const root = json_object();
  json_t* const parameters = json_object();
  int error = 0;
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    error |= json_object_set_new(parameters,
                                 dil_parameter_info(i)->symbol,
                                 json_real((double)state->parameters[i]));
  }

  error |= json_object_set_new(root, "dilaton", json_integer(STATE_FORMAT));
  error |= json_object_set_new(root, "preset", preset_object(state));
  error |= json_object_set_new(root, "parameters", parameters);
  error |=
    json_object_set_new(root, "midi", dil_channels_to_json(&state->channels));
  char* const text = error ? NULL : json_dumps(root, JSON_INDENT(2));
  json_decref(root);
  return text;
}

static void
read_text(const json_t* const object,
          const char* const key,
          char* const text,
          const size_t size)
{
  const char* const value = json_string_value(json_object_get(object, key));
  if (value && strlen(value) < size) {
    snprintf(text, size, "%s", value);
  }
}

static void
read_parameters(const json_t* const object, DilState* const state)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    const json_t* const value =
      json_object_get(object, dil_parameter_info(i)->symbol);
    if (json_is_number(value)) {
      state->parameters[i] =
        dil_parameter_limit_number(i, json_number_value(value));
    }
  }
}

/// Read all but what MIDI has set
static void
read_members(const json_t* const root, DilState* const state)
{
  const json_t* const preset = json_object_get(root, "preset");
  dil_state_defaults(state);
  read_text(preset, "path", state->path, sizeof(state->path));
  read_text(preset, "hash", state->hash, sizeof(state->hash));
  read_parameters(json_object_get(root, "parameters"), state);
}

DilStatus
dil_state_read(const void* const bytes,
               const size_t size,
               DilState* const state,
               DilMessage* const message)
{
  json_error_t error;
  json_t* const root =
    (size <= DIL_STATE_MAX_SIZE)
      ? json_loadb((const char*)bytes, size, JSON_REJECT_DUPLICATES, &error)
      : NULL;
  if (!root && size <= DIL_STATE_MAX_SIZE &&
      json_error_code(&error) == json_error_out_of_memory) {
    return dil_fail_memory(message);
  }
  if (!json_is_integer(json_object_get(root, "dilaton"))) {
    json_decref(root);
    return dil_fail(
      message, DIL_BAD_FILE, "the saved state is none of Dilaton's");
  }

  DilChannels channels;
  const DilStatus status =
    dil_channels_from_json(json_object_get(root, "midi"), &channels, message);
  if (!status) {
    read_members(root, state);
    state->channels = channels;
  }

  json_decref(root);
  return status;
}
