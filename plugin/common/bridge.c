// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge.h"

#include "bridge_private.h"
#include "message.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { n_requests = 4, n_news = 4 };

static DilStatus
make_parts(DilBridge* const bridge, const char* const bundle)
{
  DilStatus status = dil_catalog_new(bundle, &bridge->catalog);
  if (!status) {
    status = dil_ring_new(n_requests, DIL_PATH_SIZE, &bridge->requests);
  }
  if (!status) {
    status = dil_ring_new(n_news, DIL_PATH_SIZE, &bridge->news);
  }
  if (!status) {
    status = dil_worker_new(dil_bridge_work, bridge, &bridge->worker);
  }

  return status;
}

DilStatus
dil_bridge_new(const DilBridgeHost* const host,
               const char* const bundle,
               DilBridge** const out)
{
  DilBridge* const bridge = (DilBridge*)calloc(1U, sizeof(*bridge));
  if (!bridge) {
    return DIL_NO_MEMORY;
  }

  bridge->host = *host;
  pthread_mutex_init(&bridge->lock, NULL);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    atomic_init(&bridge->values[i], dil_parameter_info(i)->value);
  }

  const DilStatus status = make_parts(bridge, bundle);
  if (status) {
    dil_bridge_free(bridge);
  } else {
    *out = bridge;
  }

  return status;
}

void
dil_bridge_free(DilBridge* const bridge)
{
  if (bridge) {
    dil_worker_free(bridge->worker);
    dil_bridge_deactivate(bridge);
    dil_preset_free(bridge->preset);
    dil_ring_free(bridge->news);
    dil_ring_free(bridge->requests);
    dil_catalog_free(bridge->catalog);
    pthread_mutex_destroy(&bridge->lock);
    free(bridge);
  }
}

uint32_t
dil_bridge_min_latency(const DilBridge* const bridge, const uint32_t rate)
{
  const double model_rates[] = {
    16000.0,
    24000.0,
    bridge->preset ? (double)dil_preset_rate(bridge->preset) : 24000.0};

  uint32_t latency = 0U;
  for (size_t i = 0U; i < sizeof(model_rates) / sizeof(*model_rates); ++i) {
    const uint32_t needed = dil_latency(model_rates[i], rate);
    latency = needed > latency ? needed : latency;
  }

  return latency;
}

DilEngineSettings
dil_bridge_settings(const DilBridge* const bridge, const uint32_t rate)
{
  DilEngineSettings settings = dil_engine_defaults();
  settings.rate = rate;
  settings.max_voices = DIL_MAX_VOICES;
  settings.min_latency = dil_bridge_min_latency(bridge, rate);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    settings.parameters[i] = dil_bridge_parameter(bridge, i);
  }

  return settings;
}

/// A rate as the engine counts it, or 0
static uint32_t
whole_rate(const double rate)
{
  return (rate >= (double)DIL_MIN_RATE && rate <= (double)DIL_MAX_RATE)
           ? (uint32_t)lrint(rate)
           : 0U;
}

static DilStatus
make_engine(DilBridge* const bridge,
            const uint32_t rate,
            DilMessage* const message)
{
  if (!rate) {
    return dil_fail(
      message, DIL_BAD_ARGUMENT, "the sample rate is too unusual");
  }

  const DilEngineSettings settings = dil_bridge_settings(bridge, rate);
  const DilPreset* const preset = bridge->preset;
  DilEngine* engine = NULL;
  const DilStatus status =
    dil_engine_new(&preset, preset ? 1U : 0U, &settings, &engine, message);
  if (!status) {
    const DilBankUse use = {NULL, bridge->preset};
    memcpy(bridge->applied, settings.parameters, sizeof(bridge->applied));
    memset(bridge->modulation, 0, sizeof(bridge->modulation));
    bridge->uses[0] = use;
    bridge->n_uses = 1U;
    bridge->rate = rate;
    bridge->engine = engine;
  }

  return status;
}

