// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge_private.h"
#include "dilaton/attributes.h"
#include "printable.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/// Rounds of the worker until a missing preset is looked for again, 2 s
#define ROUNDS_TO_SEARCH 64U

/// Played by a plugin that was told of none, if it is found
#define USUAL_PRESET "altosax"

DIL_PRINTF(3, 4)
static void
tell(const DilBridge* const bridge,
     const DilLogLevel level,
     const char* const format,
     ...)
{
  char text[DIL_PATH_SIZE + 256U];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  dil_make_printable(text);
  bridge->host.log(bridge->host.context, level, text);
}

static void
free_if_unused(const DilBridge* const bridge, DilPreset* const preset)
{
  bool is_used = preset == bridge->preset;
  for (size_t i = 0U; i < bridge->n_uses; ++i) {
    is_used = is_used || preset == bridge->uses[i].preset;
  }

  if (!is_used) {
    dil_preset_free(preset);
  }
}

void
dil_bridge_forget_banks(DilBridge* const bridge)
{
  while (bridge->n_uses > 0U) {
    DilPreset* const preset = bridge->uses[--bridge->n_uses].preset;
    free_if_unused(bridge, preset);
  }
}

/// The place of a bank, which is the first one's if it is not known by name
static size_t
find_use(const DilBridge* const bridge, const DilBank* const bank)
{
  for (size_t i = 0U; i < bridge->n_uses; ++i) {
    if (bridge->uses[i].bank == bank) {
      return i;
    }
  }

  return 0U;
}

static void
collect(DilBridge* const bridge)
{
  DilBank* bank = dil_engine_collect_bank(bridge->engine);
  while (bank) {
    const size_t place = find_use(bridge, bank);
    DilPreset* const preset = bridge->uses[place].preset;
    --bridge->n_uses;
    memmove(&bridge->uses[place],
            &bridge->uses[place + 1U],
            (bridge->n_uses - place) * sizeof(DilBankUse));
    dil_bank_free(bank);
    free_if_unused(bridge, preset);
    bank = dil_engine_collect_bank(bridge->engine);
  }
}

void
dil_bridge_deliver(DilBridge* const bridge)
{
  if (bridge->engine) {
    collect(bridge);
    if (bridge->unsent && bridge->n_uses < dil_bridge_max_uses &&
        dil_engine_send_bank(bridge->engine, bridge->unsent)) {
      const DilBankUse use = {bridge->unsent, bridge->preset};
      bridge->uses[bridge->n_uses++] = use;
      bridge->unsent = NULL;
    }
  }

  if (bridge->is_news) {
    bridge->is_news = dil_ring_write(bridge->news, bridge->path, 1U) == 0U;
  }
}

/// Play another preset, which becomes the bridge's, or none
static void
take(DilBridge* const bridge, DilPreset* const preset)
{
  DilPreset* const before = bridge->preset;
  dil_bank_free(bridge->unsent);
  bridge->unsent = NULL;
  bridge->preset = preset;
  free_if_unused(bridge, before);
  if (bridge->engine) {
    const DilEngineSettings settings =
      dil_bridge_settings(bridge, bridge->rate);
    const DilPreset* const borrowed = preset;
    DilMessage message;
    if (dil_bank_new(
          &settings, &borrowed, preset ? 1U : 0U, &bridge->unsent, &message)) {
      tell(bridge, DIL_LOG_ERROR, "%s", message.text);
    }
  }

  bridge->is_news = true;
  dil_bridge_deliver(bridge);
  bridge->host.changed(bridge->host.context);
}

static void
take_from(DilBridge* const bridge,
          DilPreset* const preset,
          const char* const path)
{
  snprintf(bridge->path, sizeof(bridge->path), "%s", path);
  snprintf(bridge->hash, sizeof(bridge->hash), "%s", dil_preset_hash(preset));
  bridge->is_missing = false;
  bridge->is_told = false;
  take(bridge, preset);
}

/// Load a listed preset, for a bridge that was told of none
static bool
try_listed(DilBridge* const bridge, const size_t index)
{
  const char* const path = dil_catalog_path(bridge->catalog, index);
  DilMessage message;
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, &message);
  if (!status) {
    take_from(bridge, preset, path);
  } else if (!bridge->is_missing) {
    // Once, and not whenever it is tried again
    tell(bridge, DIL_LOG_WARNING, "%s", message.text);
  }

  return !status;
}

