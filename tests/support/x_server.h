// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_X_SERVER_H
#define DIL_TEST_X_SERVER_H

/// An X server without a screen
typedef struct XServer XServer;

/// Start one, which this process and its children then use; NULL, after saying
/// so, where Xvfb is not installed
XServer*
x_server_start(void);

/// x_server_start() of one with 16 bits a pixel, and no memory that is shared
XServer*
x_server_start_old(void);

/// Stop it; NULL is fine
void
x_server_stop(XServer* server);

#endif // DIL_TEST_X_SERVER_H
