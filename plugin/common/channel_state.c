// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "channel_state.h"

#include "message.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/// Members that a zone can have
#define MAX_MEMBERS 15U

/// Members that two zones can have, each beside its master
#define MAX_BOTH 14U

/// A number of a channel
typedef struct {
  const char* name;
  size_t place; ///< Of the float in DilChannelValues
  double low;
  double high;
} Field;

static const Field fields[] = {
  {"pressure", offsetof(DilChannelValues, pressure), 0.0, 127.0},
  {"bend", offsetof(DilChannelValues, bend), -1.0, 1.0},
  {"bend_range", offsetof(DilChannelValues, bend_range), 0.0, 96.0},
  {"coarse", offsetof(DilChannelValues, coarse), -64.0, 63.0},
  {"fine", offsetof(DilChannelValues, fine), -100.0, 100.0}};

#define N_FIELDS (sizeof(fields) / sizeof(*fields))

static float
get(const DilChannelValues* const values, const Field* const field)
{
  float value = 0.0f;
  memcpy(&value, (const char*)values + field->place, sizeof(value));
  return value;
}

static void
set(DilChannelValues* const values, const Field* const field, const float value)
{
  memcpy((char*)values + field->place, &value, sizeof(value));
}

/// MIDI number of a controller as a key
static void
controller_key(const uint32_t controller, char key[8])
{
  snprintf(key, 8U, "%u", dil_channel_number(controller) & 127U);
}

static json_t*
controllers_object(const DilChannelValues* const values,
                   const DilChannelValues* const rest)
{
  json_t* const object = json_object();
  for (uint32_t i = 0U; i < DIL_N_CONTROLLERS; ++i) {
    char key[8];
    controller_key(i, key);
    if (values->controllers[i] != rest->controllers[i]) {
      json_object_set_new(
        object, key, json_real((double)values->controllers[i]));
    }
  }

  return object;
}

/// What has been set on a channel, or an empty object
static json_t*
channel_object(const DilChannelValues* const values,
               const DilChannelValues* const rest)
{
  json_t* const object = json_object();
  for (size_t i = 0U; i < N_FIELDS; ++i) {
    const float value = get(values, &fields[i]);
    if (value != get(rest, &fields[i])) {
      json_object_set_new(object, fields[i].name, json_real((double)value));
    }
  }
  if (values->program >= 0) {
    json_object_set_new(object, "program", json_integer(values->program));
  }

  json_t* const controllers = controllers_object(values, rest);
  if (json_object_size(controllers)) {
    json_object_set(object, "controllers", controllers);
  }

  json_decref(controllers);
  return object;
}

json_t*
dil_channels_to_json(const DilChannels* const channels)
{
  const DilChannels rest = dil_channels_defaults();
  json_t* const root = json_object();
  json_t* const array = json_array();
  int error = 0;
  for (uint32_t c = 0U; c < DIL_N_CHANNELS; ++c) {
    json_t* const object =
      channel_object(&channels->channels[c], &rest.channels[c]);
    if (json_object_size(object)) {
      error |= json_object_set_new(object, "channel", json_integer(c + 1U));
      error |= json_array_append(array, object);
    }
    json_decref(object);
  }

  error |=
    json_object_set_new(root, "lower_zone", json_integer(channels->n_lower));
  error |=
    json_object_set_new(root, "upper_zone", json_integer(channels->n_upper));
  error |= json_object_set_new(root, "channels", array);
  if (error) {
    json_decref(root);
    return NULL;
  }

  return root;
}

static DilStatus
refuse(DilMessage* const message, const char* const what)
{
  return dil_fail(
    message, DIL_BAD_FILE, "the saved state is damaged: %s of MIDI", what);
}

/// Read a whole number, which stays as it is if it is not there
static bool
read_whole(const json_t* const object,
           const char* const key,
           const json_int_t low,
           const json_int_t high,
           json_int_t* const value)
{
  const json_t* const item = json_object_get(object, key);
  if (item) {
    *value = json_integer_value(item);
  }

  return !item || (json_is_integer(item) && *value >= low && *value <= high);
}

