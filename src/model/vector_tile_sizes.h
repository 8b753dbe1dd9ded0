// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_MODEL_VECTOR_TILE_SIZES_H
#define DIL_MODEL_VECTOR_TILE_SIZES_H

/**
   The tiles of each set of instructions, found by measuring, see
   vector_tiles.h.

   PANEL_VECTORS is the widest panel and the widest tile of a lone lane,
   TILE_LANES the most lanes of a tile, TILE_VECTORS the most vectors of a tile
   by its lanes, from 2, and FIRST_LANES, by all lanes, from 2, those of the
   first tile.  For AHEAD_FORMAT see fetch_weights().  BYTE_TILES(X) and
   BYTE_TILE_VECTORS, the latter from one lane on, are those of bytes; for
   BYTE_FEW see vector_byte_few.h.

   Tiles of two lanes go 15 % faster with BF16 than with F32 on AVX-512 and 5 %
   on AVX2; those of three and four were measured to be 4 and 6 % slower.  For
   FEW_2 and FEW_3 see vector_few.h: layers of two lanes from BF16 go 9 to 15 %
   faster than tiles, of three 4 to 12 %, of four as fast; of two from F16 7 %
   faster, of three 17 % slower.
*/

#include "vector.h"

// clang-format off
#define ALONE_12(X, F) \
  X(F, 1) X(F, 2) X(F, 3) X(F, 4) X(F, 5) X(F, 6) X(F, 7) X(F, 8) \
  X(F, 9) X(F, 10) X(F, 11) X(F, 12)
#define ALONE_16(X, F) \
  ALONE_12(X, F) X(F, 13) X(F, 14) X(F, 15) X(F, 16)

#define AHEAD_BF16 1024U
#define AHEAD_F16  1024U

#if VEC_WIDTH == 16U

// Told of weights in F32, one lane is 7 % slower, not told of those in BF16,
// 6 %
#define AHEAD_F32     0U
#define PANEL_VECTORS 16U
#define TILE_LANES    8U
#define ALONE(X, F)   ALONE_16(X, F)
#define LONE(X, F)    X(F, 2, 3) X(F, 2, 4) X(F, 3, 6)
#define FEW_LANES     3U
#define FEW_2(X, F)   X(F, 2, 2, 3) X(F, 2, 2, 4) X(F, 2, 3, 6)
#define FEW_3(X, F)   X(F, 3, 2, 3) X(F, 3, 2, 4) X(F, 3, 3, 6)
#define TOGETHER_3(X) X(3, 1) X(3, 2) X(3, 4)
#define TOGETHER_FEW(X) X(2, 1) X(2, 2) X(2, 4) X(2, 8) TOGETHER_3(X)
#define TOGETHER_MANY(X) \
  X(4, 1) X(4, 2) X(4, 4) \
  X(5, 1) X(5, 2) X(5, 4) \
  X(6, 1) X(6, 2) X(6, 3) \
  X(7, 1) X(7, 2) X(7, 3) \
  X(8, 1) X(8, 2) X(8, 3)
#define TILE_VECTORS 8U, 4U, 4U, 4U, 3U, 3U, 3U
#define HALVES_LANES 2U
#define HALVES(X, F) \
  X(F, 2, 1) X(F, 2, 2) X(F, 2, 4) X(F, 2, 8)
#define FIRST_LANES  2U, 3U, 4U, 5U, 6U, 7U, 8U, 5U, 5U, 6U, 6U, 7U, 7U, 8U, 8U
#define BYTE_TILES(X) \
  X(1, 1) X(1, 2) X(1, 3) X(1, 4) X(1, 6) X(1, 8) \
  X(2, 1) X(2, 2) X(2, 4) X(2, 6) \
  TOGETHER_3(X) TOGETHER_MANY(X)
#define BYTE_TILE_VECTORS 8U, 6U, 4U, 4U, 4U, 3U, 3U, 3U
#define BYTE_FEW_LANES 4U
#define BYTE_FEW(X) \
  X(2, 2, 3) X(3, 2, 3) X(4, 2, 3) \
  X(2, 2, 4) X(3, 2, 4) X(4, 2, 4) \
  X(2, 3, 6) X(3, 3, 6) X(4, 3, 6)
