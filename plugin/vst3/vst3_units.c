// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_plugin.h"

#include <string.h>

/// Number of the one program list, and of the root unit that has it
enum { program_list = 1, root_unit = 0, no_unit = -1, no_list = -1 };

const char*
dil_vst3_program_name(const DilVst3* const self, const uint32_t program)
{
  return program < self->programs.n_files ? self->programs.files[program].name
                                          : "other";
}

static int32_t V3_API
get_unit_count(void* const self)
{
  (void)self;
  return DIL_N_PARAMETER_GROUPS + 1;
}

static int32_t V3_API
get_one(void* const self)
{
  (void)self;
  return 1;
}

static v3_result V3_API
get_unit_info(void* const self,
              const int32_t index,
              struct v3_unit_info* const info)
{
  if (index < 0 || index >= get_unit_count(self)) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  if (index == root_unit) {
    info->id = root_unit;
    info->parent_unit_id = no_unit;
    info->program_list_id = program_list;
    dil_vst3_string(info->name, 128U, "Dilaton");
    return V3_OK;
  }

  const DilParameterGroup group = (DilParameterGroup)(index - 1);
  info->id = dil_vst3_unit(group);
  info->parent_unit_id = root_unit;
  info->program_list_id = no_list;
  dil_vst3_string(info->name, 128U, dil_parameter_group_name(group));
  return V3_OK;
}

static v3_result V3_API
get_list_info(void* const self,
              const int32_t index,
              struct v3_program_list_info* const info)
{
  if (index) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  info->id = program_list;
  info->programCount = (int32_t)dil_vst3(self)->programs.n_files + 1;
  dil_vst3_string(info->name, 128U, "Presets");
  return V3_OK;
}

static v3_result V3_API
get_program_name(void* const self,
                 const int32_t list,
                 const int32_t program,
                 v3_str_128 name)
{
  const DilVst3* const owner = dil_vst3(self);
  const size_t n = owner->programs.n_files;
  if (list != program_list || program < 0 || (size_t)program > n) {
    return V3_INVALID_ARG;
  }

  dil_vst3_string(name, 128U, dil_vst3_program_name(owner, (uint32_t)program));
  return V3_OK;
}

static v3_result V3_API
get_program_info(void* const self,
                 const int32_t list,
                 const int32_t program,
                 const char* const attribute,
                 v3_str_128 value)
{
  (void)self;
  (void)list;
  (void)program;
  (void)attribute;
  (void)value;
  return V3_NOT_IMPLEMENTED;
}

static v3_result V3_API
has_pitch_names(void* const self, const int32_t list, const int32_t program)
{
  (void)self;
  (void)list;
  (void)program;
  return V3_FALSE;
}

static v3_result V3_API
get_pitch_name(void* const self,
               const int32_t list,
               const int32_t program,
               const int16_t pitch,
               v3_str_128 name)
{
  (void)self;
  (void)list;
  (void)program;
  (void)pitch;
  (void)name;
  return V3_NOT_IMPLEMENTED;
}

static int32_t V3_API
get_selected(void* const self)
{
  (void)self;
  return root_unit;
}

static v3_result V3_API
select_unit(void* const self, const int32_t unit)
{
  return unit >= root_unit && unit < get_unit_count(self) ? V3_OK
                                                          : V3_INVALID_ARG;
}

static v3_result V3_API
get_unit_by_bus(void* const self,
                const int32_t type,
                const int32_t direction,
                const int32_t bus,
                const int32_t channel,
                int32_t* const unit)
{
  (void)self;
  (void)type;
  (void)direction;
  (void)bus;
  (void)channel;
  *unit = root_unit;
  return V3_OK;
}

static v3_result V3_API
set_program_data(void* const self,
                 const int32_t list,
                 const int32_t program,
                 struct v3_bstream** const data)
{
  (void)self;
  (void)list;
  (void)program;
  (void)data;
  return V3_NOT_IMPLEMENTED;
}

const struct v3_unit_information dil_vst3_units = {
  .query_interface = dil_vst3_query,
  .ref = dil_vst3_ref,
  .unref = dil_vst3_unref,
  .get_unit_count = get_unit_count,
  .get_unit_info = get_unit_info,
  .get_program_list_count = get_one,
  .get_program_list_info = get_list_info,
  .get_program_name = get_program_name,
  .get_program_info = get_program_info,
  .has_program_pitch_names = has_pitch_names,
  .get_program_pitch_name = get_pitch_name,
  .get_selected_unit = get_selected,
  .select_unit = select_unit,
  .get_unit_by_bus = get_unit_by_bus,
  .set_unit_program_data = set_program_data};