/// The usual preset, or else the first that can be loaded
static bool
find_any(DilBridge* const bridge)
{
  const size_t n = dil_catalog_n_presets(bridge->catalog);
  bool is_found = false;
  for (size_t i = 0U; i < n && !is_found; ++i) {
    is_found = !strcmp(dil_catalog_name(bridge->catalog, i), USUAL_PRESET) &&
               try_listed(bridge, i);
  }
  for (size_t i = 0U; i < n && !is_found; ++i) {
    is_found = !!strcmp(dil_catalog_name(bridge->catalog, i), USUAL_PRESET) &&
               try_listed(bridge, i);
  }

  return is_found;
}

/// True if a preset is the one whose hash was saved, or none was
static bool
is_wanted(const DilBridge* const bridge, const DilPreset* const preset)
{
  return !bridge->hash[0] || !strcmp(bridge->hash, dil_preset_hash(preset));
}

/// The preset that is wanted, from its old place or from a new one
static bool
find_wanted(DilBridge* const bridge)
{
  DilPreset* there = NULL;
  DilPreset* elsewhere = NULL;
  char path[DIL_PATH_SIZE];
  if (dil_preset_load(bridge->path, &there, NULL)) {
    there = NULL;
  }
  if (bridge->hash[0] && !(there && is_wanted(bridge, there)) &&
      dil_catalog_load(bridge->catalog, bridge->hash, path, &elsewhere)) {
    elsewhere = NULL;
  }

  if (elsewhere) {
    dil_preset_free(there);
    tell(bridge, DIL_LOG_NOTE, "%s is now %s", bridge->path, path);
    take_from(bridge, elsewhere, path);
  } else if (there) {
    memcpy(path, bridge->path, sizeof(path));
    if (!is_wanted(bridge, there)) {
      tell(bridge, DIL_LOG_WARNING, "%s has changed since it was saved", path);
    }
    take_from(bridge, there, path);
  }

  return there || elsewhere;
}

static bool
find(DilBridge* const bridge)
{
  const bool is_known = bridge->path[0] || bridge->hash[0];
  return is_known ? find_wanted(bridge) : find_any(bridge);
}

/// Say once which preset is missing
static void
tell_missing(DilBridge* const bridge)
{
  const char* const wanted = bridge->path[0] ? bridge->path : bridge->hash;
  if (bridge->is_told) {
    return;
  }

  bridge->is_told = true;
  if (wanted[0]) {
    tell(bridge,
         DIL_LOG_ERROR,
         "preset %s is not there; silent until it is",
         wanted);
  } else {
    tell(bridge,
         DIL_LOG_ERROR,
         "there is no preset in any of the preset folders; silent until there "
         "is one");
  }
}

void
dil_bridge_find(DilBridge* const bridge)
{
  (void)dil_catalog_refresh(bridge->catalog);
  if (!find(bridge)) {
    tell_missing(bridge);
    bridge->is_missing = true;
    bridge->n_rounds = 0U;
    take(bridge, NULL);
  }
}

/// Load a preset that was asked for; lock held
static DilStatus
load(DilBridge* const bridge, const char* const path)
{
  DilMessage message;
  DilPreset* preset = NULL;
  const DilStatus status = dil_preset_load(path, &preset, &message);
  if (status) {
    tell(bridge, DIL_LOG_ERROR, "%s", message.text);
  } else {
    take_from(bridge, preset, path);
  }

  return status;
}

DilStatus
dil_bridge_load(DilBridge* const bridge, const char* const path)
{
  pthread_mutex_lock(&bridge->lock);
  const DilStatus status = load(bridge, path);
  pthread_mutex_unlock(&bridge->lock);
  return status;
}

static void
search_again(DilBridge* const bridge)
{
  bridge->n_rounds = (bridge->n_rounds + 1U) % ROUNDS_TO_SEARCH;
  if (!bridge->n_rounds) {
    (void)dil_catalog_refresh(bridge->catalog);
    if (find(bridge)) {
      tell(bridge, DIL_LOG_NOTE, "preset %s is there", bridge->path);
    }
  }
}

void
dil_bridge_work(void* const context)
{
  DilBridge* const bridge = (DilBridge*)context;
  char path[DIL_PATH_SIZE];
  pthread_mutex_lock(&bridge->lock);
  while (dil_ring_read(bridge->requests, path, 1U) == 1U) {
    (void)load(bridge, path);
  }

  if (bridge->is_missing) {
    search_again(bridge);
  }

  dil_bridge_deliver(bridge);
  pthread_mutex_unlock(&bridge->lock);
}
