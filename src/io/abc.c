// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "abc.h"

#include "message.h"
#include "slurp.h"
#include "text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

/// Far more than it takes for any tune; a broken one may keep it busy for ever
#define TIME_LIMIT_MS 20000

#define MAX_MIDI_SIZE (16U << 20U)

#define MAX_PATH   512
#define MAX_OUTPUT 4096

/// A tune on its way
typedef struct {
  const char* name;            ///< Of the file, for messages
  DilMessage* message;         ///< May be NULL
  char folder[MAX_PATH];       ///< "" until there is one
  char source[MAX_PATH + 16];  ///< The tune, in the folder
  char result[MAX_PATH + 16];  ///< The MIDI file, in the folder
  char output[MAX_OUTPUT + 1]; ///< What abc2midi says, cut at the size
  size_t n_output;             ///< Bytes of it
} Conversion;

bool
dil_abc_recognises(const char* const name,
                   const uint8_t* const bytes,
                   const size_t n_bytes)
{
  const char* const suffix = strrchr(name, '.');
  if (suffix && !strcasecmp(suffix, ".abc")) {
    return true;
  }

  // A tune may come after pages of comments, but no text has a 0 in it
  DilTextReader reader = dil_text_begin(bytes, n_bytes);
  uint32_t before = '\n';
  uint32_t last = '\n';
  for (uint32_t code = 0U; dil_text_next(&reader, &code) && code;) {
    if (code == ':' && last == 'X' && (before == '\n' || before == '\r')) {
      return true;
    }

    before = last;
    last = code;
  }

  return false;
}

static DilStatus
make_folder(Conversion* const conversion)
{
  const char* const parent = getenv("TMPDIR");
  const int n = snprintf(conversion->folder,
                         MAX_PATH,
                         "%s/dilaton-XXXXXX",
                         parent && *parent ? parent : "/tmp");
  if (n >= MAX_PATH) {
    errno = ENAMETOOLONG;
  } else if (mkdtemp(conversion->folder)) {
    snprintf(conversion->source,
             sizeof(conversion->source),
             "%s/tune.abc",
             conversion->folder);
    snprintf(conversion->result,
             sizeof(conversion->result),
             "%s/tune.mid",
             conversion->folder);
    return DIL_OK;
  }

  const DilStatus status =
    dil_fail_errno(conversion->message, conversion->folder, errno);
  conversion->folder[0] = '\0';
  return status;
}

static void
remove_folder(const Conversion* const conversion)
{
  if (*conversion->folder) {
    unlink(conversion->source);
    unlink(conversion->result);
    rmdir(conversion->folder);
  }
}

static DilStatus
write_text(const Conversion* const conversion,
           const char* const text,
           const size_t n)
{
  FILE* const file = fopen(conversion->source, "wb");
  bool is_written = file && fwrite(text, 1U, n, file) == n;
  const int write_error = errno;
  if (file) {
    is_written = !fclose(file) && is_written;
  }

  return is_written ? DIL_OK
                    : dil_fail_errno(conversion->message,
                                     conversion->source,
                                     errno ? errno : write_error);
}

static DilStatus
write_source(const Conversion* const conversion,
             const uint8_t* const bytes,
             const size_t n_bytes)
{
  char* text = NULL;
  size_t n = 0U;
  DilStatus status =
    dil_text_decode(bytes, n_bytes, &text, &n, conversion->message);
  if (!status) {
    status = write_text(conversion, text, n);
    free(text);
  }

  return status;
}

static int
start(const Conversion* const conversion, const int output, pid_t* const child)
{
  char program[] = "abc2midi";
  char out[] = "-o";
  char no_chord_symbols[] = "-NGUI";
  char source[sizeof(conversion->source)];
  char result[sizeof(conversion->result)];
  memcpy(source, conversion->source, sizeof(source));
  memcpy(result, conversion->result, sizeof(result));
  char* const arguments[] = {
    program, source, out, result, no_chord_symbols, NULL};

  posix_spawn_file_actions_t actions;
  int error = posix_spawn_file_actions_init(&actions);
  if (!error) {
    error = posix_spawn_file_actions_addopen(
      &actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (!error) {
      error = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    }
    if (!error) {
      error = posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    }
    if (!error) {
      error = posix_spawnp(child, program, &actions, NULL, arguments, environ);
    }

    posix_spawn_file_actions_destroy(&actions);
  }

  return error;
}

static int
elapsed_ms(const struct timespec since)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int)((now.tv_sec - since.tv_sec) * 1000 +
               (now.tv_nsec - since.tv_nsec) / 1000000);
}

