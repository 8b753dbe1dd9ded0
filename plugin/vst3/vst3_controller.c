// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "number.h"
#include "value_text.h"
#include "vst3_plugin.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/// Distance of normalised values that single precision may leave
#define TOLERANCE 6e-8

uint32_t
dil_vst3_program(const DilVst3* const self, const double value)
{
  // The last place is for a preset that is not listed
  const size_t n = self->programs.n_files;
  return (value >= 0.0 && value <= 1.0) ? (uint32_t)lrint(value * (double)n)
                                        : (uint32_t)n;
}

double
dil_vst3_normalised(const uint32_t parameter, const double plain)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double low = (double)info->low;
  return fmin(fmax((plain - low) / ((double)info->high - low), 0.0), 1.0);
}

double
dil_vst3_plain(const uint32_t parameter, const double value)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  const double low = (double)info->low;
  const double usual = (double)info->value;
  return fabs(value - dil_vst3_normalised(parameter, usual)) <= TOLERANCE
           ? usual
           : low + value * ((double)info->high - low);
}

static v3_result V3_API
set_component_state(void* const self, struct v3_bstream** const stream)
{
  // The component has it already, and it is this object
  (void)self;
  (void)stream;
  return V3_OK;
}

static v3_result V3_API
set_state(void* const self, struct v3_bstream** const stream)
{
  (void)self;
  (void)stream;
  return V3_OK;
}

static v3_result V3_API
get_state(void* const self, struct v3_bstream** const stream)
{
  (void)self;
  (void)stream;
  return V3_OK;
}

static int32_t V3_API
get_parameter_count(void* const self)
{
  (void)self;
  return DIL_N_PARAMETERS + 1 + DIL_VST3_N_MIDI;
}

static void
describe_midi(const uint32_t index, struct v3_param_info* const info)
{
  char text[64];
  snprintf(text,
           sizeof(text),
           "MIDI channel %u controller %u",
           index / DIL_VST3_N_CONTROLLERS + 1U,
           index % DIL_VST3_N_CONTROLLERS);
  dil_vst3_string(info->title, 128U, text);
  info->param_id = DIL_VST3_MIDI + index;
  info->flags = V3_PARAM_CAN_AUTOMATE | V3_PARAM_IS_HIDDEN;
  info->default_normalised_value =
    dil_vst3_rest(index % DIL_VST3_N_CONTROLLERS);
}

static v3_result V3_API
get_parameter_info(void* const self,
                   const int32_t index,
                   struct v3_param_info* const info)
{
  if (index < 0 || index >= get_parameter_count(self)) {
    return V3_INVALID_ARG;
  }

  const uint32_t place = (uint32_t)index;
  const DilParameterInfo* const parameter = dil_parameter_info(place);
  memset(info, 0, sizeof(*info));
  if (parameter) {
    info->param_id = place;
    info->unit_id = dil_vst3_unit(parameter->group);
    info->flags =
      V3_PARAM_CAN_AUTOMATE | (parameter->choices ? V3_PARAM_IS_LIST : 0);
    info->default_normalised_value =
      dil_vst3_normalised(place, (double)parameter->value);
    info->step_count =
      parameter->is_integer ? (int32_t)(parameter->high - parameter->low) : 0;
    dil_vst3_string(info->title, 128U, parameter->name);
    dil_vst3_string(info->short_title, 128U, parameter->name);
    dil_vst3_string(info->units, 128U, parameter->unit);
  } else if (place == DIL_N_PARAMETERS) {
    info->param_id = DIL_VST3_PROGRAM;
    info->flags =
      V3_PARAM_CAN_AUTOMATE | V3_PARAM_IS_LIST | V3_PARAM_PROGRAM_CHANGE;
    info->step_count = (int32_t)dil_vst3(self)->programs.n_files;
    dil_vst3_string(info->title, 128U, "Preset");
  } else {
    describe_midi(place - DIL_N_PARAMETERS - 1U, info);
  }

  return V3_OK;
}

static v3_result V3_API
get_string(void* const self,
           const v3_param_id id,
           const double value,
           v3_str_128 out)
{
  const DilVst3* const owner = dil_vst3(self);
  char text[128] = "";
  if (id == DIL_VST3_PROGRAM) {
    dil_vst3_string(
      out, 128U, dil_vst3_program_name(owner, dil_vst3_program(owner, value)));
    return V3_OK;
  }
  if (id < DIL_N_PARAMETERS) {
    dil_value_write(dil_bridge_shelf(owner->bridge),
                    id,
                    dil_vst3_plain(id, value),
                    text,
                    sizeof(text));
  } else if (id - DIL_VST3_MIDI < DIL_VST3_N_MIDI) {
    dil_number_print(text, sizeof(text), "%.3f", value);
  } else {
    return V3_INVALID_ARG;
  }

  dil_vst3_string(out, 128U, text);
  return V3_OK;
}

