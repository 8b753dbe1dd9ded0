// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_BOX_H
#define DIL_VIEW_BOX_H

#include <stdbool.h>

/// A rectangle, in units or pixels as the name says; without width it is not
/// there
typedef struct {
  double x;
  double y;
  double width;
  double height;
} Box;

/// Whether a point lies in it
static inline bool
box_has(const Box box, const double x, const double y)
{
  return x >= box.x && y >= box.y && x < box.x + box.width &&
         y < box.y + box.height;
}

/// Whether two have an area in common
static inline bool
box_meets(const Box a, const Box b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height &&
         b.y < a.y + a.height;
}

/// The box with all sides moved out by some units
static inline Box
box_grow(const Box box, const double by)
{
  const Box grown = {
    box.x - by, box.y - by, box.width + 2.0 * by, box.height + 2.0 * by};
  return grown;
}

/// The least box that has both in it; one that is not there counts for nothing
static inline Box
box_join(const Box a, const Box b)
{
  if (a.width <= 0.0 || b.width <= 0.0) {
    return a.width <= 0.0 ? b : a;
  }

  const double x = a.x < b.x ? a.x : b.x;
  const double y = a.y < b.y ? a.y : b.y;
  const double right =
    a.x + a.width > b.x + b.width ? a.x + a.width : b.x + b.width;
  const double bottom =
    a.y + a.height > b.y + b.height ? a.y + a.height : b.y + b.height;
  const Box joined = {x, y, right - x, bottom - y};
  return joined;
}

#endif // DIL_VIEW_BOX_H
