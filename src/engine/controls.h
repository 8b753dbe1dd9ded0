// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_CONTROLS_H
#define DIL_ENGINE_CONTROLS_H

#include "dilaton/attributes.h"
#include "dilaton/channels.h"
#include "dilaton/engine.h"
#include "dilaton/event.h"

#include <stdbool.h>
#include <stdint.h>

/// Controllers that the engine knows, by MIDI number
enum {
  DIL_CC_MODULATION = 1,
  DIL_CC_GLIDE_TIME = 5,
  DIL_CC_DATA = 6,
  DIL_CC_VOLUME = 7,
  DIL_CC_PAN = 10,
  DIL_CC_EXPRESSION = 11,
  DIL_CC_DATA_FINE = 38,
  DIL_CC_SUSTAIN = 64,
  DIL_CC_GLIDE = 65,
  DIL_CC_SOSTENUTO = 66,
  DIL_CC_SOFT = 67,
  DIL_CC_BRIGHTNESS = 74,
  DIL_CC_REVERB = 91,
  DIL_CC_NRPN_FINE = 98,
  DIL_CC_NRPN = 99,
  DIL_CC_RPN_FINE = 100,
  DIL_CC_RPN = 101,
  DIL_CC_SOUND_OFF = 120,
  DIL_CC_RESET = 121,
  DIL_CC_NOTES_OFF = 123,
  DIL_CC_POLY = 127 ///< 124 to 127 change modes and are notes-off, too
};

/// What MIDI controls have been set to on one channel
typedef struct {
  float values[128]; ///< Controllers, 0 to 127
  float pressure;    ///< 0 to 127
  float bend;        ///< -1 to 1
  float bend_range;  ///< Semitones
  float coarse;      ///< Tuning in semitones
  float fine;        ///< Tuning in cents
  uint8_t program;   ///< 0 to 127
  uint8_t master;    ///< Channel of its MPE zone's master, or itself
  bool has_range;    ///< Whether RPN 0 has set the range
  bool has_program;  ///< Whether a program change has set the program
  bool has_rpn;      ///< Whether data entry goes to an RPN
  bool has_pitch;    ///< Whether a note has begun
  double pitch;      ///< Of the note begun last, in keys
} DilChannel;

/// All that notes listen to while they sound
typedef struct {
  DilChannel channels[DIL_N_CHANNELS];
  float parameters[DIL_N_PARAMETERS];
  float gain; ///< Factor of DIL_PARAMETER_GAIN
  DilTuning tuning;
  DilSampling sampling; ///< Overrides; see DilEngineSettings
  uint64_t seed;
} DilControls;

/// Everything as settings say, the tuning equal
void
dil_controls_start(DilControls* controls, const DilEngineSettings* settings);

/// Everything at rest; parameters, tuning, sampling and seed stay
DIL_REALTIME void
dil_controls_reset(DilControls* controls);

/**
   Take in an event that is not a note.

   @param event Finite, its channel and number in range.
*/
DIL_REALTIME void
dil_controls_apply(DilControls* controls, const DilEvent* event);

/// Value of a controller before it is moved
DIL_REALTIME float
dil_controls_start_value(uint32_t cc);

/// Make an MPE zone of a master, channel 0 or 15, and its members, or none with
/// no members
DIL_REALTIME void
dil_controls_set_zone(DilControls* controls,
                      uint8_t master,
                      uint32_t n_members);

/// See dil_engine_channels()
DIL_REALTIME void
dil_controls_channels(const DilControls* controls, DilChannels* channels);

/// See dil_engine_set_channels()
DIL_REALTIME void
dil_controls_set_channels(DilControls* controls, const DilChannels* channels);

/// Whether a pedal (DIL_CC_SUSTAIN, _SOSTENUTO or _SOFT) is down
DIL_REALTIME bool
dil_controls_pedal(const DilControls* controls, uint32_t channel, uint32_t cc);

/// Sum of bend and channel tuning, master channel included, in semitones
DIL_REALTIME double
dil_controls_bend(const DilControls* controls, uint32_t channel);

/// Pressure of a channel or its master, the greater, 0 to 1
DIL_REALTIME float
dil_controls_pressure(const DilControls* controls, uint32_t channel);

/// Brightness by controller 74 and its master's and by parameter, in -1..1
DIL_REALTIME float
dil_controls_brightness(const DilControls* controls, uint32_t channel);

/// Factor of the gain, volume and expression, 1 for a channel at rest and 0 dB
DIL_REALTIME float
dil_controls_level(const DilControls* controls, uint32_t channel);

/// Factors for left and right, 1 in the middle, by controller 10 and for a key
/// by DIL_PARAMETER_WIDTH and _PAN; of constant power
DIL_REALTIME void
dil_controls_pan(const DilControls* controls,
                 uint32_t channel,
                 uint32_t key,
                 float gains[2]);

/// Share of a channel's sound that goes to the room, by controller 91
DIL_REALTIME float
dil_controls_send(const DilControls* controls, uint32_t channel);

/// Time in s in which new notes come from the channel's last pitch
DIL_REALTIME float
dil_controls_glide_s(const DilControls* controls, uint32_t channel);

#endif // DIL_ENGINE_CONTROLS_H
