// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DILATON_PARAMETER_H
#define DILATON_PARAMETER_H

/// @file
/// Knobs of an engine

#include "dilaton/attributes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

DIL_BEGIN_DECLS

/**
   What can be set on an engine while it plays; see dil_parameter_info().

   Numbers are fixed for ever, because hosts store them: new ones come last.
*/
typedef enum {
  DIL_PARAMETER_TEMPERATURE,   ///< Factor on the preset's own temperature
  DIL_PARAMETER_TOP_P,         ///< Factor on the preset's own top_p
  DIL_PARAMETER_TOP_K,         ///< Limit on the preset's own top_k
  DIL_PARAMETER_SEED,          ///< Added to the settings' seed, for new notes
  DIL_PARAMETER_ATTACK,        ///< Fade-in laid over the note, in s
  DIL_PARAMETER_RELEASE,       ///< Factor on the instrument's release time
  DIL_PARAMETER_BRIGHTNESS,    ///< -1 to 1: treble, level and temperature
  DIL_PARAMETER_VIBRATO_DEPTH, ///< Peak deviation in cents, wheel at rest, or
                               ///< below 0: the instrument's own
  DIL_PARAMETER_VIBRATO_RATE,  ///< In Hz, or below 0: the instrument's own
  DIL_PARAMETER_VIBRATO_DELAY, ///< From the onset to the full depth, in s, or
                               ///< below 0: the instrument's own
  DIL_PARAMETER_GLIDE,         ///< Time from the channel's last pitch, in s
  DIL_PARAMETER_VOICES,        ///< Notes at once, up to the settings' limit
  DIL_PARAMETER_TUNING,        ///< Frequency of A4 in Hz
  DIL_PARAMETER_GAIN,          ///< Of the output, in dB
  DIL_PARAMETER_INSTRUMENT,    ///< Program of all channels; held notes move as
                               ///< far within the instruments of their preset
  DIL_PARAMETER_MORPH,         ///< 0 the program's instrument, 1 its successor
  DIL_PARAMETER_OUTSIDE,       ///< DilOutside, for new notes
  DIL_PARAMETER_WIDTH,         ///< Low keys left and high ones right, 0 to 1
  DIL_PARAMETER_SPACE,         ///< Share that a room echoes, 0 (off) to 1
  DIL_PARAMETER_ROOM_SIZE,     ///< 0 (a chamber) to 1 (a hall)
  DIL_PARAMETER_PAN,           ///< All of it, -1 (left) to 1 (right)
  DIL_PARAMETER_BEND_RANGE,    ///< In semitones, of channels that RPN 0 and MPE
                               ///< leave as they were
  DIL_PARAMETER_VELOCITY,      ///< Curve of new notes, -1 (needs force) to 1
                               ///< (loud at a touch)
  DIL_PARAMETER_DECAY,         ///< From the attack to the sustain level, in s
  DIL_PARAMETER_SUSTAIN,       ///< Level that it decays to, 0 to 1 (as learned)
  DIL_PARAMETER_MODE,          ///< DilMode, for new notes
  DIL_N_PARAMETERS
} DilParameter;

/// What becomes of notes outside the keys that an instrument has learned
typedef enum {
  DIL_OUTSIDE_STRETCH, ///< The nearest key, moved by up to an octave as
                       ///< samplers do; by whole octaves where it is further
                       ///< away
  DIL_OUTSIDE_FOLD,    ///< Moved by octaves, into the keys that were learned
  DIL_OUTSIDE_DROP,    ///< Left out
  DIL_OUTSIDE_GUESS    ///< Left to the network, which may make anything of them
} DilOutside;

/// How many notes sound at once on a channel, or on all channels of an MPE zone
typedef enum {
  DIL_MODE_POLY,  ///< As many as there are
  DIL_MODE_MONO,  ///< One: a new key takes the voice, with an onset, and going
                  ///< up gives it back to the last one that is still down
  DIL_MODE_LEGATO ///< One that moves to the new key, and back, without an onset
                  ///< while a key or pedal holds it
} DilMode;

/// Where musicians look for parameters
typedef enum {
  DIL_GROUP_TONE,
  DIL_GROUP_PITCH,
  DIL_GROUP_SPACE,
  DIL_GROUP_OUTPUT,
  DIL_GROUP_CHANCE,
  DIL_N_PARAMETER_GROUPS
} DilParameterGroup;

/// What a front end needs to know of a parameter
typedef struct {
  const char* name;           ///< For people, "Vibrato depth"
  const char* symbol;         ///< For files and hosts, a C identifier
  const char* unit;           ///< "dB", "Hz", "s", "ct" (cents), "st"
                              ///< (semitones) or ""
  float low;                  ///< Least value
  float high;                 ///< Greatest value
  float value;                ///< Default
  bool is_integer;            ///< Only whole numbers
  const char* const* choices; ///< Names of the values from `low` on, ended by
                              ///< NULL, or NULL for mere numbers
  bool has_own;            ///< Below 0 it is what each instrument has by itself
  DilParameterGroup group; ///< Where it is shown
  const char* help;        ///< What less and more of it mean, in one line
} DilParameterInfo;

/// Name of a group for people, "Tone", or NULL beyond the last; any thread
DIL_API const char*
dil_parameter_group_name(uint32_t group);

/// The parameter, or NULL beyond the last; any thread
DIL_API const DilParameterInfo*
dil_parameter_info(uint32_t parameter);

/// A value that the parameter can have: the nearest, or the default for NaN; 0
/// for a parameter beyond the last; any thread
DIL_API float
dil_parameter_limit(uint32_t parameter, float value);

/**
   Write a value as people read it: "-6.00 dB", with a point in every locale;
   any thread.

   @param text [size] result, cut if need be.
   @return False for an unknown parameter or NaN.
*/
DIL_API bool
dil_parameter_write(uint32_t parameter, double value, char* text, size_t size);

/**
   Read a number, with a point or a comma, that may have a unit after it; any
   thread.

   @param value Result, which the parameter may not be able to have.
   @return False if there is none, or the parameter is unknown.
*/
DIL_API bool
dil_parameter_read(uint32_t parameter, const char* text, double* value);

DIL_END_DECLS

#endif // DILATON_PARAMETER_H
