// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// transcribe RECORDING: print the notes of a recording of one voice

#include <dilaton/dilaton.h>

#include <stdio.h>

int
main(const int argc, char** const argv)
{
  DilScore* score = NULL;
  DilMessage message = {""};
  if (argc != 2) {
    fprintf(stderr, "Usage: transcribe RECORDING\n");
    return 2;
  }
  if (dil_score_load(argv[1], NULL, &score, &message)) {
    fprintf(stderr, "transcribe: %s\n", message.text);
    return 1;
  }

  // A melody file would do as well: its notes are written, not heard
  printf("%s\n", dil_score_is_recording(score) ? "heard" : "written");
  const DilNote* const notes = dil_score_notes(score);
  for (size_t i = 0U; i < dil_score_n_notes(score); ++i) {
    printf("%8.3f s  %6.3f s  key %3d  velocity %3d\n",
           notes[i].onset_s,
           notes[i].length_s,
           notes[i].key,
           notes[i].velocity);
  }

  dil_score_free(score);
  return 0;
}
