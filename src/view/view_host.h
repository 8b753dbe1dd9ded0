// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_VIEW_VIEW_HOST_H
#define DIL_VIEW_VIEW_HOST_H

#include "dilaton/watch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// In the place of an index: none
#define DIL_VIEW_NONE SIZE_MAX

/// A preset that can be chosen
typedef struct {
  const char* path;               ///< Absolute; what tells it from others
  const char* name;               ///< For people
  const char* family;             ///< "Winds", or NULL
  const char* authors;            ///< Who made it, or NULL
  const char* recordings;         ///< What it was made from, or NULL
  const char* licence;            ///< Or NULL
  const char* const* instruments; ///< [n_instruments] names
  uint32_t n_instruments;         ///< 0 until they are known
  int lo_key;                     ///< Lowest recorded key, or -1 if unknown
  int hi_key;                     ///< Highest recorded key, or -1
  float rate;                     ///< Steps a second, or 0 if unknown
  float bits;                     ///< Bits a sample, or NaN if unknown
  float score;                    ///< By listening, or NaN if unknown
  bool is_favourite;              ///< As dil_view's user has marked it
} DilViewPreset;

/// How things stand; what is not known stays as it is at the call
typedef struct {
  bool is_heard;         ///< Voices, keys and peaks are known
  uint32_t n_voices;     ///< Sounding
  uint64_t keys[2];      ///< Bit k % 64 of word k / 64: key k sounds
  float peak[2];         ///< Greatest magnitude since the last call, 1 is 0 dB
  float load;            ///< Time to make sound per time of sound, or NaN
  const char* output;    ///< "JACK 48 kHz, 20 ms", or NULL
  uint32_t n_underruns;  ///< Where there is `output`
  size_t preset;         ///< Index of the one that plays, or DIL_VIEW_NONE
  bool is_loading;       ///< Another one is on its way
  const char* melody;    ///< Name of the melody that is loaded, or NULL
  bool is_playing;       ///< The melody is
  bool is_looping;       ///< It is to be played again and again
  double position_s;     ///< In the melody
  double length_s;       ///< Of the melody
  const char* recording; ///< File that is being recorded to, or NULL
  double recorded_s;     ///< In it
} DilViewState;

/// Something of the host that has a few values by name: the driver, the device
typedef struct {
  const char* name;           ///< "Driver"
  const char* const* choices; ///< [n_choices]
  size_t n_choices;
  size_t chosen; ///< Index, or DIL_VIEW_NONE
} DilViewOption;

/**
   What a view shows and moves: a table of functions.

   All are called by the view's thread, from the functions of view.h, and must
   not block.  Those that say so may be NULL, and then the view does without.
   Texts are UTF-8, and like arrays live until the next call of the same
   function.
*/
typedef struct {
  void* self;    ///< First argument of all
  bool is_alone; ///< A window of its own: computer keys play at once

  /// Value of a parameter as it is now
  float (*parameter)(void* self, uint32_t parameter);

  /// A gesture of the user begins; in it are any number of set()
  void (*begin)(void* self, uint32_t parameter);

  /// Set a parameter, to a value that dil_parameter_limit() leaves as it is
  void (*set)(void* self, uint32_t parameter, float value);

  /// The gesture ends
  void (*end)(void* self, uint32_t parameter);

  /// Strike a key; velocity 1 to 127
  void (*note_on)(void* self, uint8_t key, float velocity);

  /// Let go of a key that note_on() has struck
  void (*note_off)(void* self, uint8_t key);

  /**
     The presets that can be chosen, the one that plays among them.

     Called at each tick, so it must be cheap.

     @param n_presets Result, may be 0.
     @param serial Result; another number if anything in the list is different,
     0 before there is one.
  */
  const DilViewPreset* (*presets)(void* self,
                                  size_t* n_presets,
                                  uint64_t* serial);

  /// Load and play a preset file, of the list or not
  void (*choose)(void* self, const char* path);

  /// Mark a preset as a favourite or not, to be remembered; may be NULL
  void (*favour)(void* self, const char* path, bool is_favourite);

  /// Copy a preset file to where presets are found, then play it; may be NULL
  void (*install)(void* self, const char* path);

  /// How things stand; at each tick
  void (*state)(void* self, DilViewState* state);

  /// Whether steps are wanted; NULL if they cannot be had from here
  void (*watch)(void* self, bool is_watching);

  /// Take the oldest steps [n_steps] that wait, and say how many; NULL as
  /// watch()
  size_t (*read_steps)(void* self, DilStep* steps, size_t n_steps);

  /// Open a melody file; this and the next four may be NULL
  void (*open_melody)(void* self, const char* path);

  /// Play the melody on, or stop it
  void (*play)(void* self, bool is_playing);

  /// Play it again and again, or not
  void (*loop)(void* self, bool is_looping);

  /// Go to a place in the melody
  void (*seek)(void* self, double position_s);

  /// Record what is heard to a file, or NULL: end the recording
  void (*record)(void* self, const char* path);

  /// The option of that index, or false beyond the last; may be NULL
  bool (*option)(void* self, size_t index, DilViewOption* option);

  /// Choose a value of an option; NULL with option()
  void (*set_option)(void* self, size_t index, size_t choice);
} DilViewHost;

#endif // DIL_VIEW_VIEW_HOST_H
