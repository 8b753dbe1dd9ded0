// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/status.h"

const char*
dil_status_text(const DilStatus status)
{
  switch (status) {
  case DIL_OK:
    return "done";
  case DIL_NO_MEMORY:
    return "out of memory";
  case DIL_NOT_FOUND:
    return "not found";
  case DIL_BAD_FILE:
    return "malformed file";
  case DIL_UNSUPPORTED:
    return "not supported";
  case DIL_BAD_ARGUMENT:
    return "argument out of range";
  case DIL_IO_ERROR:
    return "input or output error";
  case DIL_CANCELLED:
    return "cancelled";
  }

  return "unknown status";
}
