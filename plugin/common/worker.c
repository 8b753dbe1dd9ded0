// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "worker.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

/// Time between two rounds
#define PERIOD_NS 30000000L

struct DilWorker {
  DilWork work;
  void* context;
  DilWorker* next;
};

// All guarded by the lock, which is held while work is done
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static DilWorker* workers;
static bool is_stopping;
static pthread_cond_t stop;

// Guards the thread's life
static pthread_mutex_t life = PTHREAD_MUTEX_INITIALIZER;
static pthread_t thread;
static unsigned n_workers;

static struct timespec
next_round(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_nsec += PERIOD_NS;
  if (time.tv_nsec >= 1000000000L) {
    time.tv_nsec -= 1000000000L;
    ++time.tv_sec;
  }

  return time;
}

static void*
serve(void* const unused)
{
  (void)unused;
  pthread_mutex_lock(&lock);
  while (!is_stopping) {
    for (const DilWorker* worker = workers; worker; worker = worker->next) {
      worker->work(worker->context);
    }

    const struct timespec time = next_round();
    int error = 0;
    while (!is_stopping && !error) {
      error = pthread_cond_timedwait(&stop, &lock, &time);
    }
  }

  pthread_mutex_unlock(&lock);
  return NULL;
}

// The host's signals are not for our thread
static bool
create_thread(void)
{
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&thread, NULL, serve, NULL);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return !error;
}

static bool
start_thread(void)
{
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  is_stopping = false;
  pthread_cond_init(&stop, &attributes);
  pthread_condattr_destroy(&attributes);
  const bool is_there = create_thread();
  if (!is_there) {
    pthread_cond_destroy(&stop);
  }

  return is_there;
}

static void
stop_thread(void)
{
  pthread_mutex_lock(&lock);
  is_stopping = true;
  pthread_cond_signal(&stop);
  pthread_mutex_unlock(&lock);
  pthread_join(thread, NULL);
  pthread_cond_destroy(&stop);
}

DilStatus
dil_worker_new(const DilWork work, void* const context, DilWorker** const out)
{
  DilWorker* const worker = (DilWorker*)malloc(sizeof(*worker));
  if (!worker) {
    return DIL_NO_MEMORY;
  }

  pthread_mutex_lock(&life);
  const bool is_served = n_workers > 0U || start_thread();
  n_workers += is_served;
  pthread_mutex_unlock(&life);
  if (!is_served) {
    free(worker);
    return DIL_NO_MEMORY;
  }

  pthread_mutex_lock(&lock);
  worker->work = work;
  worker->context = context;
  worker->next = workers;
  workers = worker;
  pthread_mutex_unlock(&lock);
  *out = worker;
  return DIL_OK;
}

void
dil_worker_free(DilWorker* const worker)
{
  if (!worker) {
    return;
  }

  pthread_mutex_lock(&lock);
  DilWorker** link = &workers;
  while (*link != worker) {
    link = &(*link)->next;
  }
  *link = worker->next;
  pthread_mutex_unlock(&lock);
  free(worker);

  pthread_mutex_lock(&life);
  if (!--n_workers) {
    stop_thread();
  }
  pthread_mutex_unlock(&life);
}