DilStatus
dil_bridge_activate(DilBridge* const bridge, const double rate)
{
  DilMessage message = {""};
  dil_bridge_deactivate(bridge);
  pthread_mutex_lock(&bridge->lock);
  if (!bridge->preset && !bridge->is_missing) {
    dil_bridge_find(bridge);
  }

  const DilStatus status = make_engine(bridge, whole_rate(rate), &message);
  pthread_mutex_unlock(&bridge->lock);
  if (status) {
    bridge->host.log(bridge->host.context, DIL_LOG_ERROR, message.text);
  }

  return status;
}

void
dil_bridge_deactivate(DilBridge* const bridge)
{
  pthread_mutex_lock(&bridge->lock);
  dil_engine_free(bridge->engine);
  dil_bank_free(bridge->unsent);
  bridge->engine = NULL;
  bridge->unsent = NULL;
  dil_bridge_forget_banks(bridge);
  pthread_mutex_unlock(&bridge->lock);
}

uint32_t
dil_bridge_latency(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_latency(bridge->engine) : 0U;
}

uint32_t
dil_bridge_latency_at(DilBridge* const bridge, const double rate)
{
  const uint32_t whole = whole_rate(rate);
  pthread_mutex_lock(&bridge->lock);
  const uint32_t latency = whole ? dil_bridge_min_latency(bridge, whole) : 0U;
  pthread_mutex_unlock(&bridge->lock);
  return latency;
}

uint32_t
dil_bridge_tail(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_tail(bridge->engine) : 0U;
}

uint32_t
dil_bridge_n_voices(const DilBridge* const bridge)
{
  return bridge->engine ? dil_engine_counts(bridge->engine).n_voices : 0U;
}

void
dil_bridge_state(DilBridge* const bridge, DilState* const state)
{
  pthread_mutex_lock(&bridge->lock);
  snprintf(state->path, sizeof(state->path), "%s", bridge->path);
  snprintf(state->hash, sizeof(state->hash), "%s", bridge->hash);
  pthread_mutex_unlock(&bridge->lock);
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    state->parameters[i] = dil_bridge_parameter(bridge, i);
  }
}

void
dil_bridge_restore(DilBridge* const bridge, const DilState* const state)
{
  for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
    dil_bridge_set_parameter(bridge, i, (double)state->parameters[i]);
  }

  pthread_mutex_lock(&bridge->lock);
  bridge->is_told = bridge->is_told && !strcmp(bridge->path, state->path) &&
                    !strcmp(bridge->hash, state->hash);
  snprintf(bridge->path, sizeof(bridge->path), "%s", state->path);
  snprintf(bridge->hash, sizeof(bridge->hash), "%s", state->hash);
  dil_bridge_find(bridge);
  pthread_mutex_unlock(&bridge->lock);
}

DilStatus
dil_bridge_read_state(DilBridge* const bridge,
                      const void* const bytes,
                      const size_t size)
{
  DilState state;
  DilMessage message;
  const DilStatus status = dil_state_read(bytes, size, &state, &message);
  if (status) {
    bridge->host.log(bridge->host.context, DIL_LOG_ERROR, message.text);
  } else {
    dil_bridge_restore(bridge, &state);
  }

  return status;
}

float
dil_bridge_parameter(const DilBridge* const bridge, const uint32_t parameter)
{
  return parameter < DIL_N_PARAMETERS
           ? atomic_load_explicit(&bridge->values[parameter],
                                  memory_order_relaxed)
           : 0.0f;
}

void
dil_bridge_set_parameter(DilBridge* const bridge,
                         const uint32_t parameter,
                         const double value)
{
  const DilParameterInfo* const info = dil_parameter_info(parameter);
  if (info && !isnan(value)) {
    // Limited before it is made shorter, which is undefined beyond the range
    const double limited =
      fmin(fmax(value, (double)info->low), (double)info->high);
    atomic_store_explicit(&bridge->values[parameter],
                          dil_parameter_limit(parameter, (float)limited),
                          memory_order_relaxed);
  }
}
