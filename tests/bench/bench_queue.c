// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

/// A layer's queue, and the ring between two threads

#include "micro.h"

#include "queue.h"
#include "ring.h"

#include <stdlib.h>

#define N_CHANNELS 32U
#define N_STEPS    256U
#define N_ITEMS    64U

/// A queue and its age
typedef struct {
  DilQueue queue;
  uint32_t age;
  float* frame;
  float* delayed;
} Queue;

static Queue
make_queue(const uint32_t dilation)
{
  const Queue queue = {
    {micro_floats((size_t)dilation * N_CHANNELS), N_CHANNELS, dilation},
    0U,
    micro_floats(N_CHANNELS),
    micro_floats(N_CHANNELS)};
  return queue;
}

static void
free_queue(const Queue* const queue)
{
  free(queue->queue.frames);
  free(queue->frame);
  free(queue->delayed);
}

static void
exchange(void* const context)
{
  Queue* const queue = (Queue*)context;
  for (size_t i = 0U; i < N_STEPS; ++i) {
    dil_queue_exchange(
      &queue->queue, queue->age++, queue->frame, queue->delayed);
    micro_use(queue->delayed);
  }
}

static void
pass(void* const context)
{
  float frames[N_ITEMS][2] = {{0.0f}};
  DilRing* const ring = (DilRing*)context;
  (void)dil_ring_write(ring, frames, N_ITEMS);
  (void)dil_ring_read(ring, frames, N_ITEMS);
  micro_use(frames);
}

int
main(int argc, char** argv)
{
  Queue near = make_queue(1U);
  Queue far = make_queue(512U);
  DilRing* ring = NULL;
  if (dil_ring_new(1024U, 2U * sizeof(float), &ring)) {
    return EXIT_FAILURE;
  }

  const Micro micros[] = {
    {"queue of 32 channels, dilation 1", "step", N_STEPS, exchange, &near},
    {"queue of 32 channels, dilation 512", "step", N_STEPS, exchange, &far},
    {"ring, 64 frames in and out", "frame", N_ITEMS, pass, ring}};
  const int status =
    micro_main(argc, argv, micros, sizeof(micros) / sizeof(micros[0]));
  free_queue(&near);
  free_queue(&far);
  dil_ring_free(ring);
  return status;
}
