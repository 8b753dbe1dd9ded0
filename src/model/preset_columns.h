// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_PRESET_COLUMNS_H
#define DIL_MODEL_PRESET_COLUMNS_H

#include "network.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Room for the names of all inputs, or of all decays, in one line
#define DIL_COLUMNS_TEXT_SIZE 320U

/// Most columns of a tensor whose columns have names
#define DIL_MAX_COLUMNS (DIL_CONDITION_INSTRUMENTS + 64U)

/// Which columns of the network's tensor those of a file's tensor are; the
/// network's other columns are 0
typedef struct {
  uint32_t n;                       ///< Columns in the file
  uint32_t places[DIL_MAX_COLUMNS]; ///< [n], ascending or not
} DilColumns;

/// Write the names of all inputs, or the time constants in ms of all decays, to
/// `text` [DIL_COLUMNS_TEXT_SIZE] with a space between two
void
dil_columns_input_names(char* text);

/// As dil_columns_input_names()
void
dil_columns_decay_names(char* text);

/**
   Read which inputs a preset has.

   @param names As dil_columns_input_names() writes them: some or all, each
   once, in any order.
   @return False if a name is unknown or comes twice, or there is none.
*/
bool
dil_columns_inputs(const char* names, DilColumns* columns);

/**
   Read which decays a preset's conditioning has, for onset and release.

   @param names As dil_columns_decay_names() writes them: some or all, each
   once, in any order.
   @param n_instruments At most 64.
   @return False as dil_columns_inputs() does.
*/
bool
dil_columns_conditions(const char* names,
                       uint32_t n_instruments,
                       DilColumns* columns);

/**
   Place the columns of a file's tensor.

   @param from [n_rows][columns->n].
   @param to [n_rows][n_columns] of zeros.
*/
void
dil_columns_spread(const DilColumns* columns,
                   size_t n_rows,
                   const float* from,
                   size_t n_columns,
                   float* to);

#endif // DIL_MODEL_PRESET_COLUMNS_H
