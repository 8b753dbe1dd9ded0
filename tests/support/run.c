// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/run.h"

#include "support/test.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

/// A pipe neither end of which outlives an exec; the child's gets the dup2
static void
make_pipe(int ends[2])
{
  assert_int_equal(pipe(ends), 0);
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
}

void
run_reset_signals(posix_spawnattr_t* const attributes, const short flags)
{
  static const int unignored[] = {SIGPIPE, SIGINT, SIGQUIT, SIGHUP, SIGTERM};

  sigset_t none;
  sigset_t defaults;
  sigemptyset(&none);
  sigemptyset(&defaults);
  for (size_t i = 0U; i < sizeof(unignored) / sizeof(unignored[0]); ++i) {
    sigaddset(&defaults, unignored[i]);
  }

  posix_spawnattr_init(attributes);
  posix_spawnattr_setsigmask(attributes, &none);
  posix_spawnattr_setsigdefault(attributes, &defaults);
  posix_spawnattr_setflags(
    attributes,
    (short)(flags | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
}

static pid_t
spawn(const char* const* const arguments,
      const int input,
      const int output,
      const int errors)
{
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  run_reset_signals(&attributes, 0);

  // The call does not write to the arguments, but its type says it might
  char* const* writable = NULL;
  memcpy(&writable, &arguments, sizeof(writable));
  pid_t pid = -1;
  const int error =
    posix_spawnp(&pid, arguments[0], &actions, &attributes, writable, environ);

  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error) {
    fail_msg("%s: %s", arguments[0], strerror(error));
  }
  return pid;
}

Run*
run_start(const char* const* const arguments)
{
  int input[2];
  int output[2];
  int errors[2];
  make_pipe(input);
  make_pipe(output);
  make_pipe(errors);
  signal(SIGPIPE, SIG_IGN);

  Run* const run = (Run*)calloc(1U, sizeof(Run));
  assert_non_null(run);
  run->pid = spawn(arguments, input[0], output[1], errors[1]);
  run->status = -1;
  run->input = input[1];
  run->output_end = output[0];
  run->errors_end = errors[0];
  run->process = pidfd_open(run->pid, 0U);
  assert_true(run->process >= 0);

  close(input[0]);
  close(output[1]);
  close(errors[1]);
  fcntl(run->input, F_SETFL, O_NONBLOCK);
  fcntl(run->output_end, F_SETFL, O_NONBLOCK);
  fcntl(run->errors_end, F_SETFL, O_NONBLOCK);
  return run;
}

/// Take what is in a pipe now; at its end, close it and set it to -1
static void
drain(int* const end, RunOutput* const output)
{
  while (*end >= 0) {
    if (output->capacity < output->size + 4096U) {
      output->capacity = 2U * output->capacity + 8192U;
      output->text = (char*)realloc(output->text, output->capacity);
      assert_non_null(output->text);
    }

    const ssize_t n = read(*end, output->text + output->size, 4095U);
    output->size += n > 0 ? (size_t)n : 0U;
    output->text[output->size] = '\0';
    if (n < 0 && errno != EINTR) {
      return;
    }
    if (!n) {
      close(*end);
      *end = -1;
    }
  }
}

static void
drain_all(Run* const run)
{
  drain(&run->output_end, &run->output);
  drain(&run->errors_end, &run->errors);
}

/// Milliseconds of a clock that only goes forward
static long long
now_ms(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (long long)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/// Let it write until something happens; true when the process has ended
static bool
attend(Run* const run, const bool is_sending, const long long deadline_ms)
{
  struct pollfd ends[] = {{run->process, POLLIN, 0},
                          {run->output_end, POLLIN, 0},
                          {run->errors_end, POLLIN, 0},
                          {is_sending ? run->input : -1, POLLOUT, 0}};
  const long long left_ms = deadline_ms - now_ms();
  const int n_ready = poll(ends, 4U, left_ms > 0 ? (int)left_ms : 0);

  drain_all(run);
  if (!n_ready) {
    kill(run->pid, SIGKILL);
    fail_msg("killed after its time was up; it wrote:\n%s%s",
             run->output.text ? run->output.text : "",
             run->errors.text ? run->errors.text : "");
  }
  return ends[0].revents != 0;
}

void
run_send(Run* const run, const void* const bytes, const size_t n)
{
  static const long long limit_ms = 100000;

  const long long deadline_ms = now_ms() + limit_ms;
  const char* const from = (const char*)bytes;
  size_t n_sent = 0U;
  while (n_sent < n && run->input >= 0) {
    const ssize_t written = write(run->input, from + n_sent, n - n_sent);
    if (written > 0) {
      n_sent += (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      attend(run, true, deadline_ms);
    } else if (written < 0 && errno != EINTR) {
      run_close(run);
    }
  }
}

void
run_close(Run* const run)
{
  if (run->input >= 0) {
    close(run->input);
    run->input = -1;
  }
}

void
run_signal(Run* const run, const int signal)
{
  assert_int_equal(kill(run->pid, signal), 0);
}

bool
run_has_ended(const Run* const run)
{
  struct pollfd end = {run->process, POLLIN, 0};
  return run->status >= 0 || poll(&end, 1U, 0) > 0;
}

bool
run_expect(Run* const run, const char* const text, const unsigned limit_s)
{
  const long long deadline_ms = now_ms() + 1000LL * limit_s;
  for (bool has_ended = false;;) {
    drain_all(run);
    if ((run->output.text && strstr(run->output.text, text)) ||
        (run->errors.text && strstr(run->errors.text, text))) {
      return true;
    }
    if (has_ended) {
      return false;
    }
    has_ended = attend(run, false, deadline_ms);
  }
}

int
run_wait(Run* const run, const unsigned limit_s)
{
  const long long deadline_ms = now_ms() + 1000LL * limit_s;
  run_close(run);
  while (!attend(run, false, deadline_ms)) {
  }

  drain_all(run);
  int status = 0;
  assert_int_equal(waitpid(run->pid, &status, 0), run->pid);
  run->status =
    WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return run->status;
}

void
run_free(Run* const run)
{
  if (!run) {
    return;
  }

  if (run->status < 0) {
    kill(run->pid, SIGKILL);
    waitpid(run->pid, NULL, 0);
  }

  run_close(run);
  const int ends[] = {run->output_end, run->errors_end, run->process};
  for (size_t i = 0U; i < 3U; ++i) {
    if (ends[i] >= 0) {
      close(ends[i]);
    }
  }
  free(run->output.text);
  free(run->errors.text);
  free(run);
}

Run*
run_program(const char* const* const arguments)
{
  Run* const run = run_start(arguments);
  run_wait(run, 100U);
  return run;
}

void
assert_refused(Run* const run, const int status, const char* const text)
{
  const char* const errors = run->errors.text ? run->errors.text : "";
  const char* const newline = strchr(errors, '\n');
  if (run->status != status || !newline || newline[1] ||
      !strstr(errors, text)) {
    fail_msg("expected status %d and one line with \"%s\", but got %d and:\n%s",
             status,
             text,
             run->status,
             errors);
  }

  run_free(run);
}
