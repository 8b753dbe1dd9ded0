// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// For the page faults of a thread and the registers of a signal's context
#define _GNU_SOURCE

#include "realtime_guard.h"
#include "realtime_guard_private.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <ucontext.h>

static atomic_size_t n_stretches;
static atomic_size_t n_offences;
static atomic_size_t n_faults;
static atomic_size_t longest_frames;
static _Atomic(const char*) first;
static atomic_long first_call = -1;

static _Thread_local bool is_inside;
static _Thread_local long n_faults_before;

static long
faults_of_thread(void)
{
  struct rusage usage;
  return getrusage(RUSAGE_THREAD, &usage) ? 0L : usage.ru_minflt;
}

void
realtime_guard_see(const char* const name)
{
  if (is_inside) {
    const char* expected = NULL;
    atomic_fetch_add(&n_offences, 1U);
    atomic_compare_exchange_strong(&first, &expected, name);
  }
}

// ThreadSanitizer's own code runs before a signal's handler, and waits in the
// kernel at times: the signal comes again while it is blocked, and kills
#if defined(__x86_64__) && defined(PR_SET_SYSCALL_USER_DISPATCH) &&            \
  !defined(DIL_IS_THREAD_SANITIZED)

/// What the kernel looks at before each system call of the thread
static _Thread_local volatile char selector = SYSCALL_DISPATCH_FILTER_ALLOW;

/// Count a system call and have it done after all
static void
see_call(const int number, siginfo_t* const info, void* const context)
{
  (void)number;
  greg_t* const registers = ((ucontext_t*)context)->uc_mcontext.gregs;
  long expected = -1L;
  selector = SYSCALL_DISPATCH_FILTER_ALLOW;
  realtime_guard_see("a system call");
  atomic_compare_exchange_strong(&first_call, &expected, info->si_syscall);

  // The instruction is two bytes long and is done again
  registers[REG_RIP] -= 2;
  registers[REG_RAX] = info->si_syscall;
}

static void
watch_calls(void)
{
  // Each time, for cmocka takes the signal for itself in every test
  struct sigaction action;
  memset(&action, 0, sizeof(action));
  action.sa_sigaction = see_call;
  action.sa_flags = SA_SIGINFO;
  sigaction(SIGSYS, &action, NULL);
  prctl(PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON, 0L, 0L, &selector);
  selector = SYSCALL_DISPATCH_FILTER_BLOCK;
}

static void
leave_calls(void)
{
  selector = SYSCALL_DISPATCH_FILTER_ALLOW;
}

#else

static void
watch_calls(void)
{
}

static void
leave_calls(void)
{
}

#endif

void
realtime_guard_enter(void)
{
  n_faults_before = faults_of_thread();
  is_inside = true;
  watch_calls();
}

void
realtime_guard_leave(void)
{
  leave_calls();
  is_inside = false;
  atomic_fetch_add(&n_faults, (size_t)(faults_of_thread() - n_faults_before));
  atomic_fetch_add(&n_stretches, 1U);
}

void
realtime_guard_note_frames(const size_t n_frames)
{
  size_t longest = atomic_load(&longest_frames);
  while (n_frames > longest &&
         !atomic_compare_exchange_weak(&longest_frames, &longest, n_frames)) {
  }
}

RealtimeReport
realtime_guard_report(void)
{
  const char* const name = atomic_load(&first);
  const RealtimeReport report = {atomic_load(&n_stretches),
                                 atomic_load(&n_offences),
                                 atomic_load(&n_faults),
                                 name ? name : "",
                                 atomic_load(&first_call),
                                 atomic_load(&longest_frames),
                                 realtime_guard_has_functions};
  return report;
}
