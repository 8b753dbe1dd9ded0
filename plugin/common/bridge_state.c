// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bridge.h"

#include "channel_state.h"

void
dil_bridge_state(DilBridge* const bridge, DilState* const state)
{
  dil_shelf_wanted(dil_bridge_shelf(bridge), state->path, state->hash);
  dil_parameter_values_get(dil_bridge_parameters(bridge), state->parameters);
  dil_channel_keep_now(dil_bridge_channels(bridge), &state->channels);
}

DilStatus
dil_bridge_read_state(DilBridge* const bridge,
                      const void* const bytes,
                      const size_t size)
{
  DilState state;
  DilMessage message;
  const DilStatus status = dil_state_read(bytes, size, &state, &message);
  if (!status) {
    for (uint32_t i = 0U; i < DIL_N_PARAMETERS; ++i) {
      dil_parameter_set(
        dil_bridge_parameters(bridge), i, (double)state.parameters[i]);
    }
    dil_channel_keep_want(dil_bridge_channels(bridge), &state.channels);
    dil_shelf_want(dil_bridge_shelf(bridge), state.path, state.hash);
  }

  return dil_bridge_check(bridge, status, &message);
}

DilStatus
dil_bridge_read_channels(DilBridge* const bridge,
                         const void* const bytes,
                         const size_t size)
{
  DilChannels channels;
  DilMessage message;
  const DilStatus status = dil_channels_read(bytes, size, &channels, &message);
  if (!status) {
    dil_channel_keep_want(dil_bridge_channels(bridge), &channels);
  }

  return dil_bridge_check(bridge, status, &message);
}
