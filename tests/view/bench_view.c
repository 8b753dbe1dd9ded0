// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "micro.h"
#include "mock_host.h"
#include "view.h"

#include <stdio.h>
#include <stdlib.h>

/// A view, and the sound of a thirtieth of a second for each frame
typedef struct {
  MockHost* mock;
  DilView* view;
  uint32_t age;
  double now_s;
} Frame;

/// What a window does at each tick while a note sounds
static void
paint_frame(void* const context)
{
  Frame* const frame = (Frame*)context;
  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  frame->mock->n_steps = 800U; // The same wave, as if it went on
  for (uint32_t i = 0U; i < 800U; ++i) {
    frame->mock->steps[i].age = frame->age++;
  }
  frame->now_s += 1.0 / 30.0;
  (void)dil_view_tick(frame->view, frame->now_s);
  (void)dil_view_paint(frame->view, rects);
  micro_use(dil_view_surface(frame->view));
}

/// All of it, as after a change of size
static void
paint_whole(void* const context)
{
  Frame* const frame = (Frame*)context;
  DilViewRect rects[DIL_VIEW_MAX_RECTS];
  dil_view_set_theme(frame->view, dil_view_theme(frame->view));
  (void)dil_view_paint(frame->view, rects);
  micro_use(dil_view_surface(frame->view));
}

static int
make(Frame* const frame,
     Micro* const micro,
     const double scale,
     const DilViewPicture picture)
{
  static const char* const names[DIL_VIEW_N_PICTURES] = {
    "Scope", "Slow", "Long"};

  const DilViewSettings settings = {DIL_VIEW_DARK, picture, NULL};
  frame->mock = (MockHost*)micro_memory(sizeof(*frame->mock));
  mock_start(frame->mock);
  mock_sound(frame->mock, 1U, 57.0f, 0U, 800U);
  const DilViewHost host = mock_table(frame->mock, true);
  micro->thing = "frame";
  micro->n_things = 1.0;
  micro->run = paint_frame;
  micro->context = frame;
  (void)snprintf(micro->name,
                 sizeof(micro->name),
                 "%s at %.0f x %.0f",
                 names[picture],
                 900.0 * scale,
                 560.0 * scale);
  return dil_view_new(&host, &settings, &frame->view) ||
             dil_view_resize(frame->view, 900.0 * scale, 560.0 * scale, scale)
           ? EXIT_FAILURE
           : EXIT_SUCCESS;
}

int
main(int argc, char** argv)
{
  enum { N = 2 * DIL_VIEW_N_PICTURES };
  Frame frames[N] = {{NULL, NULL, 0U, 0.0}};
  Micro micros[N + 1];
  int status = EXIT_SUCCESS;
  for (size_t i = 0U; i < N && !status; ++i) {
    status = make(&frames[i],
                  &micros[i],
                  i < DIL_VIEW_N_PICTURES ? 1.0 : 2.0,
                  (DilViewPicture)(i % DIL_VIEW_N_PICTURES));
  }

  micros[N] = micros[N - 1U];
  micros[N].run = paint_whole;
  (void)snprintf(micros[N].name, sizeof(micros[N].name), "all, 1800 x 1120");
  status = status ? status : micro_main(argc, argv, micros, N + 1U);
  for (size_t i = 0U; i < N; ++i) {
    dil_view_free(frames[i].view);
    free(frames[i].mock);
  }
  return status;
}
