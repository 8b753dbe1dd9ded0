// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_BASE_VECTOR_H
#define DIL_BASE_VECTOR_H

/**
   The vectors of one set of instructions: VEC_SET, VEC_WIDTH, VEC_REGISTERS,
   Vec and the functions vec_...(), which have the same names in all sets.  +,
   -,
   * and / are those of C, which compilers extend to vectors.

   They are those of the header of a set that was included before; a file that
   is meant for one set begins with it.  Else they are the widest that this file
   is compiled for.
*/

#if !defined(VEC_WIDTH)
#  if defined(__AVX512F__)
#    include "vector_avx512.h"
#  elif defined(__AVX2__) && defined(__FMA__) && defined(__F16C__)
#    include "vector_avx2.h"
#  elif defined(__aarch64__)
#    include "vector_neon.h"
#  else
#    include "vector_plain.h"
#  endif
#endif

#endif // DIL_BASE_VECTOR_H
