// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_WINDOW_FILE_H
#define DIL_WINDOW_WINDOW_FILE_H

#include <jansson.h>

/// What is kept from one window to the next, an object, maybe empty; NULL
/// without memory
json_t*
window_file_load(void);

/// Keep it, in dilaton/window.json of the user's configuration; what cannot be
/// written is forgotten
void
window_file_save(const json_t* file);

#endif // DIL_WINDOW_WINDOW_FILE_H
