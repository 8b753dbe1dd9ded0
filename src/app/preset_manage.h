// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PRESET_MANAGE_H
#define DIL_APP_PRESET_MANAGE_H

#include "options.h"

/**
   What "dilaton presets VERB" does with the words that follow.

   @param words [n_texts] from the second on; one at least.
   @return Exit status; what was done, and what could not be, has been printed.
*/
typedef int (*PresetVerb)(const TextList* words);

/// Copy files, and the presets in folders, to the user's own
int
presets_install(const TextList* words);

/// Delete presets of the user's own
int
presets_remove(const TextList* words);

/// Tell who made presets, of what, and what they can play
int
presets_show(const TextList* words);

#endif // DIL_APP_PRESET_MANAGE_H
