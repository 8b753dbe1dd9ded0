// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_TRAINING_H
#define DILATON_TRAINING_H

/// @file
/// All of libdilaton-train, which makes presets

#include "dilaton/evaluate.h"
#include "dilaton/prepare.h"
#include "dilaton/trainer.h"

#endif // DILATON_TRAINING_H
