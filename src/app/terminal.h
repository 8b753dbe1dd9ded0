// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_TERMINAL_H
#define DIL_APP_TERMINAL_H

#include <stdbool.h>

/// Let characters on standard input come one by one, without an echo; false if
/// it is no terminal, or not in the foreground
bool
terminal_open(void);

/// Let what is typed on standard input not be seen; false as above
bool
terminal_hush(void);

/// Do so again if a shell has changed it back, as it does after Ctrl-Z
void
terminal_keep(void);

/// Whether what is typed on standard input, a terminal, is for this program: it
/// is not while that is in the background of a shell
bool
terminal_is_ours(void);

/// Make it as it was; fine when it was not opened, and in signal handlers on
/// any thread, too
void
terminal_close(void);

#endif // DIL_APP_TERMINAL_H