// Read what it says until it has ended, which closes the pipe; false if it is
// still at it when time is up
static bool
listen_to(Conversion* const conversion, const int output)
{
  struct timespec start_time;
  clock_gettime(CLOCK_MONOTONIC, &start_time);

  for (;;) {
    const int left_ms = TIME_LIMIT_MS - elapsed_ms(start_time);
    struct pollfd waiting = {output, POLLIN, 0};
    if (left_ms <= 0 || (poll(&waiting, 1U, left_ms) == 0)) {
      return false;
    }

    char bytes[1024];
    const ssize_t n = read(output, bytes, sizeof(bytes));
    if (n == 0 || (n < 0 && errno != EINTR)) {
      return true;
    }

    const size_t room = MAX_OUTPUT - conversion->n_output;
    const size_t n_kept = n < 0 ? 0U : (size_t)n < room ? (size_t)n : room;
    memcpy(conversion->output + conversion->n_output, bytes, n_kept);
    conversion->n_output += n_kept;
  }
}

static DilStatus
finish(Conversion* const conversion, const pid_t child, const int output)
{
  const bool is_in_time = listen_to(conversion, output);
  if (!is_in_time) {
    kill(child, SIGKILL);
  }

  while (waitpid(child, NULL, 0) < 0 && errno == EINTR) {
  }

  return is_in_time ? DIL_OK
                    : dil_fail(conversion->message,
                               DIL_BAD_FILE,
                               "%s: abc2midi does not come to an end with it",
                               conversion->name);
}

static DilStatus
run(Conversion* const conversion)
{
  int ends[2];
  if (pipe(ends)) {
    return dil_fail_errno(conversion->message, "abc2midi", errno);
  }

  // Ours must not stay open in the child, or the pipe would never end
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);

  pid_t child = 0;
  const int error = start(conversion, ends[1], &child);
  close(ends[1]);

  const DilStatus status =
    !error ? finish(conversion, child, ends[0])
    : (error == ENOENT)
      ? dil_fail(conversion->message,
                 DIL_UNSUPPORTED,
                 "%s: ABC needs the program abc2midi, which is not installed",
                 conversion->name)
      : dil_fail_errno(conversion->message, "abc2midi", error);
  close(ends[0]);
  return status;
}

// The first line of what abc2midi said that tells of an error, or NULL
static const char*
find_error(Conversion* const conversion)
{
  conversion->output[conversion->n_output] = '\0';
  for (char* c = conversion->output; *c; ++c) {
    if (*c != '\n' && !isprint((unsigned char)*c)) {
      *c = ' ';
    }
  }

  char* const line = strstr(conversion->output, "Error");
  if (line) {
    line[strcspn(line, "\n")] = '\0';
  }

  return line;
}

static DilStatus
convert(Conversion* const conversion,
        const uint8_t* const bytes,
        const size_t n_bytes,
        DilWarnings* const warnings,
        uint8_t** const midi,
        size_t* const n_midi)
{
  DilStatus status = make_folder(conversion);
  if (!status) {
    status = write_source(conversion, bytes, n_bytes);
  }

  if (!status) {
    status = run(conversion);
  }

  if (status) {
    return status;
  }

  const char* const error = find_error(conversion);
  status = dil_slurp(
    conversion->result, MAX_MIDI_SIZE, midi, n_midi, conversion->message);
  if (status == DIL_NOT_FOUND) {
    return dil_fail(conversion->message,
                    DIL_BAD_FILE,
                    "%s: abc2midi makes nothing of it: %.200s",
                    conversion->name,
                    error ? error : "no error reported");
  }

  if (!status && error) {
    dil_warn(warnings, "%s: abc2midi: %.200s", conversion->name, error);
  }

  return status;
}

DilStatus
dil_abc_to_midi(const char* const name,
                const uint8_t* const bytes,
                const size_t n_bytes,
                DilWarnings* const warnings,
                uint8_t** const midi,
                size_t* const n_midi,
                DilMessage* const message)
{
  Conversion conversion = {.name = name, .message = message};
  const DilStatus status =
    convert(&conversion, bytes, n_bytes, warnings, midi, n_midi);
  remove_folder(&conversion);
  return status;
}
