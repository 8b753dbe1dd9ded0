// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"

#include "support/test.h"

#include "hash.h"

#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define MAX_LIVE 65536U

/// Allocations of an operation whose paths are kept, and calls of a path
#define MAX_PATHS 65536U
enum { PATH_DEPTH = 24 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

// All guarded by the lock
static bool is_armed;
static size_t n_allocations;
static size_t fail_at;
static const void* live[MAX_LIVE];
static size_t n_live;
static bool is_recording;
static uint64_t paths[MAX_PATHS]; ///< By allocation, from 1

// The linker's names for the functions wrapped and for our wrappers
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
void*
__real_malloc(size_t size);
void*
__real_calloc(size_t n, size_t size);
void*
__real_realloc(void* block, size_t size);
void*
__real_aligned_alloc(size_t alignment, size_t size);
int
__real_posix_memalign(void** block, size_t alignment, size_t size);
char*
__real_strdup(const char* text);
char*
__real_strndup(const char* text, size_t n);
void
__real_free(void* block);
void*
__wrap_malloc(size_t size);
void*
__wrap_calloc(size_t n, size_t size);
void*
__wrap_realloc(void* block, size_t size);
void*
__wrap_aligned_alloc(size_t alignment, size_t size);
int
__wrap_posix_memalign(void** block, size_t alignment, size_t size);
char*
__wrap_strdup(const char* text);
char*
__wrap_strndup(const char* text, size_t n);
void
__wrap_free(void* block);

/// A number for the calls that led here
static uint64_t
path_here(void)
{
  void* calls[PATH_DEPTH] = {NULL};
  (void)backtrace(calls, PATH_DEPTH);
  return dil_hash(DIL_HASH_EMPTY, calls, sizeof(calls));
}

/// Count an allocation; true if it is the one to fail
static bool
is_due(void)
{
  pthread_mutex_lock(&lock);
  n_allocations += is_armed ? 1U : 0U;
  const bool result = is_armed && n_allocations == fail_at;
  if (is_armed && is_recording && n_allocations < MAX_PATHS) {
    paths[n_allocations] = path_here();
  }
  pthread_mutex_unlock(&lock);

  if (result) {
    errno = ENOMEM;
  }
  return result;
}

static void*
tracked(void* const block)
{
  pthread_mutex_lock(&lock);
  if (is_armed && block) {
    if (n_live == MAX_LIVE) {
      abort();
    }
    live[n_live++] = block;
  }
  pthread_mutex_unlock(&lock);
  return block;
}

/// True if the block was tracked, which it no longer is
static bool
forget(const void* const block)
{
  bool is_found = false;
  pthread_mutex_lock(&lock);
  for (size_t i = n_live; !is_found && i > 0U; --i) {
    if (live[i - 1U] == block) {
      live[i - 1U] = live[--n_live];
      is_found = true;
    }
  }
  pthread_mutex_unlock(&lock);
  return is_found;
}

void*
__wrap_malloc(const size_t size)
{
  return is_due() ? NULL : tracked(__real_malloc(size));
}

void*
__wrap_calloc(const size_t n, const size_t size)
{
  return is_due() ? NULL : tracked(__real_calloc(n, size));
}

void*
__wrap_realloc(void* const block, const size_t size)
{
  if (is_due()) {
    return NULL;
  }

  // Before the call, after which another thread may be given the address
  const bool was_tracked = forget(block);
  void* const result = __real_realloc(block, size);
  if (!result && was_tracked) {
    tracked(block);
  }
  return tracked(result);
}

void*
__wrap_aligned_alloc(const size_t alignment, const size_t size)
{
  return is_due() ? NULL : tracked(__real_aligned_alloc(alignment, size));
}

int
__wrap_posix_memalign(void** const block,
                      const size_t alignment,
                      const size_t size)
{
  if (is_due()) {
    return ENOMEM;
  }

  const int error = __real_posix_memalign(block, alignment, size);
  if (!error) {
    tracked(*block);
  }
  return error;
}

char*
__wrap_strdup(const char* const text)
{
  return is_due() ? NULL : (char*)tracked(__real_strdup(text));
}

char*
__wrap_strndup(const char* const text, const size_t n)
{
  return is_due() ? NULL : (char*)tracked(__real_strndup(text, n));
}

void
__wrap_free(void* const block)
{
  if (block) {
    forget(block);
  }
  __real_free(block);
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)

void
fault_arm(const size_t n)
{
  pthread_mutex_lock(&lock);
  is_armed = true;
  n_allocations = 0U;
  fail_at = n;
  n_live = 0U;
  pthread_mutex_unlock(&lock);
}

size_t
fault_disarm(void)
{
  pthread_mutex_lock(&lock);
  is_armed = false;
  const size_t result = n_allocations;
  pthread_mutex_unlock(&lock);
  return result;
}

size_t
fault_live(void)
{
  pthread_mutex_lock(&lock);
  const size_t result = n_live;
  pthread_mutex_unlock(&lock);
  return result;
}

/// Run with allocation `n` failing; true if there were that many
static bool
run_failing(const FaultOperation operation,
            void* const context,
            const size_t n,
            const DilStatus expected)
{
  fault_arm(n);
  const DilStatus status = operation(context);
  const bool has_failed = fault_disarm() >= n && n > 0U;

  if (fault_live()) {
    fail_msg("%zu blocks leak when allocation %zu fails", fault_live(), n);
  }
  if (status != (has_failed ? expected : DIL_OK)) {
    fail_msg("when allocation %zu %s, the result is: %s",
             n,
             has_failed ? "fails" : "is not reached",
             dil_status_text(status));
  }
  return has_failed;
}

/// Whether allocation `n` of `n_all` is one of the first or the last that the
/// same calls led to
static bool
is_worth_failing(const size_t n, const size_t n_all)
{
  size_t n_before = 0U;
  size_t n_after = 0U;
  for (size_t i = 1U; i <= n_all && i < MAX_PATHS; ++i) {
    n_before += i < n && paths[i] == paths[n];
    n_after += i > n && paths[i] == paths[n];
  }
  return n >= MAX_PATHS || n_before < TIMES(2U, 1U) || !n_after;
}

size_t
fault_for_each(const FaultOperation operation,
               void* const context,
               const DilStatus expected)
{
  is_recording = true;
  run_failing(operation, context, 0U, expected);
  is_recording = false;

  const size_t n_all = n_allocations;
  size_t n = 0U;
  for (size_t i = 1U; i <= n_all; ++i) {
    if (is_worth_failing(i, n_all) &&
        run_failing(operation, context, i, expected)) {
      n = i;
    }
  }
  return n;
}
