// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_RUN_H
#define DIL_TEST_RUN_H

#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// What a program wrote to one of its outputs
typedef struct {
  char* text;      ///< [size], then a NUL that is not counted
  size_t size;     ///< Bytes so far
  size_t capacity; ///< Bytes at `text`
} RunOutput;

/**
   A program that was started, with pipes to its input and from its outputs.

   Every wait has a limit, after which the program is killed and the test fails:
   the limit ends a hang and decides nothing else.
*/
typedef struct {
  pid_t pid;        ///< Process
  int status;       ///< Exit status, or 128 + signal; -1 while it runs
  RunOutput output; ///< Standard output
  RunOutput errors; ///< Standard error
  int input;        ///< Our end of its standard input, or -1 once closed
  int output_end;   ///< Our end of its standard output
  int errors_end;   ///< Our end of its standard error
  int process;      ///< Becomes readable when the process ends
} Run;

/**
   Start a program.

   @param arguments Program, arguments, NULL.  A program without a slash is
   looked for in PATH.
*/
Run*
run_start(const char* const* arguments);

/// Attributes of a process to be started, with its signals as a shell leaves
/// them in the foreground: one of the background ignores some, as nohup does
void
run_reset_signals(posix_spawnattr_t* attributes, short flags);

/// Write to its standard input; what it no longer reads is dropped
void
run_send(Run* run, const void* bytes, size_t n);

/// Close its standard input
void
run_close(Run* run);

/// Send it a signal
void
run_signal(Run* run, int signal);

/// Whether it has ended, without waiting
bool
run_has_ended(const Run* run);

/// Wait until it has written `text` to either output; false if it ended before
bool
run_expect(Run* run, const char* text, unsigned limit_s);

/// Close its input and wait until it has ended; its status
int
run_wait(Run* run, unsigned limit_s);

/// Release, after killing it if it still runs; NULL is fine
void
run_free(Run* run);

/// run_start() and run_wait() without input, for at most 100 s
Run*
run_program(const char* const* arguments);

/// run_program() for the program of this project: RUN_DILATON("info", path)
#define RUN_DILATON(...)                                                       \
  run_program((const char* const[]){DIL_PROGRAM, __VA_ARGS__, NULL})

/// Fail the test unless it ended with `status` and wrote exactly one line to
/// its standard error, which has `text` in it; releases the run
void
assert_refused(Run* run, int status, const char* text);

#endif // DIL_TEST_RUN_H
