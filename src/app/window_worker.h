// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_APP_WINDOW_WORKER_H
#define DIL_APP_WINDOW_WORKER_H

#include "preset_browse.h"
#include "sound.h"

#include "dilaton/attributes.h"
#include "dilaton/score.h"
#include "dilaton/status.h"

#include <stdbool.h>

/// What takes too long for the thread of a window
typedef enum {
  WORK_PRESET,  ///< Load the preset at `path`
  WORK_INSTALL, ///< Copy it to the user's presets, and load it there
  WORK_MELODY,  ///< Load the melody at `path`, and the presets that it is cast
                ///< with unless the request names some
  WORK_RELOAD   ///< Load the presets of `sound` again
} WorkType;

/// A piece of work, and what has become of it
typedef struct {
  WorkType type;
  char* path;   ///< Owned, or NULL
  char* preset; ///< Owned, that the melody is to be played with, or NULL
  SoundRequest request; ///< Its texts live longer
  DilScoreOptions options;
  Sound sound;     ///< Presets that are to be loaded again; the result
  DilScore* score; ///< Result of WORK_MELODY
  DilStatus status;
  DilMessage message; ///< Why it has failed
} Work;

/// Free what is in it
void
work_clear(Work* work);

/// Do it now
void
work_do(Work* work);

/// A thread that works, and reads presets for the list when it has nothing else
/// to do
typedef struct WindowWorker WindowWorker;

/// Start it
DIL_NODISCARD DilStatus
window_worker_start(WindowWorker** out);

/// Stop it when its present work is done, and free it; NULL is fine
void
window_worker_stop(WindowWorker* worker);

/// Its list of presets
PresetBrowse*
window_worker_browse(WindowWorker* worker);

/// Ask for some work, which is the worker's from then on; what waits is given
/// up for it
void
window_worker_ask(WindowWorker* worker, Work* work);

/// Look into the folders of presets again
void
window_worker_refresh(WindowWorker* worker);

/// Whether some work is not done yet
bool
window_worker_is_busy(WindowWorker* worker);

/// Take work that is done, to be cleared; false if there is none
bool
window_worker_take(WindowWorker* worker, Work* out);

#endif // DIL_APP_WINDOW_WORKER_H
