// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LV2_TTL_UI_H
#define DIL_LV2_TTL_UI_H

#include <stdio.h>

// What the description says of the plugin's window.  Nothing is written where
// there are no windows.

/// Name it in the manifest
void
ttl_list_ui(FILE* file);

/// Name it within what is said of the plugin
void
ttl_name_ui(FILE* file);

/// What it needs of hosts
void
ttl_write_ui(FILE* file);

#endif // DIL_LV2_TTL_UI_H
