// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_STATUS_LINE_H
#define DIL_VIEW_STATUS_LINE_H

#include "view_private.h"

/// What is said of the item under the pointer or with the focus: a heading, ""
/// for a notice, and a text
void
status_line_help(const DilView* view,
                 char heading[LINE_SIZE],
                 char text[LINE_SIZE]);

/// Paint what is to be said of the item under the pointer or with the focus,
/// and how the output is
void
status_line_paint(const DilView* view, const Canvas* canvas);

#endif // DIL_VIEW_STATUS_LINE_H
