// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "training_show.h"

#include "interrupt.h"
#include "preset_scale.h"
#include "report.h"
#include "sustained.h"
#include "training_files.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static void
show_training(TrainingShow* const show, const DilTrainingProgress* const p)
{
  char left[16] = "?";
  char held_out[32] = "";
  char line[200];
  if (isfinite(p->left_s)) {
    format_time(p->left_s, left);
  }
  if (!isnan(p->held_out_bits)) {
    snprintf(held_out, sizeof(held_out), ", %.3f held out", p->held_out_bits);
  }

  snprintf(line,
           sizeof(line),
           "step %llu, %.3f bits a sample%s (AR(32) %.2f, silence %.2f), "
           "%.1f k samples/s, %s left",
           (unsigned long long)p->step,
           p->bits,
           held_out,
           p->linear_bits,
           p->silence_bits,
           1e-3 * p->samples_per_s,
           left);
  progress_text(&show->progress, line);
  training_log_note(&show->log, p, line);
}

static void
say(TrainingShow* const show, const char* const line)
{
  progress_text(&show->progress, line);
  training_log_say(&show->log, line);
}

/// Render what was saved; a training does not end for want of that
static void
listen(TrainingShow* const show)
{
  DilMessage message;
  if (preset_scale_render(show->settings->output,
                          show->listen,
                          show->settings->n_threads,
                          &message)) {
    show->is_unheard = true;
    progress_clear(&show->progress);
    (void)complain("%s", message.text);
  }
}

static void
show_save(TrainingShow* const show, const DilTrainingProgress* const p)
{
  char line[2U * TRAINING_PATH_SIZE + 64U];
  if (show->listen) {
    listen(show);
  }

  snprintf(line,
           sizeof(line),
           "saved %s at step %llu%s%s",
           show->settings->output,
           (unsigned long long)p->step,
           show->listen ? ", to be heard in " : "",
           show->listen ? show->listen : "");
  say(show, line);
}

bool
training_show_follow(void* const user, const DilTrainingProgress* const p)
{
  TrainingShow* const show = (TrainingShow*)user;
  if (!strcmp(p->stage, "listening")) {
    return !interrupt_seen(); // On any thread
  }

  if (!strcmp(p->stage, "reading")) {
    const double done =
      (double)p->step / (double)(p->n_steps ? p->n_steps : 1U);
    progress_bar(&show->progress, done, "reading recordings");
  } else if (!strcmp(p->stage, "read")) {
    progress_clear(&show->progress);
    if (!show->is_quiet) {
      sustained_show(p->instruments, p->n_instruments);
    }
  } else {
    show->last_step = p->step;
    show->is_saved = !strcmp(p->stage, "saved");
    if (!strcmp(p->stage, "training")) {
      show_training(show, p);
    } else if (show->is_saved) {
      show_save(show, p);
    } else {
      say(show, "listening: which noise, temperature and filters fit");
    }
  }

  return !interrupt_seen();
}

void
training_show_warn(void* const user, const char* const line)
{
  TrainingShow* const show = (TrainingShow*)user;
  if (!show->is_quiet) {
    progress_clear(&show->progress);
    (void)complain("warning: %s", line);
  }
}

void
training_show_end(const TrainingShow* const show, const bool is_stopped)
{
  const DilTrainingSettings* const s = show->settings;
  remark("%s: %llu steps of training%s",
         s->output,
         (unsigned long long)show->last_step,
         is_stopped ? ", stopped and saved" : "");
  if (!is_stopped) {
    remark("Play it: dilaton play --keyboard -p %s", s->output);
    remark("Render with it: dilaton render MELODY -p %s -o OUT.wav", s->output);
  } else {
    remark("Go on with the same command and --resume %s", s->checkpoint);
  }
}
