// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_VOICE_H
#define DIL_ENGINE_VOICE_H

#include "controls.h"
#include "envelope.h"
#include "highpass.h"
#include "lane.h"
#include "level_hold.h"
#include "part.h"
#include "reach.h"
#include "shelf.h"

#include "dilaton/event.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Steps between looks at the controls, counted from the onset
#define DIL_CONTROL_STEPS 32U

/// Age that does not come
#define DIL_NEVER UINT32_MAX

/// What a note's lane has been told
typedef struct {
  double key;
  double stretch; ///< Semitones that are not the lane's business
  double tuning_hz;
  DilSampling sampling;
  uint32_t corner; ///< Instrument of the part after which the morph comes
  float morph;     ///< From there to its successor, 0 to 1
} DilVoiceOrders;

/// What the two instruments between which a note is morphed are together
typedef struct {
  float veltrack;     ///< In percent
  float release_s;    ///< Time of a release
  double cutoff;      ///< Of the high-pass, as a share of the fundamental
  float treble_db;    ///< That the network's waves lack
  DilVibrato vibrato; ///< That is there by itself
  float wave_power;   ///< That the network's waves should have
  float wave_share;   ///< How much of that counts, 0 if nobody knows
  bool is_held;       ///< The level is, while the key is
} DilBlend;

/// A gain that moves in a line from one look at the controls to the next
typedef struct {
  float from;
  float to;
} DilRamp;

/// One note, but for the making of its samples: what it is told and its sound
typedef struct {
  uint64_t index;         ///< Of the note
  int32_t note_id;        ///< Host's name, or DIL_ANY_NOTE
  uint8_t channel;        ///< 0 to 15
  uint8_t key;            ///< 0 to 127
  size_t part;            ///< Preset
  uint32_t instrument;    ///< Of the preset, at the onset
  uint32_t program;       ///< DIL_PARAMETER_INSTRUMENT at the onset
  float velocity;         ///< 1 to 127
  float pressure;         ///< Of the key, 0 to 127
  double note_tuning;     ///< Semitones from the key's pitch
  double pitch;           ///< Of its key at the onset, in keys
  DilOutside outside;     ///< What to do if that was not learned
  DilReach reaches[2];    ///< What of a pitch the network makes, by corner
  bool is_down;           ///< The key is
  bool is_sostenuto;      ///< That pedal holds it
  bool is_killed;         ///< It fades to make room or by command
  bool is_dirty;          ///< Controls have changed since the last look
  bool is_moving;         ///< It needs every look: vibrato, glide
  uint32_t age;           ///< Steps made
  uint32_t release_age;   ///< When it was let go, or DIL_NEVER
  uint32_t order_release; ///< When its lane is told so
  uint32_t end_age;       ///< When it is over
  uint32_t n_fade;        ///< Steps of the fade before that
  uint64_t release_place; ///< For the order of stealing
  float n_release;        ///< Steps of a fade of our own, or 0
  float attack_s;         ///< Of a fade-in of our own, or 0
  float decay_s;          ///< From then to the sustain level
  float sustain;          ///< Level that it decays to, 1: none
  uint32_t glide_age;     ///< When it began to come from another pitch
  double glide_from;      ///< Semitones from its pitch at that time
  float n_glide;          ///< Steps of the glide
  double vibrato_phase;   ///< Turns, in [0, 1)
  DilVoiceOrders orders;  ///< The lane's last ones
  float level;            ///< Of velocity
  DilRamp left;           ///< Gain
  DilRamp right;          ///< Gain
  DilRamp treble;         ///< Of the treble, gain that is added
  DilRamp send;           ///< Part of it all that goes to the room
  DilShelf shelf;         ///< That adds it
  double highpass_key;    ///< For which the high-pass is set
  double highpass_share;  ///< Likewise, of the fundamental
  DilHighpass highpass;
  DilBlend blend;               ///< Of the corner and its successor
  DilLevelHold hold;            ///< Of held notes that do not die away
  DilNoteEnvelope envelopes[2]; ///< Of the corner and its successor
} DilVoice;

