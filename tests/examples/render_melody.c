// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

// render_melody MELODY OUT [PRESET]: render a melody to a sound file, with a
// bar of progress

#include <dilaton/dilaton.h>

#include <stdio.h>

static bool
show_progress(void* const context, const double done)
{
  (void)context;
  fprintf(stderr, "\r%3.0f %%", 100.0 * done);
  return true; // false would end it
}

static DilStatus
render(const DilPreset* const preset,
       const DilScore* const score,
       const char* const path,
       DilMessage* const message)
{
  const DilPreset* const presets[] = {preset};
  DilRenderSettings settings = dil_render_defaults();
  settings.engine.rate = 44100U;
  settings.engine.parameters[DIL_PARAMETER_SPACE] = 0.2f;
  settings.progress = show_progress;

  const DilStatus status = dil_render_file(
    presets, 1U, score, &settings, path, DIL_ENCODING_S16, message);
  fputc('\n', stderr);
  return status;
}

int
main(const int argc, char** const argv)
{
  DilPreset* preset = NULL;
  DilScore* score = NULL;
  DilMessage message = {""};
  if (argc < 3) {
    fprintf(stderr, "Usage: render_melody MELODY OUT [PRESET]\n");
    return 2;
  }

  DilStatus status =
    dil_preset_find(argc > 3 ? argv[3] : NULL, &preset, &message);
  if (!status) {
    status = dil_score_load(argv[1], NULL, &score, &message);
  }
  if (!status) {
    status = render(preset, score, argv[2], &message);
  }

  if (status) {
    fprintf(stderr, "render_melody: %s\n", message.text);
  } else {
    printf("%s: %zu notes, %.1f s\n",
           argv[2],
           dil_score_n_notes(score),
           dil_score_duration_s(score));
  }

  dil_score_free(score);
  dil_preset_free(preset);
  return status != DIL_OK;
}
