// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_SOUND_H
#define DIL_APP_SOUND_H

#include "options.h"
#include "preset_watch.h"

#include "dilaton/engine.h"
#include "dilaton/preset.h"
#include "dilaton/tuning.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What the command line says of how notes sound, the same live and offline
typedef struct {
  TextList presets;    ///< Paths or names
  TextList parameters; ///< NAME=VALUE
  int64_t rate;        ///< Host rate in Hz
  uint64_t seed;       ///< Of all random numbers
  double gain_db;      ///< Of the output
  double temperature;  ///< 0 for the preset's own
  double top_p;        ///< Negative for the preset's own
  int64_t top_k;       ///< 0 for the preset's own
  bool is_greedy;      ///< Take the likeliest class
  double a4_hz;        ///< Frequency of A4
  const char* scale;   ///< Scala file, or NULL
  const char* mapping; ///< Scala file, or NULL
  const char* kernel;  ///< NULL for the fastest
  int weights;         ///< Index of the choice, or -1
  int outside;         ///< DilOutside
  const char* map;     ///< "CHANNEL=PRESET,..." or "show", or NULL
} SoundRequest;

/// Names of the weight formats
extern const char* const sound_weights[];

/// Names of what becomes of notes outside the learned keys, by DilOutside
extern const char* const sound_outsides[];

/// Names of the sample formats, in the order of DilEncoding
extern const char* const sound_encodings[];

// clang-format off

/// Options of a command whose request has a SoundRequest called `sound`
#define SOUND_OPTIONS                                                          \
  { OPTION_LIST, 'p', "preset", "PRESET", FIELD(sound.presets), 0, 0, NULL,    \
    "Preset: a file, or a name that \"dilaton presets\" lists; may be "        \
    "repeated, and their instruments are programs 0, 1, ...; without it each " \
    "channel of a melody gets the preset of its General MIDI program, or "     \
    "altosax" },                                                               \
  { OPTION_NUMBER, 'g', "gain", "DB", FIELD(sound.gain_db), -60, 24, NULL,     \
    "Gain in dB (0)" },                                                        \
  { OPTION_SEED, 's', "seed", "N", FIELD(sound.seed), 0, 0, NULL,              \
    "Seed of the random numbers, to 65535 (0)" },                                        \
  { OPTION_NUMBER, 'T', "temperature", "T", FIELD(sound.temperature), 0.1, 2,  \
    NULL, "Flatten or sharpen what the network expects (the preset's)" },      \
  { OPTION_INTEGER, 0, "top-k", "K", FIELD(sound.top_k), 1, 256, NULL,         \
    "Draw from the K likeliest classes (the preset's)" },                      \
  { OPTION_NUMBER, 0, "top-p", "P", FIELD(sound.top_p), 0, 1, NULL,            \
    "Draw from the likeliest that hold share P (the preset's)" },              \
  { OPTION_FLAG, 0, "greedy", NULL, FIELD(sound.is_greedy), 0, 0, NULL,        \
    "Always take the likeliest class" },                                       \
  { OPTION_CHOICE, 0, "outside", "HOW", FIELD(sound.outside), 0, 0,            \
    sound_outsides, "Notes outside the keys that the preset has learned: "     \
    "stretch the nearest key as samplers do, by up to an octave, fold them "   \
    "by octaves, drop them, or let the network guess (stretch)" },             \
  { OPTION_LIST, 0, "set", "NAME=VALUE", FIELD(sound.parameters), 0, 0, NULL,  \
    "Set a parameter of the synthesizer; \"--set list\" lists them" },         \
  { OPTION_NUMBER, 0, "a4", "HZ", FIELD(sound.a4_hz), 400, 480, NULL,          \
    "Frequency of the A above middle C (440)" },                               \
  { OPTION_TEXT, 0, "scale", "FILE", FIELD(sound.scale), 0, 0, NULL,           \
    "Tune by this Scala scale (.scl)" },                                       \
  { OPTION_TEXT, 0, "mapping", "FILE", FIELD(sound.mapping), 0, 0, NULL,       \
    "Map its degrees to keys by this Scala mapping (.kbm)" },                  \
  { OPTION_CHOICE, 0, "weights", "FORMAT", FIELD(sound.weights), 0, 0,         \
    sound_weights, "Hold weights as f32, bf16, f16 or int8 " \
    "(the preset's, or bf16)" },                       \
  { OPTION_TEXT, 0, "kernel", "NAME", FIELD(sound.kernel), 0, 0, NULL,         \
    "Compute with plain, avx2, avxvnni, avx512, avx512vnni, neon or neondot "  \
    "code (the fastest); the sound is the same" },                                                     \
  { OPTION_TEXT, 0, "map", "N=PRESET,...", FIELD(sound.map), 0, 0, NULL,       \
    "Let channels of the melody play these presets, as \"1=cello,3=flute\"; "  \
    "\"show\" lists who would play what" }

// clang-format on

/// What a request has loaded
typedef struct {
  DilPreset* presets[DIL_MAX_PRESETS]; ///< [n_presets]
  char* paths[DIL_MAX_PRESETS];        ///< [n_presets] their files
  size_t n_presets;                    ///< At least 1
  DilTuning tuning;                    ///< Equal unless asked for
  DilOutside outside;                  ///< Fate of notes outside their keys
  char keys[48];                       ///< The keys, "C#3 to G#5"
  PresetWatch watch;                   ///< Looks at the files
} Sound;

/// What holds unless the command line says otherwise
SoundRequest
sound_defaults(void);

/// Whether there is a "--set list", which needs nothing else
bool
sound_wants_list(const SoundRequest* request);

/**
   Load presets and tuning, and put what was requested into engine settings.

   @param settings Those by default.
   @param out To be released with sound_clear(), also after a failure.
   @return OPTIONS_GO_ON, or the exit status after "--set list" or an error.
*/
int
sound_load(const SoundRequest* request,
           DilEngineSettings* settings,
           Sound* out);

/// Free what sound_load() has loaded
void
sound_clear(Sound* sound);

/// Take a preset and the path of its file, which are the sound's from then on;
/// false if there is no room
bool
sound_add(Sound* sound, DilPreset* preset, char* path);

/// Whether files of the presets have changed, looked at once in `period` calls;
/// see preset_watch_look()
bool
sound_has_changed(Sound* sound, unsigned period);

/// The presets as engine and renderer want them
const DilPreset* const*
sound_presets(const Sound* sound);

/// Say how many notes were outside the learned keys, if any, and what became of
/// them
void
sound_remark_outside(const Sound* sound, uint64_t n_outside, uint64_t n_notes);

/// Refuse the name of an output, NULL for none, that no sound file can have, or
/// whose format has no such rate; OPTIONS_GO_ON or EXIT_USAGE
int
sound_check_name(const SoundRequest* request, const char* output);

/// Refuse an output that is one of the inputs, or a terminal; OPTIONS_GO_ON or
/// EXIT_USAGE
int
sound_check_output(const SoundRequest* request,
                   const Sound* sound,
                   const char* output,
                   const char* melody);

#endif // DIL_APP_SOUND_H
