// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_VIEW_MOCK_HOST_H
#define DIL_TEST_VIEW_MOCK_HOST_H

#include "view.h"

#include "dilaton/parameter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Steps that wait to be read at most
#define MOCK_STEPS 4096U

/// A host that does nothing but remember what it was asked
typedef struct {
  float values[DIL_N_PARAMETERS];
  int n_open[DIL_N_PARAMETERS];  ///< begin() without end()
  int n_begun[DIL_N_PARAMETERS]; ///< Gestures
  bool has_strayed; ///< set() outside of a gesture, or to a value that the
                    ///< parameter cannot have, or end() without begin()
  int held[128];    ///< note_on() without note_off()
  int n_struck;     ///< note_on() in all
  float velocity;   ///< Of the last
  const DilViewPreset* presets;
  size_t n_presets;
  uint64_t serial;
  DilViewState state;
  bool is_watched;
  DilStep steps[MOCK_STEPS];
  size_t n_steps;    ///< That wait
  char path[4096];   ///< Given last to choose(), install(), ...
  const char* asked; ///< Name of the last function that a path or a switch
                     ///< was given to, "" for none
  bool is_on;        ///< Given last to play(), loop(), favour()
  double position_s; ///< Given last to seek()
  size_t chosen[2];  ///< Of the options Driver and Device
} MockHost;

/// Four instruments in a preset that plays, and others
void
mock_start(MockHost* mock);

/// The table, with everything in it
DilViewHost
mock_table(MockHost* mock, bool is_alone);

/// Class that is likeliest at a phase of a made-up note, in periods
double
mock_middle(double phase);

/// Have steps of a made-up note wait, from age `first`
void
mock_sound(MockHost* mock,
           uint64_t note,
           float key,
           uint32_t first,
           uint32_t n_steps);

#endif // DIL_TEST_VIEW_MOCK_HOST_H
