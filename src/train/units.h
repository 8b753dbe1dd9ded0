// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TRAIN_UNITS_H
#define DIL_TRAIN_UNITS_H

#include "graph.h"
#include "network.h"
#include "panels.h"
#include "segment.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdint.h>

/// Fill the example of a number, the same one for the same number
typedef void (*DilExampleMaker)(const void* context,
                                uint64_t number,
                                DilExample* example);

/**
   Find the units in which a network's activations lose least.

   Of many units, from where the greatest activation is the last that can be
   told to a fifth of that, those are chosen whose rounding and limiting has the
   least mean square error on some examples.

   @param graph Of the panels' shape.
   @param panels Without units, so that activations are exact.
   @param example Memory for one.
   @param units Result.
   @return DIL_OK or DIL_NO_MEMORY.
*/
DIL_NODISCARD DilStatus
dil_units_find(DilGraph* graph,
               const DilPanels* panels,
               DilExampleMaker make,
               const void* context,
               DilExample* example,
               DilUnits* units);

#endif // DIL_TRAIN_UNITS_H
