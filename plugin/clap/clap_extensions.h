// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_CLAP_EXTENSIONS_H
#define DIL_CLAP_EXTENSIONS_H

#include <clap/ext/params.h>
#include <clap/ext/state.h>

extern const clap_plugin_params_t dil_clap_params;
extern const clap_plugin_state_t dil_clap_state;

#endif // DIL_CLAP_EXTENSIONS_H
