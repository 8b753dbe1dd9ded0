// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "support/fault.h"
#include "support/test.h"

#include "condition.h"
#include "graph.h"
#include "kernel.h"
#include "lane.h"
#include "mulaw.h"
#include "network.h"
#include "panels.h"
#include "rng.h"
#include "segment.h"
#include "stack.h"
#include "weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const DilShape shapes[] = {
  {8U, 12U, 4U, 2U, 1U},
  {5U, 7U, 3U, 3U, 2U},
  {4U, 6U, 1U, 1U, 1U},
};

#define N_SHAPES  (sizeof(shapes) / sizeof(shapes[0]))
#define N_CONTEXT 64U
#define N_TARGETS 128U

/// A network and an example, both random
typedef struct {
  DilNetwork* network;
  DilPanels* panels;
  DilGraph* graph;
  DilExample example;
} Case;

static void
set_up(const DilShape* const shape, const size_t n_before, Case* const c)
{
  const DilRng rng = dil_rng_stream(7U, 1U);
  assert_int_equal(dil_network_new(shape, &c->network), DIL_OK);
  for (size_t i = 0U; i < c->network->layout.n_values; ++i) {
    c->network->values[i] = (float)(0.3 * dil_rng_normal(rng, i));
  }

  c->panels = dil_panels_new(shape);
  assert_non_null(c->panels);
  c->graph = dil_graph_new(c->panels, N_CONTEXT, N_TARGETS);
  assert_non_null(c->graph);
  dil_panels_update(c->panels, c->network->values);

  assert_int_equal(dil_example_new(shape, N_CONTEXT, N_TARGETS, &c->example),
                   DIL_OK);
  c->example.n_before = n_before;
  const DilRng data = dil_rng_stream(7U, 2U);
  for (size_t t = 0U; t < c->example.n_steps; ++t) {
    c->example.classes[t] = (uint8_t)(dil_rng_bits(data, t) & 255U);
  }
  for (size_t t = 0U; t < N_TARGETS; ++t) {
    c->example.targets[t] = (uint8_t)(dil_rng_bits(data, t + 9999U) & 255U);
  }
  for (size_t i = 0U; i < c->example.n_steps * DIL_N_INPUTS; ++i) {
    c->example.inputs[i] = (float)(0.5 * dil_rng_normal(data, i + 20000U));
  }
  const size_t n_conditions =
    dil_shape_n_conditions(shape) * (c->example.n_steps / DIL_FRAME_STEPS);
  for (size_t i = 0U; i < n_conditions; ++i) {
    c->example.conditions[i] = (float)(0.3 * dil_rng_normal(data, i + 50000U));
  }
}

static void
tear_down(Case* const c)
{
  dil_example_clear(&c->example);
  dil_graph_free(c->graph);
  dil_panels_free(c->panels);
  dil_network_free(c->network);
}

/// Cross entropy by the plain definition, over the steps after `n_before`
static double
plain_nats(const Case* const c)
{
  const DilShape* const shape = &c->network->shape;
  const DilExample* const e = &c->example;
  const size_t n_biases = 2U * (size_t)shape->n_residual * shape->n_layers;
  const size_t v = dil_shape_n_conditions(shape);
  const size_t n_frames = e->n_steps / DIL_FRAME_STEPS;
  float* const biases = (float*)calloc(n_frames * n_biases, sizeof(float));
  float* const logits =
    (float*)calloc(e->n_steps * DIL_N_CLASSES, sizeof(float));
  for (size_t f = 0U; f < n_frames; ++f) {
    dil_condition_biases(
      c->network, e->conditions + f * v, biases + f * n_biases);
  }

  // The definition starts at the onset, which is a multiple of a frame here
  const size_t first = e->n_before;
  assert_int_equal(
    dil_stack_forward(c->network,
                      e->n_steps - first,
                      e->classes + first,
                      e->inputs + first * DIL_N_INPUTS,
                      biases + first / DIL_FRAME_STEPS * n_biases,
                      logits + first * DIL_N_CLASSES),
    DIL_OK);
  double nats = 0.0;
  for (size_t t = 0U; t < N_TARGETS; ++t) {
    const float* const row = logits + (N_CONTEXT + t) * DIL_N_CLASSES;
    double sum = 0.0;
    for (size_t i = 0U; i < DIL_N_CLASSES; ++i) {
      sum += exp((double)row[i]);
    }
    nats += log(sum) - (double)row[e->targets[t]];
  }

  free(logits);
  free(biases);
  return nats;
}