static v3_result V3_API
get_value(void* const self,
          const v3_param_id id,
          int16_t* const input,
          double* const value)
{
  DilPresetShelf* const shelf = dil_bridge_shelf(dil_vst3(self)->bridge);
  char text[512];
  double plain = 0.0;
  dil_utf16_read((const uint16_t*)input, 128U, text, sizeof(text));
  if (!dil_value_read(shelf, id, text, &plain)) {
    return V3_FALSE;
  }

  *value = dil_vst3_normalised(id, plain);
  return V3_OK;
}

static double V3_API
to_plain(void* const self, const v3_param_id id, const double value)
{
  return id < DIL_N_PARAMETERS ? dil_vst3_plain(id, value)
         : id == DIL_VST3_PROGRAM
           ? (double)dil_vst3_program(dil_vst3(self), value)
           : value;
}

/// A place in the list of programs as a normalised value
static double
program_value(const DilVst3* const self, const double program)
{
  const double n = (double)self->programs.n_files;
  return n > 0.0 ? fmin(fmax(program / n, 0.0), 1.0) : 0.0;
}

static double V3_API
to_normalised(void* const self, const v3_param_id id, const double plain)
{
  return id < DIL_N_PARAMETERS    ? dil_vst3_normalised(id, plain)
         : id == DIL_VST3_PROGRAM ? program_value(dil_vst3(self), plain)
                                  : plain;
}

static double V3_API
get_normalised(void* const self, const v3_param_id id)
{
  const DilVst3* const owner = dil_vst3(self);
  if (id < DIL_N_PARAMETERS) {
    return dil_vst3_normalised(
      id,
      (double)dil_parameter_value(dil_bridge_parameters(owner->bridge), id));
  }
  if (id == DIL_VST3_PROGRAM) {
    return program_value(owner, (double)atomic_load(&owner->program));
  }

  const uint32_t midi = id - DIL_VST3_MIDI;
  return midi < DIL_VST3_N_MIDI ? (double)atomic_load(&owner->midi[midi]) : 0.0;
}

static void
choose(DilVst3* const self, const uint32_t program)
{
  if (program < self->programs.n_files &&
      atomic_exchange(&self->program, program) != program) {
    (void)dil_shelf_load(dil_bridge_shelf(self->bridge),
                         self->programs.files[program].path);
  }
}

static v3_result V3_API
set_normalised(void* const self, const v3_param_id id, const double value)
{
  DilVst3* const owner = dil_vst3(self);
  const uint32_t midi = id - DIL_VST3_MIDI;
  if (!(value >= 0.0 && value <= 1.0)) {
    return V3_INVALID_ARG;
  }

  if (id < DIL_N_PARAMETERS) {
    dil_parameter_set(
      dil_bridge_parameters(owner->bridge), id, dil_vst3_plain(id, value));
  } else if (id == DIL_VST3_PROGRAM) {
    choose(owner, dil_vst3_program(owner, value));
  } else if (midi < DIL_VST3_N_MIDI) {
    if (!dil_vst3_is_message(midi % DIL_VST3_N_CONTROLLERS)) {
      atomic_store(&owner->midi[midi], (float)value);
    }
  } else {
    return V3_INVALID_ARG;
  }

  dil_vst3_settle(owner);
  return V3_OK;
}

static v3_result V3_API
set_handler(void* const self, struct v3_component_handler** const handler)
{
  DilVst3* const owner = dil_vst3(self);
  struct v3_component_handler** const before = owner->handler;
  if (handler) {
    (*handler)->ref(handler);
  }

  owner->handler = handler;
  if (before) {
    (*before)->unref(before);
  }

  return V3_OK;
}

static struct v3_plugin_view** V3_API
create_view(void* const self, const char* const name)
{
  return name && !strcmp(name, "editor") ? dil_vst3_new_view(dil_vst3(self))
                                         : NULL;
}

const struct v3_edit_controller dil_vst3_controller = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .initialize = dil_vst3_initialize,
  .terminate = dil_vst3_terminate,
  .set_component_state = set_component_state,
  .set_state = set_state,
  .get_state = get_state,
  .get_parameter_count = get_parameter_count,
  .get_parameter_info = get_parameter_info,
  .get_parameter_string_for_value = get_string,
  .get_parameter_value_for_string = get_value,
  .normalised_parameter_to_plain = to_plain,
  .plain_parameter_to_normalised = to_normalised,
  .get_parameter_normalised = get_normalised,
  .set_parameter_normalised = set_normalised,
  .set_component_handler = set_handler,
  .create_view = create_view};

static v3_result V3_API
get_assignment(void* const self,
               const int32_t bus,
               const int16_t channel,
               const int16_t controller,
               v3_param_id* const id)
{
  (void)self;
  if (bus != 0 || channel < 0 || channel >= DIL_VST3_N_CHANNELS ||
      controller < 0 || controller >= DIL_VST3_N_CONTROLLERS) {
    return V3_FALSE;
  }

  *id = (v3_param_id)(DIL_VST3_MIDI + channel * DIL_VST3_N_CONTROLLERS +
                      controller);
  return V3_TRUE;
}

const struct v3_midi_mapping dil_vst3_mapping = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .get_midi_controller_assignment = get_assignment};
