// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "bell.h"

#include "support/fault.h"
#include "support/test.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/// Two threads that take turns, each waking the other
typedef struct {
  DilBell* bells[2];
  _Atomic uint32_t turn;
} Game;

#define N_TURNS 20000U

/// Take every other turn
static void
play(Game* const game, const uint32_t side)
{
  for (uint32_t i = side; i < N_TURNS; i += 2U) {
    while (atomic_load_explicit(&game->turn, memory_order_acquire) != i) {
      dil_bell_listen(game->bells[side]);
      if (atomic_load_explicit(&game->turn, memory_order_acquire) != i) {
        dil_bell_wait(game->bells[side]);
      }
    }
    atomic_store_explicit(&game->turn, i + 1U, memory_order_release);
    dil_bell_ring(game->bells[1U - side]);
  }
}

static void*
play_other(void* const context)
{
  play((Game*)context, 1U);
  return NULL;
}

static void
no_ring_is_missed(void** state)
{
  (void)state;
  Game game = {{NULL, NULL}, 0U};
  assert_int_equal(dil_bell_new(&game.bells[0]), DIL_OK);
  assert_int_equal(dil_bell_new(&game.bells[1]), DIL_OK);

  pthread_t other;
  assert_int_equal(pthread_create(&other, NULL, play_other, &game), 0);
  play(&game, 0U);
  pthread_join(other, NULL);
  assert_int_equal(game.turn, N_TURNS);
  dil_bell_free(game.bells[0]);
  dil_bell_free(game.bells[1]);
}

static void
rings_that_nobody_hears_wake_nobody(void** state)
{
  (void)state;
  DilBell* bell = NULL;
  assert_int_equal(dil_bell_new(&bell), DIL_OK);
  dil_bell_ring(bell);
  dil_bell_listen(bell);
  dil_bell_ring(bell);
  dil_bell_ring(bell);
  dil_bell_wait(bell);

  // Listening again forgets the ring after which nobody waited
  dil_bell_listen(bell);
  dil_bell_ring(bell);
  dil_bell_listen(bell);
  dil_bell_ring(bell);
  dil_bell_wait(bell);
  dil_bell_free(bell);
}

static DilStatus
make_one(void* const context)
{
  (void)context;
  DilBell* bell = NULL;
  const DilStatus status = dil_bell_new(&bell);
  dil_bell_free(bell);
  return status;
}

static void
a_lack_of_memory_is_told(void** state)
{
  (void)state;
  assert_int_equal(fault_for_each(make_one, NULL, DIL_NO_MEMORY), 1);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(no_ring_is_missed),
    cmocka_unit_test(rings_that_nobody_hears_wake_nobody),
    cmocka_unit_test(a_lack_of_memory_is_told),
  };

  return cmocka_run_group_tests_name("bell", tests, NULL, NULL);
}
