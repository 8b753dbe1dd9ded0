// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_WINDOW_OPTIONS_H
#define DIL_APP_WINDOW_OPTIONS_H

#include "play_request.h"
#include "view_host.h"

#include <stdbool.h>
#include <stddef.h>

/// Devices or ports to choose from
#define MAX_CHOICES 64U

/// Texts to choose from
typedef struct {
  char texts[MAX_CHOICES][128];
  const char* choices[MAX_CHOICES];
  size_t n;
  size_t chosen; ///< Or DIL_VIEW_NONE
} ChoiceList;

/// What of the audio and MIDI can be chosen in a window
typedef enum {
  WINDOW_DRIVER,
  WINDOW_DEVICE,
  WINDOW_LATENCY,
  WINDOW_MIDI,
  WINDOW_N_OPTIONS
} WindowOption;

/// What there is to choose from
typedef struct {
  ChoiceList lists[WINDOW_N_OPTIONS];
  char device[128]; ///< As chosen, for a request
  char midi[128];   ///< As chosen, for a request
} WindowOptions;

/// Look what there is, and what of it a request means; `driver` is the name of
/// the one that plays, for people, or NULL
void
window_options_look(WindowOptions* options,
                    const PlayRequest* request,
                    const char* driver,
                    const char* device);

/// As DilViewHost.option() has it
bool
window_options_show(const WindowOptions* options,
                    size_t index,
                    DilViewOption* option);

/// Put a choice into a request; false if it is none.  Texts of the request are
/// those of the options.
bool
window_options_choose(WindowOptions* options,
                      size_t index,
                      size_t choice,
                      PlayRequest* request);

#endif // DIL_APP_WINDOW_OPTIONS_H