static void
products_compute_the_plain_definition(void** state)
{
  (void)state;

  for (size_t i = 0U; i < N_SHAPES; ++i) {
    for (size_t before = 0U; before <= N_CONTEXT; before += N_CONTEXT) {
      Case c;
      set_up(&shapes[i], before, &c);
      const double expected = plain_nats(&c);
      const double nats =
        dil_graph_run(c.graph, c.panels, &c.example, 1.0f, NULL);
      assert_true(fabs(nats - expected) < 1e-4 * fabs(expected));
      tear_down(&c);
    }
  }
}

/// Derivative of the cross entropy along `direction` by central differences
static double
difference_along(Case* const c,
                 const DilNetworkTensor* const tensor,
                 const float* const direction)
{
  static const double step = 1e-4;

  float* const values = c->network->values + tensor->offset;
  double nats[2] = {0.0, 0.0};
  float* const saved = (float*)calloc(tensor->n_values, sizeof(float));
  memcpy(saved, values, tensor->n_values * sizeof(float));
  for (int side = 0; side < 2; ++side) {
    const double h = side ? step : -step;
    for (size_t i = 0U; i < tensor->n_values; ++i) {
      values[i] = saved[i] + (float)(h * (double)direction[i]);
    }
    nats[side] = plain_nats(c);
  }

  memcpy(values, saved, tensor->n_values * sizeof(float));
  free(saved);
  return (nats[1] - nats[0]) / (2.0 * step);
}

static void
gradients_are_finite_differences_in_every_tensor(void** state)
{
  (void)state;

  for (size_t i = 0U; i < N_SHAPES; ++i) {
    Case c;
    set_up(&shapes[i], i == 1U ? N_CONTEXT : 0U, &c);
    const size_t n = c.network->layout.n_values;
    float* const gradient = (float*)calloc(n, sizeof(float));
    (void)dil_graph_run(c.graph, c.panels, &c.example, 1.0f, gradient);

    for (size_t id = 0U; id < DIL_N_TENSORS; ++id) {
      // Along the gradient itself, the derivative is its length
      const DilNetworkTensor* const tensor = &c.network->layout.tensors[id];
      const float* const own = gradient + tensor->offset;
      double squares = 0.0;
      for (size_t k = 0U; k < tensor->n_values; ++k) {
        squares += (double)own[k] * (double)own[k];
      }
      if (!tensor->n_values) {
        continue;
      }

      const double length = sqrt(squares);
      float* const direction = (float*)calloc(tensor->n_values, sizeof(float));
      for (size_t k = 0U; k < tensor->n_values; ++k) {
        direction[k] = (float)((double)own[k] / length);
      }
      const double slope = difference_along(&c, tensor, direction);
      if (!(fabs(slope - length) < 0.01 * length + 0.02)) {
        print_message(
          "%s: slope %g, gradient %g\n", tensor->name, slope, length);
      }
      assert_true(length > 0.0);
      assert_true(fabs(slope - length) < 0.01 * length + 0.02);
      free(direction);
    }

    free(gradient);
    tear_down(&c);
  }
}

/// Set units; at 0.02 some activations of such networks are beyond their range
static void
set_units(Case* const c, const float input)
{
  for (uint32_t l = 0U; l < c->network->shape.n_layers; ++l) {
    c->network->units.input[l] = input + 0.01f * (float)l;
    c->network->units.gate[l] = 0.012f;
  }

  assert_int_equal(dil_panels_set_units(c->panels, &c->network->units), DIL_OK);
  dil_panels_update(c->panels, c->network->values);
}

/// Let the example be a note from its onset on, of a network that is not told
/// anything of the past but classes
static DilLaneStart
set_note(Case* const c, float* const mixture)
{
  const DilShape* const shape = &c->network->shape;
  const DilNetworkTensor* const t = &c->network->layout.tensors[DIL_INPUT];
  const DilLaneStart start = {.rate = 24000.0f,
                              .key = 64.0,
                              .tuning_hz = 440.0,
                              .velocity = 90.0f,
                              .mixture = mixture,
                              .sampling = {1.0f, 1.0f, 256U, false, 0.0f}};

  memset(c->network->values + t->offset, 0, t->n_values * sizeof(float));
  c->example.classes[0] = DIL_SILENT_CLASS;
  for (size_t i = 0U; i < N_TARGETS; ++i) {
    const size_t next = N_CONTEXT + i + 1U;
    if (next < c->example.n_steps) {
      c->example.targets[i] = c->example.classes[next];
    }
  }
  for (uint32_t f = 0U; f < c->example.n_steps / DIL_FRAME_STEPS; ++f) {
    const DilCondition condition = {.key = start.key,
                                    .velocity = start.velocity,
                                    .age = f * DIL_FRAME_STEPS,
                                    .release_age = DIL_HELD,
                                    .rate = start.rate,
                                    .mixture = mixture};
    dil_condition_vector(shape,
                         &condition,
                         c->example.conditions +
                           f * dil_shape_n_conditions(shape));
  }

  return start;
}

