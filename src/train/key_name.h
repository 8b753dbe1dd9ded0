// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_KEY_NAME_H
#define DIL_TRAIN_KEY_NAME_H

#include <stdbool.h>
#include <stddef.h>

/// Most numbers of a file's name that are looked at
#define DIL_MAX_NAME_NUMBERS 8U

/// What the name of a recording may say, before anything was heard
typedef struct {
  bool has_note;    ///< There is a note such as C4, Db4, F#3 or a-1
  int note;         ///< Its key, c4 is 60; any number, in the keyboard or not
  size_t n_numbers; ///< Up to DIL_MAX_NAME_NUMBERS, in order
  int numbers[DIL_MAX_NAME_NUMBERS]; ///< Whole numbers of up to three digits
  int velocity; ///< Of v64 and the like, pp to fff, soft, loud; or 0
} DilNameHints;

/**
   Read the name of a file, without folder and ending.

   Words are what lies between signs that are neither letters nor digits, where
   letters follow digits, and where digits follow letters that make no note.
*/
DilNameHints
dil_name_hints(const char* path);

/// Write a key as "C4", "Db-1"; `text` has 8 bytes
void
dil_key_print(int key, char text[8]);

#endif // DIL_TRAIN_KEY_NAME_H
