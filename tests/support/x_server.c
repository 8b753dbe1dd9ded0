// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/x_server.h"

#include "support/run.h"
#include "support/test.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct XServer {
  Run* run;
};

/// Start Xvfb with some of its options
static XServer*
start(const char* const options)
{
  // It chooses a number, and says it once it answers
  static const char script[] =
    "command -v Xvfb >/dev/null || { echo none; exit 1; }; "
    "exec Xvfb -displayfd 1 $0 -nolisten tcp -noreset 2>/dev/null";
  const char* const arguments[] = {"sh", "-c", script, options, NULL};
  Run* const run = run_start(arguments);
  const bool is_there = run_expect(run, "\n", 60U);
  if (!is_there || !strncmp(run->output.text, "none", 4U)) {
    print_message("Xvfb is not installed\n");
    run_free(run);
    return NULL;
  }

  char display[32];
  const int n_digits = (int)strspn(run->output.text, "0123456789");
  snprintf(display, sizeof(display), ":%.*s", n_digits, run->output.text);
  setenv("DISPLAY", display, 1);
  XServer* const server = (XServer*)calloc(1U, sizeof(*server));
  assert_non_null(server);
  server->run = run;
  return server;
}

XServer*
x_server_start(void)
{
  return start("-screen 0 2000x1300x24");
}

XServer*
x_server_start_old(void)
{
  return start("-screen 0 1000x700x16 -extension MIT-SHM");
}

void
x_server_stop(XServer* const server)
{
  if (server) {
    run_signal(server->run, SIGTERM);
    (void)run_wait(server->run, 60U);
    run_free(server->run);
    free(server);
  }
}
