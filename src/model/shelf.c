// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "shelf.h"

#include "elementary.h"

DilShelf
dil_shelf_at(const double rate_hz)
{
  static const double tau_log2_e = 9.0647202836543876;
  const DilShelf shelf = {
    (float)(1.0 - dil_exp2(-tau_log2_e * DIL_SHELF_HZ / rate_hz)), 0.0f};
  return shelf;
}

float
dil_shelf_gain(const double treble_db)
{
  return (float)(dil_gain(treble_db) - 1.0);
}
