// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "clap_discovery.h"

#include "clap_more.h"
#include "clap_plugin.h"

#include "dilaton/preset.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/// One host's listing
typedef struct {
  clap_preset_discovery_provider_t provider; ///< What the host holds
  const clap_preset_discovery_indexer_t* indexer;
  bool is_good; ///< The host has taken everything so far
} Listing;

static const clap_preset_discovery_provider_descriptor_t descriptor = {
  CLAP_VERSION_INIT,
  "org.dilaton.dilaton.presets",
  "Dilaton presets",
  "The Dilaton Authors"};

/// Folder of presets beside the plugin, or ""; the same for all listings
static const char* beside = "";

static bool
is_in(const char* const folder, const char* const parent)
{
  const size_t n = parent ? strlen(parent) : 0U;
  return n && !strncmp(folder, parent, n) && folder[n] == '/';
}

static bool
is_own(const char* const folder)
{
  return is_in(folder, getenv("XDG_DATA_HOME")) ||
         is_in(folder, getenv("HOME"));
}

static void
declare_folder(void* const context, const char* const folder)
{
  Listing* const self = (Listing*)context;
  if (access(folder, R_OK | X_OK)) {
    return;
  }

  const bool is_users = is_own(folder);
  const clap_preset_discovery_location_t location = {
    is_users ? CLAP_PRESET_DISCOVERY_IS_USER_CONTENT
             : CLAP_PRESET_DISCOVERY_IS_FACTORY_CONTENT,
    is_users ? "Own presets" : "Presets",
    CLAP_PRESET_DISCOVERY_LOCATION_FILE,
    folder};
  self->is_good =
    self->is_good && self->indexer->declare_location(self->indexer, &location);
}

static bool CLAP_ABI
listing_init(const clap_preset_discovery_provider_t* const provider)
{
  static const clap_preset_discovery_filetype_t type = {
    "Dilaton preset", "A trained instrument", &DIL_PRESET_SUFFIX[1]};

  Listing* const self = (Listing*)provider->provider_data;
  self->is_good = self->indexer->declare_filetype(self->indexer, &type);
  dil_preset_folders(beside[0] ? beside : NULL, declare_folder, self);
  return self->is_good;
}

static void CLAP_ABI
listing_destroy(const clap_preset_discovery_provider_t* const provider)
{
  free(provider->provider_data);
}

/// Tell of one instrument; the key is its number, where there are several
static bool
tell_instrument(const clap_preset_discovery_metadata_receiver_t* const receiver,
                const DilPreset* const preset,
                const uint32_t instrument)
{
  static const clap_universal_plugin_id_t plugin = {"clap",
                                                    "org.dilaton.dilaton"};

  char key[16];
  snprintf(key, sizeof(key), "%u", instrument);
  if (!receiver->begin_preset(receiver,
                              dil_preset_instrument(preset, instrument)->name,
                              dil_preset_n_instruments(preset) > 1U ? key
                                                                    : NULL)) {
    return false;
  }

  const char* const title = dil_preset_text(preset, "title");
  receiver->add_plugin_id(receiver, &plugin);
  receiver->add_feature(receiver, CLAP_PLUGIN_FEATURE_INSTRUMENT);
  if (title) {
    receiver->set_description(receiver, title);
  }

  return true;
}

static bool CLAP_ABI
listing_metadata(
  const clap_preset_discovery_provider_t* const provider,
  const uint32_t kind,
  const char* const location,
  const clap_preset_discovery_metadata_receiver_t* const receiver)
{
  (void)provider;
  DilPreset* preset = NULL;
  DilMessage message;
  if (kind != CLAP_PRESET_DISCOVERY_LOCATION_FILE || !location) {
    return false;
  }
  if (dil_preset_load(location, &preset, &message)) {
    receiver->on_error(receiver, 0, message.text);
    return false;
  }

  const uint32_t n = dil_preset_n_instruments(preset);
  for (uint32_t i = 0U; i < n && tell_instrument(receiver, preset, i);) {
    ++i;
  }

  dil_preset_free(preset);
  return true;
}

static const void* CLAP_ABI
listing_extension(const clap_preset_discovery_provider_t* const provider,
                  const char* const id)
{
  (void)provider;
  (void)id;
  return NULL;
}

static uint32_t CLAP_ABI
factory_count(const clap_preset_discovery_factory_t* const factory)
{
  (void)factory;
  return 1U;
}

static const clap_preset_discovery_provider_descriptor_t* CLAP_ABI
factory_descriptor(const clap_preset_discovery_factory_t* const factory,
                   const uint32_t index)
{
  (void)factory;
  return index ? NULL : &descriptor;
}

static const clap_preset_discovery_provider_t* CLAP_ABI
factory_create(const clap_preset_discovery_factory_t* const factory,
               const clap_preset_discovery_indexer_t* const indexer,
               const char* const id)
{
  (void)factory;
  if (!indexer || !id || strcmp(id, descriptor.id) != 0) {
    return NULL;
  }

  Listing* const self = (Listing*)calloc(1U, sizeof(*self));
  if (!self) {
    return NULL;
  }

  const clap_preset_discovery_provider_t provider = {&descriptor,
                                                     self,
                                                     listing_init,
                                                     listing_destroy,
                                                     listing_metadata,
                                                     listing_extension};
  self->provider = provider;
  self->indexer = indexer;
  return &self->provider;
}

const void*
dil_clap_discovery(const char* const id, const char* const bundle)
{
  static const clap_preset_discovery_factory_t factory = {
    factory_count, factory_descriptor, factory_create};

  if (strcmp(id, CLAP_PRESET_DISCOVERY_FACTORY_ID) != 0 &&
      strcmp(id, CLAP_PRESET_DISCOVERY_FACTORY_ID_COMPAT) != 0) {
    return NULL;
  }

  beside = bundle;
  return &factory;
}
