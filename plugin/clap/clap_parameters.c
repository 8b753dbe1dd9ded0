// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_extensions.h"

#include "clap_plugin.h"
#include "value_text.h"

#include <stdio.h>
#include <string.h>

static uint32_t CLAP_ABI
count(const clap_plugin_t* const plugin)
{
  (void)plugin;
  return DIL_N_PARAMETERS + 1U;
}

/// The parameter that chooses a preset; its last value is for one not listed
static void
describe_program(const DilClap* const self, clap_param_info_t* const info)
{
  info->id = DIL_CLAP_PROGRAM;
  info->flags = CLAP_PARAM_IS_STEPPED;
  info->max_value = (double)self->programs.n_files;
  snprintf(info->name, sizeof(info->name), "%s", "Preset");
}

static bool CLAP_ABI
get_info(const clap_plugin_t* const plugin,
         const uint32_t index,
         clap_param_info_t* const info)
{
  if (index > DIL_N_PARAMETERS) {
    return false;
  }

  memset(info, 0, sizeof(*info));
  const DilParameterInfo* const parameter = dil_parameter_info(index);
  if (!parameter) {
    describe_program(dil_clap(plugin), info);
    return true;
  }

  info->id = index;
  info->flags = CLAP_PARAM_IS_AUTOMATABLE | CLAP_PARAM_IS_MODULATABLE |
                (parameter->is_integer ? CLAP_PARAM_IS_STEPPED : 0U);
  info->min_value = (double)parameter->low;
  info->max_value = (double)parameter->high;
  info->default_value = (double)parameter->value;
  snprintf(info->name, sizeof(info->name), "%s", parameter->name);
  snprintf(info->module,
           sizeof(info->module),
           "%s",
           dil_parameter_group_name(parameter->group));
  return true;
}

static bool CLAP_ABI
get_value(const clap_plugin_t* const plugin,
          const clap_id id,
          double* const value)
{
  DilClap* const self = dil_clap(plugin);
  const size_t n = self->programs.n_files;
  if (id == DIL_CLAP_PROGRAM) {
    const unsigned program = atomic_load(&self->program);
    *value = (double)(program < n ? program : n);
    return true;
  }

  *value = (double)dil_parameter_value(dil_bridge_parameters(self->bridge), id);
  return id < DIL_N_PARAMETERS;
}

static bool CLAP_ABI
value_to_text(const clap_plugin_t* const plugin,
              const clap_id id,
              const double value,
              char* const text,
              const uint32_t size)
{
  const DilClap* const self = dil_clap(plugin);
  const DilPresetFiles* const programs = &self->programs;
  if (id != DIL_CLAP_PROGRAM) {
    return dil_value_write(
      dil_bridge_shelf(self->bridge), id, value, text, size);
  }

  const bool is_listed = value >= 0.0 && value < (double)programs->n_files;
  snprintf(text,
           size,
           "%s",
           is_listed ? programs->files[(size_t)value].name : "other");
  return true;
}

static bool CLAP_ABI
text_to_value(const clap_plugin_t* const plugin,
              const clap_id id,
              const char* const text,
              double* const value)
{
  const DilClap* const self = dil_clap(plugin);
  const DilPresetFiles* const programs = &self->programs;
  if (id != DIL_CLAP_PROGRAM) {
    return dil_value_read(dil_bridge_shelf(self->bridge), id, text, value);
  }

  const size_t program = dil_preset_files_index(programs, text);
  if (program == programs->n_files) {
    return false;
  }

  *value = (double)program;
  return true;
}

static void CLAP_ABI
flush(const clap_plugin_t* const plugin,
      const clap_input_events_t* const in,
      const clap_output_events_t* const out)
{
  const uint32_t n_events = in ? in->size(in) : 0U;
  for (uint32_t i = 0U; i < n_events; ++i) {
    const clap_event_header_t* const event = in->get(in, i);
    if (event) {
      dil_clap_set(dil_clap(plugin), event);
    }
  }

  dil_clap_tell_gestures(dil_clap(plugin), out);
}

const clap_plugin_params_t dil_clap_params =
  {count, get_info, get_value, value_to_text, text_to_value, flush};
