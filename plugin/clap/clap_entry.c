// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_discovery.h"
#include "clap_plugin.h"

#include <clap/entry.h>
#include <clap/plugin-factory.h>

#include <stdio.h>
#include <string.h>

#define SUFFIX ".clap"

/// Folder for presets beside the plugin, with its name but the suffix, or ""
static char bundle[DIL_PATH_SIZE];

static uint32_t CLAP_ABI
factory_count(const clap_plugin_factory_t* const factory)
{
  (void)factory;
  return 1U;
}

static const clap_plugin_descriptor_t* CLAP_ABI
factory_descriptor(const clap_plugin_factory_t* const factory,
                   const uint32_t index)
{
  (void)factory;
  return index ? NULL : &dil_clap_descriptor;
}

static const clap_plugin_t* CLAP_ABI
factory_create(const clap_plugin_factory_t* const factory,
               const clap_host_t* const host,
               const char* const id)
{
  (void)factory;
  const bool is_ours = host && clap_version_is_compatible(host->clap_version) &&
                       id && !strcmp(id, dil_clap_descriptor.id);
  return is_ours ? dil_clap_new(host, bundle[0] ? bundle : NULL) : NULL;
}

static bool CLAP_ABI
entry_init(const char* const path)
{
  const size_t length = path ? strlen(path) : 0U;
  const size_t suffix = sizeof(SUFFIX) - 1U;
  if (length > suffix && length < sizeof(bundle) &&
      !strcmp(path + length - suffix, SUFFIX)) {
    snprintf(bundle, sizeof(bundle), "%.*s", (int)(length - suffix), path);
  }

  return true;
}

static void CLAP_ABI
entry_deinit(void)
{
  bundle[0] = '\0';
}

static const void* CLAP_ABI
entry_factory(const char* const id)
{
  static const clap_plugin_factory_t factory = {
    factory_count, factory_descriptor, factory_create};
  return strcmp(id, CLAP_PLUGIN_FACTORY_ID) ? dil_clap_discovery(id, bundle)
                                            : &factory;
}

const clap_plugin_entry_t clap_entry = {CLAP_VERSION_INIT,
                                        entry_init,
                                        entry_deinit,
                                        entry_factory};
