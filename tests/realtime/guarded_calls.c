// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// Functions that stand in for those of the C library, count and call them

// For RTLD_NEXT
#define _GNU_SOURCE

#include "realtime_guard_private.h"

#ifdef DIL_IS_SANITIZED

const bool realtime_guard_has_functions = false;

#else

#  include <dlfcn.h>
#  include <poll.h>
#  include <pthread.h>
#  include <sched.h>
#  include <semaphore.h>
#  include <stdarg.h>
#  include <stddef.h>
#  include <stdio.h>
#  include <stdlib.h>
#  include <string.h>
#  include <time.h>
#  include <unistd.h>

const bool realtime_guard_has_functions = true;

#  pragma GCC visibility push(default)

// The C library exports its allocator under these names, too, so that ours need
// not be looked up while it is in use
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void*
__libc_realloc(void*, size_t);
void
__libc_free(void*);
void* __libc_memalign(size_t, size_t);

void*
malloc(const size_t size)
{
  realtime_guard_see("malloc");
  return __libc_malloc(size);
}

void*
calloc(const size_t n, const size_t size)
{
  realtime_guard_see("calloc");
  return __libc_calloc(n, size);
}

void*
realloc(void* const block, const size_t size)
{
  realtime_guard_see("realloc");
  return __libc_realloc(block, size);
}

void
free(void* const block)
{
  if (block) {
    realtime_guard_see("free");
  }
  __libc_free(block);
}

void*
aligned_alloc(const size_t alignment, const size_t size)
{
  realtime_guard_see("aligned_alloc");
  return __libc_memalign(alignment, size);
}

/// The function of the C library that a name stands for
static void*
find_real(const char* const name)
{
  // Without a version, dlsym() gives the conditions of long ago
  void* const condition = strncmp(name, "pthread_cond", 12U)
                            ? NULL
                            : dlvsym(RTLD_NEXT, name, "GLIBC_2.3.2");
  return condition ? condition : dlsym(RTLD_NEXT, name);
}

/// Define a pointer `real` to the function that `name` stands for
#  define FIND_REAL(result, name, parameters)                                  \
    static result(*real) parameters;                                           \
    if (!real) {                                                               \
      void* const found = find_real(#name);                                    \
      memcpy(&real, &found, sizeof(real));                                     \
    }

#  define GUARDED(result, name, parameters, arguments)                         \
    result name parameters                                                     \
    {                                                                          \
      realtime_guard_see(#name);                                               \
      FIND_REAL(result, name, parameters)                                      \
      return real arguments;                                                   \
    }

GUARDED(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
GUARDED(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
GUARDED(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
GUARDED(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
GUARDED(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
GUARDED(int, pthread_rwlock_unlock, (pthread_rwlock_t * lock), (lock))
GUARDED(int, pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
GUARDED(int, pthread_cond_signal, (pthread_cond_t * condition), (condition))
GUARDED(int, pthread_cond_broadcast, (pthread_cond_t * condition), (condition))
GUARDED(int,
        pthread_cond_wait,
        (pthread_cond_t * condition, pthread_mutex_t* mutex),
        (condition, mutex))
GUARDED(int, sem_wait, (sem_t * semaphore), (semaphore))
GUARDED(int, sem_trywait, (sem_t * semaphore), (semaphore))
GUARDED(int, sem_post, (sem_t * semaphore), (semaphore))
GUARDED(int, sched_yield, (void), ())
GUARDED(int,
        nanosleep,
        (const struct timespec* time, struct timespec* rest),
        (time, rest))
GUARDED(int,
        clock_nanosleep,
        (clockid_t clock,
         int flags,
         const struct timespec* time,
         struct timespec* rest),
        (clock, flags, time, rest))
GUARDED(int,
        poll,
        (struct pollfd * files, nfds_t n, int time),
        (files, n, time))
GUARDED(ssize_t, read, (int file, void* bytes, size_t n), (file, bytes, n))
GUARDED(ssize_t,
        write,
        (int file, const void* bytes, size_t n),
        (file, bytes, n))
GUARDED(int, close, (int file), (file))
GUARDED(FILE*, fopen, (const char* path, const char* mode), (path, mode))
GUARDED(int, fclose, (FILE * file), (file))
GUARDED(int, fflush, (FILE * file), (file))
GUARDED(int, puts, (const char* text), (text))
GUARDED(int, fputs, (const char* text, FILE* file), (text, file))
GUARDED(int, fputc, (int character, FILE* file), (character, file))
GUARDED(size_t,
        fwrite,
        (const void* items, size_t size, size_t n, FILE* file),
        (items, size, n, file))
GUARDED(int,
        vfprintf,
        (FILE * file, const char* format, va_list arguments),
        (file, format, arguments))
GUARDED(int,
        vsnprintf,
        (char* text, size_t size, const char* format, va_list arguments),
        (text, size, format, arguments))

int
printf(const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int n = vfprintf(stdout, format, arguments);
  va_end(arguments);
  return n;
}

int
fprintf(FILE* const file, const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int n = vfprintf(file, format, arguments);
  va_end(arguments);
  return n;
}

int
snprintf(char* const text, const size_t size, const char* const format, ...)
{
  va_list arguments;
  va_start(arguments, format);
  const int n = vsnprintf(text, size, format, arguments);
  va_end(arguments);
  return n;
}

#  pragma GCC visibility pop

#endif
