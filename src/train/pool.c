// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "pool.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

/// What a thread is told when it starts
typedef struct {
  DilPool* pool;
  uint32_t index;
} Worker;

struct DilPoolImpl {
  pthread_mutex_t mutex;
  pthread_cond_t begun;    ///< A round has begun, or the pool ends
  pthread_cond_t finished; ///< The last worker has finished the round
  DilPoolTask task;        ///< Of the round
  void* context;           ///< Of the round
  uint64_t round;          ///< Counts calls of dil_pool_run()
  uint32_t n_busy;         ///< Workers that have not finished the round
  uint32_t n_threads;      ///< With the caller
  uint32_t n_started;      ///< Workers that run
  bool is_ending;
  pthread_t* threads; ///< [n_threads - 1]
  Worker* workers;    ///< [n_threads - 1]
};

static void*
work(void* const argument)
{
  const Worker* const worker = (const Worker*)argument;
  DilPool* const pool = worker->pool;
  uint64_t round = 0U;

  pthread_mutex_lock(&pool->mutex);
  while (!pool->is_ending) {
    if (pool->round == round) {
      pthread_cond_wait(&pool->begun, &pool->mutex);
      continue;
    }

    round = pool->round;
    const DilPoolTask task = pool->task;
    void* const context = pool->context;
    pthread_mutex_unlock(&pool->mutex);
    task(context, worker->index);
    pthread_mutex_lock(&pool->mutex);
    if (--pool->n_busy == 0U) {
      pthread_cond_signal(&pool->finished);
    }
  }

  pthread_mutex_unlock(&pool->mutex);
  return NULL;
}

static bool
start_workers(DilPool* const pool)
{
  const uint32_t n_workers = pool->n_threads - 1U;
  pool->threads = (pthread_t*)calloc(n_workers + 1U, sizeof(*pool->threads));
  pool->workers = (Worker*)calloc(n_workers + 1U, sizeof(*pool->workers));
  if (!pool->threads || !pool->workers) {
    return false;
  }

  for (uint32_t i = 0U; i < n_workers; ++i) {
    pool->workers[i].pool = pool;
    pool->workers[i].index = i + 1U;
    if (pthread_create(&pool->threads[i], NULL, work, &pool->workers[i])) {
      return false;
    }
    ++pool->n_started;
  }

  return true;
}

DilPool*
dil_pool_new(const uint32_t n_threads)
{
  DilPool* const pool = (DilPool*)calloc(1U, sizeof(*pool));
  if (!pool) {
    return NULL;
  }

  pool->n_threads = n_threads;
  pthread_mutex_init(&pool->mutex, NULL);
  pthread_cond_init(&pool->begun, NULL);
  pthread_cond_init(&pool->finished, NULL);
  if (!start_workers(pool)) {
    dil_pool_free(pool);
    return NULL;
  }

  return pool;
}

void
dil_pool_free(DilPool* const pool)
{
  if (!pool) {
    return;
  }

  pthread_mutex_lock(&pool->mutex);
  pool->is_ending = true;
  pthread_cond_broadcast(&pool->begun);
  pthread_mutex_unlock(&pool->mutex);
  for (uint32_t i = 0U; i < pool->n_started; ++i) {
    pthread_join(pool->threads[i], NULL);
  }

  pthread_cond_destroy(&pool->finished);
  pthread_cond_destroy(&pool->begun);
  pthread_mutex_destroy(&pool->mutex);
  free(pool->workers);
  free(pool->threads);
  free(pool);
}

uint32_t
dil_pool_n_threads(const DilPool* const pool)
{
  return pool->n_threads;
}

void
dil_pool_run(DilPool* const pool, const DilPoolTask task, void* const context)
{
  pthread_mutex_lock(&pool->mutex);
  pool->task = task;
  pool->context = context;
  pool->n_busy = pool->n_threads - 1U;
  ++pool->round;
  pthread_cond_broadcast(&pool->begun);
  pthread_mutex_unlock(&pool->mutex);

  task(context, 0U);

  pthread_mutex_lock(&pool->mutex);
  while (pool->n_busy) {
    pthread_cond_wait(&pool->finished, &pool->mutex);
  }
  pthread_mutex_unlock(&pool->mutex);
}