#define BYTE_FEW_TABLE \
  {2U * VEC_WIDTH, 3U * VEC_WIDTH, {byte_lone_2_3, byte_few_2_2_3, byte_few_3_2_3, byte_few_4_2_3}}, \
  {2U * VEC_WIDTH, 4U * VEC_WIDTH, {byte_lone_2_4, byte_few_2_2_4, byte_few_3_2_4, byte_few_4_2_4}}, \
  {3U * VEC_WIDTH, 6U * VEC_WIDTH, {byte_lone_3_6, byte_few_2_3_6, byte_few_3_3_6, byte_few_4_3_6}}

#elif VEC_WIDTH == 8U

// 8 lanes go fastest as 5 and 3
#define AHEAD_F32     1024U
#define PANEL_VECTORS 12U
#define TILE_LANES    6U
#define ALONE(X, F)   ALONE_12(X, F)
#define LONE(X, F)    X(F, 3, 6) X(F, 4, 8) X(F, 6, 12)
#define FEW_LANES     1U
#define FEW_2(X, F)
#define FEW_3(X, F)
#define TOGETHER_3(X) X(3, 1) X(3, 2) X(3, 4)
#define TOGETHER_FEW(X) X(2, 1) X(2, 2) X(2, 4) TOGETHER_3(X)
#define TOGETHER_MANY(X) \
  X(4, 1) X(4, 2) \
  X(5, 1) X(5, 2) \
  X(6, 1) X(6, 2)
#define TILE_VECTORS 4U, 4U, 2U, 2U, 2U
#define HALVES_LANES 2U
#define HALVES(X, F) X(F, 2, 1) X(F, 2, 2) X(F, 2, 4)
#define FIRST_LANES  2U, 3U, 4U, 5U, 6U, 4U, 5U, 6U, 6U, 6U, 6U, 5U, 6U, 6U, 6U
#define BYTE_TILES(X) \
  X(1, 1) X(1, 2) X(1, 3) X(1, 4) X(1, 6) X(1, 8) \
  X(2, 1) X(2, 2) X(2, 4) \
  TOGETHER_3(X) TOGETHER_MANY(X)
#define BYTE_TILE_VECTORS 8U, 4U, 4U, 2U, 2U, 2U
#define BYTE_FEW_LANES 1U
#define BYTE_FEW(X)
#define BYTE_FEW_TABLE \
  {3U * VEC_WIDTH, 6U * VEC_WIDTH, {byte_lone_3_6}}, \
  {4U * VEC_WIDTH, 8U * VEC_WIDTH, {byte_lone_4_8}}, \
  {6U * VEC_WIDTH, 12U * VEC_WIDTH, {byte_lone_6_12}}

#else

#define AHEAD_F32     1024U
#define PANEL_VECTORS 16U
#define TILE_LANES    6U
#define ALONE(X, F)   ALONE_16(X, F)
#define LONE(X, F)    X(F, 6, 12) X(F, 8, 16)
#define FEW_LANES     1U
#define FEW_2(X, F)
#define FEW_3(X, F)
#define TOGETHER_3(X) X(3, 1) X(3, 2) X(3, 4)
#define TOGETHER_FEW(X) X(2, 1) X(2, 2) X(2, 4) X(2, 8) TOGETHER_3(X)
#define TOGETHER_MANY(X) \
  X(4, 1) X(4, 2) X(4, 4) \
  X(5, 1) X(5, 2) X(5, 4) \
  X(6, 1) X(6, 2) X(6, 4)
#define TILE_VECTORS 8U, 4U, 4U, 4U, 4U
#define HALVES_LANES 2U
#define HALVES(X, F) \
  X(F, 2, 1) X(F, 2, 2) X(F, 2, 4) X(F, 2, 8)
#define FIRST_LANES  2U, 3U, 4U, 5U, 6U, 4U, 4U, 5U, 5U, 6U, 6U, 5U, 5U, 5U, 6U
#define BYTE_TILES(X) \
  X(1, 1) X(1, 2) X(1, 3) X(1, 4) X(1, 6) X(1, 8) \
  X(2, 1) X(2, 2) X(2, 4) X(2, 8) \
  TOGETHER_3(X) TOGETHER_MANY(X)
#define BYTE_TILE_VECTORS 8U, 8U, 4U, 4U, 4U, 4U
#define BYTE_FEW_LANES 1U
#define BYTE_FEW(X)
#define BYTE_FEW_TABLE \
  {6U * VEC_WIDTH, 12U * VEC_WIDTH, {byte_lone_6_12}}, \
  {8U * VEC_WIDTH, 16U * VEC_WIDTH, {byte_lone_8_16}}

#endif
// clang-format on

#endif // DIL_MODEL_VECTOR_TILE_SIZES_H
