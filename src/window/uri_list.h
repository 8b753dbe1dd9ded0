// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_WINDOW_URI_LIST_H
#define DIL_WINDOW_URI_LIST_H

#include <stdbool.h>
#include <stddef.h>

/**
   Take the next file of a list of URIs.

   Source: RFC 2483, section 5 (one a line, lines beginning with # are
   comments), and RFC 8089, section 2 (file URIs, whose host may be missing).

   @param list Where to begin; result, what comes after the file.
   @param end Of the list.
   @param path [size] result, a path of this machine; too long ones and what is
   no file here are passed over.
   @return False at the end of the list.
*/
bool
dil_uri_list_next(const char** list, const char* end, char* path, size_t size);

#endif // DIL_WINDOW_URI_LIST_H