/// Cross entropy of the example's targets by a lane that plays it
static double
played_nats(const Case* const c, const DilLaneStart* const start)
{
  uint8_t played[N_CONTEXT + N_TARGETS];
  const uint8_t* const classes[] = {played};
  float* const logits =
    (float*)calloc(c->example.n_steps * DIL_N_CLASSES, sizeof(float));
  float* const out[] = {logits};
  DilWeights* weights = NULL;
  DilLane* lane = NULL;
  memcpy(played, c->example.classes + 1U, c->example.n_steps - 1U);
  played[c->example.n_steps - 1U] = c->example.targets[N_TARGETS - 1U];
  assert_int_equal(
    dil_weights_new(
      c->network, DIL_WEIGHTS_INT8, dil_kernel_pick(NULL), &weights),
    DIL_OK);
  assert_int_equal(dil_lane_new(&c->network->shape, &lane), DIL_OK);
  dil_lane_start(lane, weights, start);
  dil_lanes_follow(weights, &lane, 1U, c->example.n_steps, classes, out);

  double nats = 0.0;
  for (size_t t = N_CONTEXT; t < c->example.n_steps; ++t) {
    double sum = 0.0;
    for (size_t i = 0U; i < DIL_N_CLASSES; ++i) {
      sum += exp((double)logits[t * DIL_N_CLASSES + i]);
    }
    nats += log(sum) - (double)logits[t * DIL_N_CLASSES + played[t]];
  }

  dil_lane_free(lane);
  dil_weights_free(weights);
  free(logits);
  return nats;
}

static void
rounded_products_compute_what_is_played_with_weights_in_bytes(void** state)
{
  (void)state;
  for (size_t i = 0U; i < N_SHAPES; ++i) {
    Case c;
    float mixture[2] = {1.0f, 0.0f};
    set_up(&shapes[i], 0U, &c);
    const DilLaneStart start = set_note(&c, mixture);
    dil_panels_update(c.panels, c.network->values);
    const double exact =
      dil_graph_run(c.graph, c.panels, &c.example, 1.0f, NULL);
    set_units(&c, 0.02f);
    const double rounded =
      dil_graph_run(c.graph, c.panels, &c.example, 1.0f, NULL);
    const double played = played_nats(&c, &start);
    assert_true(fabs(rounded - exact) > 1e-4);
    assert_true(fabs(rounded - played) < 0.1 * fabs(rounded - exact));
    tear_down(&c);
  }
}

static void
gradients_go_straight_through_the_rounding(void** state)
{
  (void)state;
  Case c;
  set_up(&shapes[0], 0U, &c);
  const size_t n = c.network->layout.n_values;
  float* const exact = (float*)calloc(n, sizeof(float));
  float* const rounded = (float*)calloc(n, sizeof(float));
  (void)dil_graph_run(c.graph, c.panels, &c.example, 1.0f, exact);
  set_units(&c, 0.08f);
  (void)dil_graph_run(c.graph, c.panels, &c.example, 1.0f, rounded);

  double product = 0.0;
  double squares[2] = {0.0, 0.0};
  for (size_t i = 0U; i < n; ++i) {
    product += (double)exact[i] * (double)rounded[i];
    squares[0] += (double)exact[i] * (double)exact[i];
    squares[1] += (double)rounded[i] * (double)rounded[i];
  }
  assert_true(product / sqrt(squares[0] * squares[1]) > 0.95);
  assert_true(memcmp(exact, rounded, n * sizeof(float)) != 0);

  free(rounded);
  free(exact);
  tear_down(&c);
}

static DilStatus
make_graph(void* const context)
{
  const DilShape* const shape = (const DilShape*)context;
  DilPanels* const panels = dil_panels_new(shape);
  DilGraph* const graph =
    panels ? dil_graph_new(panels, N_CONTEXT, N_TARGETS) : NULL;
  const DilStatus status = graph ? DIL_OK : DIL_NO_MEMORY;
  dil_graph_free(graph);
  dil_panels_free(panels);
  return status;
}

static void
lack_of_memory_is_told(void** state)
{
  (void)state;

  DilShape shape = shapes[1];
  assert_int_equal(fault_for_each(make_graph, &shape, DIL_NO_MEMORY), 4U);
}

int
main(void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test(products_compute_the_plain_definition),
    cmocka_unit_test(
      rounded_products_compute_what_is_played_with_weights_in_bytes),
    cmocka_unit_test(gradients_go_straight_through_the_rounding),
    cmocka_unit_test(lack_of_memory_is_told),
    cmocka_unit_test(gradients_are_finite_differences_in_every_tensor),
  };

  return cmocka_run_group_tests(tests, NULL, NULL);
}
