// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_LV2_NAMES_H
#define DIL_BASE_LV2_NAMES_H

/// The plugin, as LV2 hosts know it
#define DIL_LV2_URI "urn:dilaton:dilaton"

/// Property with the path of the preset, in patch messages and in state
#define DIL_LV2_PRESET DIL_LV2_URI "#preset"

/// Property with the hash of the preset, in state
#define DIL_LV2_HASH DIL_LV2_URI "#hash"

/// Symbol of the port that chooses an instrument of the preset
#define DIL_LV2_INSTRUMENT "instrument"

#endif // DIL_BASE_LV2_NAMES_H
