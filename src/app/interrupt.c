// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "interrupt.h"

#include "terminal.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t is_interrupted = 0;

static volatile sig_atomic_t is_reload_wanted = 0;

static void
handle(const int signal, void (*const handler)(int), const int flags)
{
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  sigemptyset(&action.sa_mask);
  action.sa_handler = handler;
  action.sa_flags = flags;
  (void)sigaction(signal, &action, NULL);
}

/// End as if the signal had not been handled, which it is no longer
static void
end_now(const int signal)
{
  terminal_close();
  (void)raise(signal);
}

static void
note_signal(const int signal)
{
  is_interrupted = 1;
  handle(signal, end_now, (int)SA_RESETHAND);
}

/// Handle a signal, unless it is ignored, as by nohup
static void
watch(const int signal, void (*const handler)(int), const int flags)
{
  struct sigaction action;
  if (!sigaction(signal, NULL, &action) && action.sa_handler != SIG_IGN) {
    handle(signal, handler, flags);
  }
}

void
interrupt_watch(void)
{
  watch(SIGINT, note_signal, 0);
  watch(SIGTERM, note_signal, 0);
  watch(SIGHUP, note_signal, 0);
  watch(SIGQUIT, end_now, (int)SA_RESETHAND);
}

void
interrupt_restart(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};

  for (size_t i = 0U; i < sizeof(signals) / sizeof(*signals); ++i) {
    struct sigaction action;
    if (!sigaction(signals[i], NULL, &action)) {
      action.sa_flags |= (int)SA_RESTART;
      (void)sigaction(signals[i], &action, NULL);
    }
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
  handle(SIGUSR1, note_reload, 0);
}

bool
interrupt_take_reload(void)
{
  const bool is_wanted = is_reload_wanted;
  is_reload_wanted = 0;
  return is_wanted;
}
