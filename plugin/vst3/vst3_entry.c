// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "vst3_plugin.h"

#include "dilaton/version.h"

#include <stdio.h>
#include <string.h>

#define CATEGORY    "Audio Module Class"
#define VENDOR      "The Dilaton Authors"
#define SDK_VERSION "VST 3.7.4"

/// Class of the plugin; hosts keep it, so it stays
static const v3_tuid class_id =
  V3_ID(0x9C1F5A36, 0x52E04B7D, 0xA80D3C61, 0xD11A7014);

/// What factories have to say of the one class, as a C string or UTF-16
static const char name[] = "Dilaton";
static const char sub_categories[] = "Instrument|Synth";
static const int32_t many = 0x7FFFFFFF;

static v3_result V3_API
factory_query(void* const self, const v3_tuid iid, void** const object)
{
  const bool is_ours = v3_tuid_match(iid, v3_funknown_iid) ||
                       v3_tuid_match(iid, v3_plugin_factory_iid) ||
                       v3_tuid_match(iid, v3_plugin_factory_2_iid) ||
                       v3_tuid_match(iid, v3_plugin_factory_3_iid);
  *object = is_ours ? self : NULL;
  return is_ours ? V3_OK : V3_NO_INTERFACE;
}

// The factory lives as long as the module
static uint32_t V3_API
factory_count_reference(void* const self)
{
  (void)self;
  return 1U;
}

static v3_result V3_API
get_factory_info(void* const self, struct v3_factory_info* const info)
{
  (void)self;
  memset(info, 0, sizeof(*info));
  info->flags = 0x10;
  snprintf(info->vendor, sizeof(info->vendor), "%s", VENDOR);
  return V3_OK;
}

static int32_t V3_API
num_classes(void* const self)
{
  (void)self;
  return 1;
}

static v3_result V3_API
get_class_info(void* const self,
               const int32_t index,
               struct v3_class_info* const info)
{
  (void)self;
  if (index) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  memcpy(info->class_id, class_id, sizeof(class_id));
  info->cardinality = many;
  snprintf(info->category, sizeof(info->category), "%s", CATEGORY);
  snprintf(info->name, sizeof(info->name), "%s", name);
  return V3_OK;
}

static v3_result V3_API
create_instance(void* const self,
                const v3_tuid class,
                const v3_tuid iid,
                void** const instance)
{
  (void)self;
  *instance = NULL;
  if (!v3_tuid_match(class, class_id)) {
    return V3_NO_INTERFACE;
  }

  DilVst3* const made = dil_vst3_new();
  if (!made) {
    return V3_NOMEM;
  }

  const v3_result result = dil_vst3_query(&made->component, iid, instance);
  dil_vst3_unref(&made->component);
  return result;
}

static v3_result V3_API
get_class_info_2(void* const self,
                 const int32_t index,
                 struct v3_class_info_2* const info)
{
  (void)self;
  if (index) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  memcpy(info->class_id, class_id, sizeof(class_id));
  info->cardinality = many;
  snprintf(info->category, sizeof(info->category), "%s", CATEGORY);
  snprintf(info->name, sizeof(info->name), "%s", name);
  snprintf(
    info->sub_categories, sizeof(info->sub_categories), "%s", sub_categories);
  snprintf(info->vendor, sizeof(info->vendor), "%s", VENDOR);
  snprintf(info->version, sizeof(info->version), "%s", DIL_VERSION);
  snprintf(info->sdk_version, sizeof(info->sdk_version), "%s", SDK_VERSION);
  return V3_OK;
}

static v3_result V3_API
get_class_info_3(void* const self,
                 const int32_t index,
                 struct v3_class_info_3* const info)
{
  (void)self;
  if (index) {
    return V3_INVALID_ARG;
  }

  memset(info, 0, sizeof(*info));
  memcpy(info->class_id, class_id, sizeof(class_id));
  info->cardinality = many;
  snprintf(info->category, sizeof(info->category), "%s", CATEGORY);
  snprintf(
    info->sub_categories, sizeof(info->sub_categories), "%s", sub_categories);
  dil_vst3_string(info->name, 64U, name);
  dil_vst3_string(info->vendor, 64U, VENDOR);
  dil_vst3_string(info->version, 64U, DIL_VERSION);
  dil_vst3_string(info->sdk_version, 64U, SDK_VERSION);
  return V3_OK;
}

static v3_result V3_API
set_host_context(void* const self, struct v3_funknown** const host)
{
  (void)self;
  (void)host;
  return V3_OK;
}

static const struct v3_plugin_factory_3 functions = {
  .query_interface = factory_query,
  .ref = factory_count_reference,
  .unref = factory_count_reference,
  .get_factory_info = get_factory_info,
  .num_classes = num_classes,
  .get_class_info = get_class_info,
  .create_instance = create_instance,
  .get_class_info_2 = get_class_info_2,
  .get_class_info_utf16 = get_class_info_3,
  .set_host_context = set_host_context};

// What hosts find by name.  NOLINTBEGIN(readability-identifier-naming)
DIL_API bool
ModuleEntry(void* library);
DIL_API bool
ModuleExit(void);
DIL_API const void*
GetPluginFactory(void);

bool
ModuleEntry(void* const library)
{
  (void)library;
  return true;
}

bool
ModuleExit(void)
{
  return true;
}

const void*
GetPluginFactory(void)
{
  static const struct v3_plugin_factory_3* const factory = &functions;
  return &factory;
}
// NOLINTEND(readability-identifier-naming)
