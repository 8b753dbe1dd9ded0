// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For RTLD_NEXT and the registers of a signal's context
#define _GNU_SOURCE

#include "audio_guard.h"

#include <dlfcn.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <ucontext.h>

static atomic_size_t count;
static _Thread_local bool is_inside;
static char last[64];

size_t
audio_guard_count(void)
{
  return atomic_load(&count);
}

const char*
audio_guard_last(void)
{
  return last;
}

#if defined(__x86_64__) && defined(PR_SET_SYSCALL_USER_DISPATCH)

/// What the kernel looks at before each system call of the thread
static _Thread_local volatile char selector = SYSCALL_DISPATCH_FILTER_ALLOW;

/// Count a system call and have it done after all
static void
see_call(const int number, siginfo_t* const info, void* const context)
{
  (void)number;
  greg_t* const registers = ((ucontext_t*)context)->uc_mcontext.gregs;
  selector = SYSCALL_DISPATCH_FILTER_ALLOW;
  if (is_inside) {
    atomic_fetch_add(&count, 1U);
    is_inside = false;
    snprintf(last, sizeof(last), "system call %d", info->si_syscall);
    is_inside = true;
  }

  // The instruction is two bytes long and is done again
  registers[REG_RIP] -= 2;
  registers[REG_RAX] = info->si_syscall;
}

static void
watch(void)
{
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = see_call;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, NULL);
  prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0L, 0L, &selector);
}

void
audio_guard_enter(void)
{
  // Each time, for cmocka takes the signal for itself in every test
  watch();
  is_inside = true;
  selector = SYSCALL_DISPATCH_FILTER_BLOCK;
}

void
audio_guard_leave(void)
{
  selector = SYSCALL_DISPATCH_FILTER_ALLOW;
  is_inside = false;
}

#else

void
audio_guard_enter(void)
{
  is_inside = true;
}

void
audio_guard_leave(void)
{
  is_inside = false;
}

#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#  define HAS_SANITIZER
#elif defined(__has_feature)
#  if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#    define HAS_SANITIZER
#  endif
#endif

bool
audio_guard_sees_calls(void)
{
#ifdef HAS_SANITIZER
  return false;
#else
  return true;
#endif
}

#ifndef HAS_SANITIZER

static void
offend(const char* const what)
{
  if (is_inside) {
    atomic_fetch_add(&count, 1U);
    is_inside = false;
    snprintf(last, sizeof(last), "%s", what);
    is_inside = true;
  }
}

/**
   Functions of the C library that stand in for its own, in all modules.

   WATCHED(result, name, parameters, arguments)
*/
#  define WATCHED(result, name, parameters, arguments)                         \
    result name parameters;                                                    \
    result name parameters                                                     \
    {                                                                          \
      static result(*real) parameters;                                         \
      offend(#name);                                                           \
      if (!real) {                                                             \
        void* const found = dlsym(RTLD_NEXT, #name);                           \
        memcpy(&real, &found, sizeof(real));                                   \
      }                                                                        \
      return real arguments;                                                   \
    }

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
  offend("malloc");
  return __libc_malloc(size);
}

void*
calloc(const size_t n, const size_t size)
{
  offend("calloc");
  return __libc_calloc(n, size);
}

void*
realloc(void* const block, const size_t size)
{
  offend("realloc");
  return __libc_realloc(block, size);
}

void
free(void* const block)
{
  if (block) {
    offend("free");
  }
  __libc_free(block);
}

void*
aligned_alloc(const size_t alignment, const size_t size)
{
  offend("aligned_alloc");
  return __libc_memalign(alignment, size);
}

WATCHED(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
WATCHED(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
WATCHED(int, pthread_mutex_unlock, (pthread_mutex_t * mutex), (mutex))
WATCHED(int, pthread_cond_signal, (pthread_cond_t * condition), (condition))
WATCHED(int, sem_post, (sem_t * semaphore), (semaphore))
WATCHED(int, sem_wait, (sem_t * semaphore), (semaphore))
WATCHED(int, puts, (const char* text), (text))
WATCHED(int, fputs, (const char* text, FILE* stream), (text, stream))
WATCHED(size_t,
        fwrite,
        (const void* data, size_t size, size_t n, FILE* stream),
        (data, size, n, stream))

int
printf(const char* const format, ...)
{
  offend("printf");
  va_list arguments;
  va_start(arguments, format);
  const int n = vprintf(format, arguments);
  va_end(arguments);
  return n;
}

int
fprintf(FILE* const stream, const char* const format, ...)
{
  offend("fprintf");
  va_list arguments;
  va_start(arguments, format);
  const int n = vfprintf(stream, format, arguments);
  va_end(arguments);
  return n;
}

#endif
