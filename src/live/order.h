// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_ORDER_H
#define DIL_LIVE_ORDER_H

#include "ring.h"

#include "dilaton/event.h"
#include "dilaton/score.h"

#include <stdbool.h>

/// Orders that wait at most
#define MAX_ORDERS 1024U

/// What the thread that makes sound is to do, before the next frame
typedef enum {
  ORDER_EVENT, ///< Play an event [event]
  ORDER_PLAY,  ///< Let the score go on, or stop it [is_on]
  ORDER_LOOP,  ///< Play it again and again, or not [is_on]
  ORDER_SEEK,  ///< Go to a place in it [place_s]
  ORDER_SCORE, ///< Play another score, which stands still at its start [score]
  ORDER_RECORD ///< Write frames to another ring [recorder]
} OrderType;

/// One of them, with the fields that its type names
typedef struct {
  OrderType type;
  bool is_on;
  double place_s;        ///< Seconds
  const DilScore* score; ///< Borrowed until it is no longer in use; or NULL
  DilRing* recorder;     ///< Of Frame, as `score`; or NULL
  DilEvent event;        ///< Its frame means nothing
} Order;

#endif // DIL_LIVE_ORDER_H
