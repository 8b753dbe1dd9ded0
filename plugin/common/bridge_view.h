// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_PLUGIN_BRIDGE_VIEW_H
#define DIL_PLUGIN_BRIDGE_VIEW_H

#include "bridge.h"
#include "plugin_window.h"

/// What the window of a plugin in the same process asks of its bridge
DilPluginSource
dil_bridge_source(DilBridge* bridge);

#endif // DIL_PLUGIN_BRIDGE_VIEW_H
