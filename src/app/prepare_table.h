// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_PREPARE_TABLE_H
#define DIL_APP_PREPARE_TABLE_H

#include "dilaton/prepare.h"

/// Print what was understood, 80 columns wide, to standard output
void
prepare_table_print(const DilPreparation* preparation);

/// Write all of it to a CSV file; exit status, after a complaint
int
prepare_table_write(const DilPreparation* preparation, const char* path);

#endif // DIL_APP_PREPARE_TABLE_H