/**
   Begin a note.

   @param voice Its index, part and instrument are set, the rest is 0.
   @param event Of type DIL_EVENT_NOTE_ON, with its values in range.
   @param pitch Of its key, in keys; finite.
*/
DIL_REALTIME void
dil_voice_start(DilVoice* voice,
                const DilPart* part,
                const DilControls* controls,
                const DilEvent* event,
                double pitch);

/**
   Let a sounding note go on at another key, as a gliding one or at once, with
   the force that it has.

   @param event Of type DIL_EVENT_NOTE_ON, with its values in range.
   @param pitch Of the new key, in keys; finite.
*/
DIL_REALTIME void
dil_voice_move(DilVoice* voice,
               const DilPart* part,
               const DilControls* controls,
               const DilEvent* event,
               double pitch);

/// Semitones from the pitch of its key, on the way there, or 0
DIL_REALTIME double
dil_voice_glide(const DilVoice* voice);

/// Look at the controls: the orders that the lane should have from now on
DIL_REALTIME DilVoiceOrders
dil_voice_look(DilVoice* voice,
               const DilPart* part,
               const DilControls* controls);

/// Brightness now, by controllers, pressure and parameter, in -1..1
DIL_REALTIME float
dil_voice_brightness(const DilVoice* voice, const DilControls* controls);

/// How far notes are from their corners to the next, 0 to 1
DIL_REALTIME float
dil_voice_morph(const DilPart* part, const DilControls* controls);

/// Weights of the part's instruments [part->n_instruments] as ordered
DIL_REALTIME void
dil_voice_mixture(const DilVoiceOrders* orders,
                  const DilPart* part,
                  float* mixture);

/**
   Find all that follows from the corner and the morph of a voice's orders: its
   reaches, blend, envelopes, level, and when it has died away.
*/
DIL_REALTIME void
dil_voice_settle(DilVoice* voice, const DilPart* part);

/**
   The corner that the parameter Instrument brings a voice to.

   It is the onset's instrument, moved as far around the preset's instruments as
   the parameter has been since: notes of all channels stay beside each other.
   Another preset's programs move nothing.
*/
DIL_REALTIME uint32_t
dil_voice_corner(const DilVoice* voice,
                 const DilPart* part,
                 const DilControls* controls);

/// Follow the parameters Instrument and Morph
DIL_REALTIME void
dil_voice_follow(DilVoice* voice,
                 const DilPart* part,
                 const DilControls* controls);

/// Part a pitch between the corner and its successor; of two that are whole
/// octaves apart the one that is heard more
DIL_REALTIME DilReached
dil_voice_reach(const DilVoice* voice, double pitch);

/**
   Let go of a held note: its lane is to be told at `order_release`, and its end
   is known from then on.

   @param place Anything that rises with time.
*/
DIL_REALTIME void
dil_voice_release(DilVoice* voice,
                  const DilPart* part,
                  const DilControls* controls,
                  uint64_t place);

/// Fade out and end, in `seconds` or sooner
DIL_REALTIME void
dil_voice_kill(DilVoice* voice, const DilPart* part, double seconds);

/// Steps until the voice must be looked at, ordered or ended; at least 1
DIL_REALTIME uint32_t
dil_voice_limit(const DilVoice* voice);

/// Where voices are added: left, right, and the same as the room hears them
#define DIL_N_BUSES 4U

/**
   Add the next steps to the buses and grow older by them.

   @param samples [n_steps] of the lane.
   @param buses [DIL_N_BUSES][n_steps].
   @return Whether anything has been sent to the room.
*/
DIL_REALTIME bool
dil_voice_mix(DilVoice* voice,
              const DilPart* part,
              const DilControls* controls,
              const float* samples,
              size_t n_steps,
              float* const* buses);

#endif // DIL_ENGINE_VOICE_H
