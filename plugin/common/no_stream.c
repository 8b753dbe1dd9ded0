// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include <stdio.h>

/**
   What the static JSON library is linked with in place of stdin.

   It compares its input with that in one function that is not used here, and
   was not compiled to find it in another module, so that a plugin could not be
   linked with it otherwise.
*/
extern FILE* const dil_no_stream;

FILE* const dil_no_stream = NULL;
