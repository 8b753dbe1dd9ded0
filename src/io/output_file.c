// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "output_file.h"

#include "message.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct DilOutputFileImpl {
  char* path;      ///< As given
  char* target;    ///< Name in the end: `path`, or what it links to
  char* temporary; ///< Name until then; NULL when written directly
  int descriptor;  ///< -1 when closed
};

// Names tried before giving up: leftovers of other processes with our number
#define N_ATTEMPTS 100

static DilStatus
open_beside(DilOutputFile* const file, DilMessage* const message)
{
  const size_t size = strlen(file->target) + 64U;
  file->temporary = (char*)malloc(size);
  if (!file->temporary) {
    return dil_fail_memory(message);
  }

  for (int attempt = 0; attempt < N_ATTEMPTS; ++attempt) {
    snprintf(file->temporary,
             size,
             "%s.%ld-%d.part",
             file->target,
             (long)getpid(),
             attempt);

    file->descriptor =
      open(file->temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file->descriptor >= 0 || errno != EEXIST) {
      break;
    }
  }

  if (file->descriptor < 0) {
    const int error = errno;
    free(file->temporary);
    file->temporary = NULL;
    return dil_fail_errno(message, file->path, error);
  }

  return DIL_OK;
}

static DilStatus
open_directly(DilOutputFile* const file, DilMessage* const message)
{
  file->descriptor = open(file->target, O_WRONLY | O_CLOEXEC);
  return (file->descriptor < 0) ? dil_fail_errno(message, file->path, errno)
                                : DIL_OK;
}

static DilStatus
open_target(DilOutputFile* const file, DilMessage* const message)
{
  struct stat info;
  if (stat(file->path, &info)) {
    // Of a link that leads nowhere, the link itself is replaced
    file->target = strdup(file->path);
    return file->target ? open_beside(file, message) : dil_fail_memory(message);
  }

  file->target = realpath(file->path, NULL);
  if (!file->target) {
    return dil_fail_errno(message, file->path, errno);
  }

  if (!S_ISREG(info.st_mode)) {
    return open_directly(file, message);
  }

  // Replacing what may not be written would be allowed, but not expected
  if (access(file->target, W_OK)) {
    return dil_fail_errno(message, file->path, errno);
  }

  const DilStatus status = open_beside(file, message);
  if (!status) {
    // A file system without permissions is no reason to fail
    (void)fchmod(file->descriptor, info.st_mode & 0777U);
  }

  return status;
}

DilStatus
dil_output_open(const char* const path,
                DilOutputFile** const out,
                DilMessage* const message)
{
  DilOutputFile* const file = (DilOutputFile*)calloc(1U, sizeof(*file));
  if (!file) {
    return dil_fail_memory(message);
  }

  file->descriptor = -1;
  file->path = strdup(path);

  const DilStatus status =
    file->path ? open_target(file, message) : dil_fail_memory(message);
  if (status) {
    dil_output_free(file);
    return status;
  }

  *out = file;
  return DIL_OK;
}

int
dil_output_descriptor(const DilOutputFile* const file)
{
  return file->descriptor;
}

const char*
dil_output_path(const DilOutputFile* const file)
{
  return file->path;
}

DilStatus
dil_output_write(DilOutputFile* const file,
                 const void* const bytes,
                 const size_t n_bytes,
                 DilMessage* const message)
{
  const char* const start = (const char*)bytes;

  for (size_t done = 0U; done < n_bytes;) {
    const ssize_t n = write(file->descriptor, start + done, n_bytes - done);
    if (n > 0) {
      done += (size_t)n;
    } else if (n == 0 || errno != EINTR) {
      return dil_fail_errno(message, file->path, n ? errno : EIO);
    }
  }

  return DIL_OK;
}

DilStatus
dil_output_commit(DilOutputFile* const file, DilMessage* const message)
{
  // Network file systems report a full disk only here
  const int closed = close(file->descriptor);
  file->descriptor = -1;
  if (closed) {
    return dil_fail_errno(message, file->path, errno);
  }

  if (file->temporary) {
    if (rename(file->temporary, file->target)) {
      return dil_fail_errno(message, file->path, errno);
    }

    free(file->temporary);
    file->temporary = NULL;
  }

  return DIL_OK;
}

void
dil_output_free(DilOutputFile* const file)
{
  if (!file) {
    return;
  }

  if (file->descriptor >= 0) {
    close(file->descriptor);
  }

  if (file->temporary) {
    unlink(file->temporary);
  }

  free(file->temporary);
  free(file->target);
  free(file->path);
  free(file);
}

DilStatus
dil_output_save(const char* const path,
                const void* const bytes,
                const size_t n_bytes,
                DilMessage* const message)
{
  DilOutputFile* file = NULL;
  DilStatus status = dil_output_open(path, &file, message);
  status = status ? status : dil_output_write(file, bytes, n_bytes, message);
  status = status ? status : dil_output_commit(file, message);
  dil_output_free(file);
  return status;
}
