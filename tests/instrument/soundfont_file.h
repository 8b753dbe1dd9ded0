// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_TEST_SOUNDFONT_FILE_H
#define DIL_TEST_SOUNDFONT_FILE_H

/**
   Write a SoundFont of one program that plays a sine.

   Its program 5 of bank 2 is called "Sine", reaches from key 57 to 69 and plays
   frequency 440 Hz at key 69 at once, with a release of 0.1 s.

   Source: "SoundFont Technical Specification", version 2.01, section 4.1 and 7.
*/
void
soundfont_write(const char* path);

/// The same with notes that die away by 100 dB in 8 s
void
soundfont_write_pluck(const char* path);

#endif // DIL_TEST_SOUNDFONT_FILE_H
