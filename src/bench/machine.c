// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "machine.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#if defined(__clang__)
static const char compiler[] = "clang " __clang_version__;
#elif defined(__GNUC__)
static const char compiler[] = "gcc " __VERSION__;
#else
static const char compiler[] = "unknown";
#endif

#if defined(__aarch64__)
static const char architecture[] = "ARM, 64 bits";
#elif defined(__x86_64__)
static const char architecture[] = "x86, 64 bits";
#else
static const char architecture[] = "unknown";
#endif

/// The text after the colon, if this line of /proc/cpuinfo names the processor
static const char*
model_name(char* const line)
{
  static const char* const labels[] = {"model name", "Hardware", "cpu model"};

  char* const colon = strchr(line, ':');
  line[strcspn(line, "\n")] = '\0';
  for (size_t i = 0U; colon && i < sizeof(labels) / sizeof(labels[0]); ++i) {
    if (!strncmp(line, labels[i], strlen(labels[i]))) {
      return colon + 1 + strspn(colon + 1, " ");
    }
  }

  return NULL;
}

DilMachine
dil_machine(void)
{
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  DilMachine machine = {.n_cores = n > 0L ? (uint32_t)n : 1U,
                        .compiler = compiler};
  snprintf(machine.processor, sizeof(machine.processor), "%s", architecture);

  FILE* const file = fopen("/proc/cpuinfo", "r");
  if (file) {
    char line[256];
    const char* name = NULL;
    while (!name && fgets(line, sizeof(line), file)) {
      name = model_name(line);
    }
    if (name && *name) {
      snprintf(machine.processor, sizeof(machine.processor), "%s", name);
    }
    (void)fclose(file);
  }

  return machine;
}
