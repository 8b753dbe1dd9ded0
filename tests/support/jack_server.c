// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/jack_server.h"

#include "support/run.h"
#include "support/test.h"

#include <jack/jack.h>

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

struct JackServer {
  Run* run;
  bool has_died;
};

/// Options of jackd for its kinds of pace
static const char fast[] = "-R -P70";
static const char ordinary[] = "-r";
static const char patient[] = "-S -r -t 5000";

static void
be_quiet(const char* const text)
{
  (void)text;
}

/// Let one test at a time start a server: all servers of a machine share one
/// list, and two that enter it at once may both fail
static int
wait_for_turn(void)
{
  const int file =
    open("/tmp/dilaton-jack-turn", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file >= 0) {
    (void)flock(file, LOCK_EX);
  }
  return file;
}

/// Start jackd with some of its options; false if it ends at once
static bool
launch(JackServer* const server,
       const uint32_t period,
       const char* const options)
{
  const int turn = wait_for_turn();

  // Its output would fill a pipe that nobody reads
  char script[128];
  snprintf(script,
           sizeof(script),
           "exec jackd -n \"$0\" $1 -d dummy -C 0 -P 2 -r %u -p %u "
           ">/dev/null 2>&1",
           JACK_RATE,
           period);
  const char* const name = getenv("JACK_DEFAULT_SERVER");
  const char* const arguments[] = {"sh", "-c", script, name, options, NULL};
  server->run = run_start(arguments);

  const char* const waiting[] = {
    "jack_wait", "-w", "-t", "10", "-s", name, NULL};
  Run* const wait = run_program(waiting);
  const bool is_there = !wait->status;
  run_free(wait);
  if (turn >= 0) {
    close(turn);
  }
  if (!is_there) {
    run_free(server->run);
    server->run = NULL;
  }
  return is_there;
}

static bool
is_installed(const char* const program)
{
  char script[64];
  snprintf(script, sizeof(script), "command -v %s", program);
  const char* const arguments[] = {"sh", "-c", script, NULL};
  Run* const run = run_program(arguments);
  const bool is_there = !run->status;
  run_free(run);
  return is_there;
}

JackServer*
jack_server_start(const uint32_t period, const JackPace pace)
{
  static unsigned n_servers = 0U;

  if (!is_installed("jackd") || !is_installed("jack_wait")) {
    print_message("jackd is not installed\n");
    return NULL;
  }

  char name[64];
  snprintf(name, sizeof(name), "dilaton-%d-%u", (int)getpid(), n_servers++);
  setenv("JACK_DEFAULT_SERVER", name, 1);
  setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
  setenv("JACK_NO_START_SERVER", "1", 1);
  jack_set_error_function(be_quiet);
  jack_set_info_function(be_quiet);

  JackServer* const server = (JackServer*)calloc(1U, sizeof(*server));
  assert_non_null(server);
  const bool is_there =
    pace == JACK_PACE_CLIENTS
      ? launch(server, period, patient)
      : launch(server, period, fast) || launch(server, period, ordinary);
  if (is_there) {
    return server;
  }

  print_message("jackd does not start here\n");
  free(server);
  return NULL;
}

/// Wait until it has ended, and note whether that was a good end
static void
see_end(JackServer* const server)
{
  server->has_died = run_wait(server->run, 30U);
}

static void
stop(JackServer* const server)
{
  if (server->run && server->run->status < 0) {
    run_signal(server->run, SIGCONT);
    jack_server_end(server);
  }
  run_free(server->run);
  server->run = NULL;
}

void
jack_server_stop(JackServer* const server)
{
  if (server) {
    stop(server);

    // One that died, as it may when a client has died, stays in JACK's list of
    // at most eight servers until another of its name ends well
    if (server->has_died && launch(server, 1024U, ordinary)) {
      stop(server);
    }
    free(server);
  }
}

void
jack_server_end(JackServer* const server)
{
  run_signal(server->run, SIGTERM);
  see_end(server);
}

void
jack_server_kill(JackServer* const server)
{
  run_signal(server->run, SIGKILL);
  see_end(server);
}

void
jack_server_freeze(JackServer* const server)
{
  run_signal(server->run, SIGSTOP);
}