/// Read a number, which stays as it is if it is not there
static bool
read_number(const json_t* const item,
            const double low,
            const double high,
            float* const value)
{
  const double number = json_number_value(item);
  if (item && json_is_number(item) && number >= low && number <= high) {
    *value = (float)number;
    return true;
  }

  return !item;
}

static bool
read_controllers(const json_t* const object, DilChannelValues* const values)
{
  bool is_right = !object || json_is_object(object);
  for (uint32_t i = 0U; i < DIL_N_CONTROLLERS && is_right; ++i) {
    char key[8];
    controller_key(i, key);
    is_right = read_number(
      json_object_get(object, key), 0.0, 127.0, &values->controllers[i]);
  }

  return is_right;
}

/// Read one channel; the name of what is wrong, or NULL
static const char*
read_channel(const json_t* const object, DilChannels* const channels)
{
  json_int_t number = 0;
  if (!read_whole(object, "channel", 1, DIL_N_CHANNELS, &number) || !number) {
    return "a channel";
  }

  DilChannelValues* const values = &channels->channels[number - 1];
  for (size_t i = 0U; i < N_FIELDS; ++i) {
    float value = get(values, &fields[i]);
    if (!read_number(json_object_get(object, fields[i].name),
                     fields[i].low,
                     fields[i].high,
                     &value)) {
      return fields[i].name;
    }
    set(values, &fields[i], value);
  }

  json_int_t program = values->program;
  if (!read_whole(object, "program", 0, 127, &program)) {
    return "program";
  }

  values->program = (int32_t)program;
  return read_controllers(json_object_get(object, "controllers"), values)
           ? NULL
           : "controllers";
}

static bool
read_zones(const json_t* const json, DilChannels* const channels)
{
  json_int_t lower = 0;
  json_int_t upper = 0;
  const bool is_right =
    read_whole(json, "lower_zone", 0, MAX_MEMBERS, &lower) &&
    read_whole(json, "upper_zone", 0, MAX_MEMBERS, &upper);
  channels->n_lower = (uint32_t)lower;
  channels->n_upper = (uint32_t)upper;
  return is_right && (!lower || !upper ||
                      channels->n_lower + channels->n_upper <= MAX_BOTH);
}

DilStatus
dil_channels_from_json(const json_t* const json,
                       DilChannels* const channels,
                       DilMessage* const message)
{
  DilChannels result = dil_channels_defaults();
  const json_t* const array = json_object_get(json, "channels");
  if (json && !(json_is_object(json) && (!array || json_is_array(array)))) {
    return refuse(message, "what has been set");
  }
  if (!read_zones(json, &result)) {
    return refuse(message, "zones");
  }
  for (size_t i = 0U; i < json_array_size(array); ++i) {
    const char* const wrong = read_channel(json_array_get(array, i), &result);
    if (wrong) {
      return refuse(message, wrong);
    }
  }

  *channels = result;
  return DIL_OK;
}

char*
dil_channels_write(const DilChannels* const channels)
{
  json_t* const json = dil_channels_to_json(channels);
  char* const text = json_dumps(json, JSON_COMPACT);
  json_decref(json);
  return text;
}

DilStatus
dil_channels_read(const void* const bytes,
                  const size_t size,
                  DilChannels* const channels,
                  DilMessage* const message)
{
  json_error_t error;
  json_t* const json =
    json_loadb((const char*)bytes, size, JSON_REJECT_DUPLICATES, &error);
  if (!json && json_error_code(&error) == json_error_out_of_memory) {
    return dil_fail_memory(message);
  }

  const DilStatus status = json
                             ? dil_channels_from_json(json, channels, message)
                             : refuse(message, "what has been set");
  json_decref(json);
  return status;
}
