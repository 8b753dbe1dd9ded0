// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "general_midi.h"

#include <assert.h>
#include <stdio.h>

// Sixteen families of eight
// clang-format off
static const char* const names[128] = {
  "Acoustic Grand Piano", "Bright Acoustic Piano", "Electric Grand Piano",
  "Honky-tonk Piano", "Electric Piano 1", "Electric Piano 2", "Harpsichord",
  "Clavinet",

  "Celesta", "Glockenspiel", "Music Box", "Vibraphone", "Marimba", "Xylophone",
  "Tubular Bells", "Dulcimer",

  "Drawbar Organ", "Percussive Organ", "Rock Organ", "Church Organ",
  "Reed Organ", "Accordion", "Harmonica", "Tango Accordion",

  "Nylon Guitar", "Steel Guitar", "Jazz Guitar", "Clean Guitar", "Muted Guitar",
  "Overdriven Guitar", "Distortion Guitar", "Guitar Harmonics",

  "Acoustic Bass", "Fingered Bass", "Picked Bass", "Fretless Bass",
  "Slap Bass 1", "Slap Bass 2", "Synth Bass 1", "Synth Bass 2",

  "Violin", "Viola", "Cello", "Contrabass", "Tremolo Strings",
  "Pizzicato Strings", "Orchestral Harp", "Timpani",

  "String Ensemble 1", "String Ensemble 2", "Synth Strings 1",
  "Synth Strings 2", "Choir Aahs", "Voice Oohs", "Synth Voice", "Orchestra Hit",

  "Trumpet", "Trombone", "Tuba", "Muted Trumpet", "French Horn",
  "Brass Section", "Synth Brass 1", "Synth Brass 2",

  "Soprano Sax", "Alto Sax", "Tenor Sax", "Baritone Sax", "Oboe",
  "English Horn", "Bassoon", "Clarinet",

  "Piccolo", "Flute", "Recorder", "Pan Flute", "Blown Bottle", "Shakuhachi",
  "Whistle", "Ocarina",

  "Square Lead", "Sawtooth Lead", "Calliope Lead", "Chiff Lead", "Charang Lead",
  "Voice Lead", "Fifths Lead", "Bass and Lead",

  "New Age Pad", "Warm Pad", "Polysynth Pad", "Choir Pad", "Bowed Pad",
  "Metallic Pad", "Halo Pad", "Sweep Pad",

  "Rain", "Soundtrack", "Crystal", "Atmosphere", "Brightness", "Goblins",
  "Echoes", "Sci-fi",

  "Sitar", "Banjo", "Shamisen", "Koto", "Kalimba", "Bagpipe", "Fiddle",
  "Shanai",

  "Tinkle Bell", "Agogo", "Steel Drums", "Woodblock", "Taiko Drum",
  "Melodic Tom", "Synth Drum", "Reverse Cymbal",

  "Guitar Fret Noise", "Breath Noise", "Seashore", "Bird Tweet",
  "Telephone Ring", "Helicopter", "Applause", "Gunshot"};
// clang-format on

const char*
dil_general_midi_name(const unsigned program)
{
  assert(program < 128U);
  return names[program];
}

const char*
dil_general_midi_family(const unsigned program)
{
  static const char* const families[] = {"Piano",
                                         "Chromatic Percussion",
                                         "Organ",
                                         "Guitar",
                                         "Bass",
                                         "Strings",
                                         "Ensemble",
                                         "Brass",
                                         "Reed",
                                         "Pipe",
                                         "Synth Lead",
                                         "Synth Pad",
                                         "Synth Effects",
                                         "Ethnic",
                                         "Percussive",
                                         "Sound Effects"};

  assert(program < 128U);
  return families[program / 8U];
}

void
dil_key_name(const unsigned key, char text[8])
{
  static const char* const pitches[] = {
    "C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"};

  const unsigned k = key % 128U;
  snprintf(text, 8U, "%s%d", pitches[k % 12U], (int)(k / 12U) - 1);
}
