// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

static volatile sig_atomic_t is_interrupted = 0;

static volatile sig_atomic_t is_reload_wanted = 0;

static void
note_signal(const int signal)
{
  (void)signal;
  is_interrupted = 1;
}

void
interrupt_watch(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

  for (size_t i = 0U; i < sizeof(signals) / sizeof(signals[0]); ++i) {
    // One that is ignored, as by nohup, stays so
    struct sigaction action;
    if (sigaction(signals[i], NULL, &action) || action.sa_handler == SIG_IGN) {
      continue;
    }

    memset(&action, 0, sizeof(action));
    sigemptyset(&action.sa_mask);
    action.sa_handler = note_signal;
    action.sa_flags = (int)SA_RESETHAND;
    (void)sigaction(signals[i], &action, NULL);
  }
}

bool
interrupt_seen(void)
{
  return is_interrupted;
}

static void
note_reload(const int signal)
{
  (void)signal;
  is_reload_wanted = 1;
}

void
interrupt_watch_reload(void)
{
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  sigemptyset(&action.sa_mask);
  action.sa_handler = note_reload;
  (void)sigaction(SIGUSR1, &action, NULL);
}

bool
interrupt_take_reload(void)
{
  const bool is_wanted = is_reload_wanted;
  is_reload_wanted = 0;
  return is_wanted;
}
