// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/version.h"

const char*
dil_version(void)
{
  return DIL_VERSION;
}
