// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For RTLD_DEFAULT
#define _GNU_SOURCE

#include "quiet_audio.h"

#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/// Sets a function that is given messages
typedef void (*SetHandler)(void (*handler)(const char* text));

/// The same of ALSA, whose handlers take more
typedef int (*SetAlsaHandler)(void (*handler)(const char* file,
                                              int line,
                                              const char* function,
                                              int error,
                                              const char* format,
                                              ...));

static void
drop(const char* const text)
{
  (void)text;
}

static void
drop_alsa(const char* const file,
          const int line,
          const char* const function,
          const int error,
          const char* const format,
          ...)
{
  (void)file;
  (void)line;
  (void)function;
  (void)error;
  (void)format;
}

void
quiet_audio_libraries(void)
{
  static const char* const names[] = {"jack_set_error_function",
                                      "jack_set_info_function"};

  // PortAudio and RtMidi link them, if at all, and we do not
  for (size_t i = 0U; i < 2U; ++i) {
    void* const symbol = dlsym(RTLD_DEFAULT, names[i]);
    SetHandler set = NULL;
    memcpy(&set, &symbol, sizeof(set));
    if (set) {
      set(drop);
    }
  }

  void* const symbol = dlsym(RTLD_DEFAULT, "snd_lib_error_set_handler");
  SetAlsaHandler set = NULL;
  memcpy(&set, &symbol, sizeof(set));
  if (set) {
    (void)set(drop_alsa);
  }
}

int
quiet_audio_begin(void)
{
  const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
  const int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (nowhere >= 0 && before >= 0) {
    fflush(stderr);
    (void)dup2(nowhere, STDERR_FILENO);
  }
  if (nowhere >= 0) {
    close(nowhere);
  }
  return before;
}

void
quiet_audio_end(const int standard_error)
{
  if (standard_error >= 0) {
    (void)dup2(standard_error, STDERR_FILENO);
    close(standard_error);
  }
}

bool
has_jack_server(void)
{
  // As <jack/types.h> has it, which is not needed to build otherwise
  typedef void* (*Open)(const char* name, int options, int* status, ...);
  typedef int (*Close)(void* client);
  enum { NO_START_SERVER = 1 };

  void* const open_symbol = dlsym(RTLD_DEFAULT, "jack_client_open");
  void* const close_symbol = dlsym(RTLD_DEFAULT, "jack_client_close");
  Open open_client = NULL;
  Close close_client = NULL;
  memcpy(&open_client, &open_symbol, sizeof(open_client));
  memcpy(&close_client, &close_symbol, sizeof(close_client));
  if (!open_client || !close_client) {
    return false;
  }

  int status = 0;
  void* const client = open_client("dilaton-probe", NO_START_SERVER, &status);
  if (client) {
    (void)close_client(client);
  }
  return client;
}
