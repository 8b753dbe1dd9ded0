// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_LIVE_SEQUENCER_H
#define DIL_LIVE_SEQUENCER_H

#include "dilaton/attributes.h"
#include "dilaton/engine.h"
#include "dilaton/score.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Frame of what comes after the last thing
#define SEQUENCER_END UINT64_MAX

/**
   What happens in a score, thing by thing, just as dil_render_score() has it:
   everything at frame round(time_s rate), tunings before events, and after the
   last event that a note can hear all pedals and keys go up.
*/
typedef struct {
  const DilScore* score; ///< Borrowed, or NULL: nothing happens
  uint32_t rate;         ///< Frames a second
  size_t n_events;       ///< Of the score, up to the last that a note can hear
  uint64_t n_pass;       ///< Frames after which it begins again if it loops
  bool is_looping;       ///< Again and again
  bool is_stopped;       ///< Nothing happens until sequencer_go()
  uint64_t base;         ///< Frame at which it went on last
  uint64_t first;        ///< Place in the pass at `base`; what is before that
                         ///< happens at once
  size_t sysex;          ///< Next one of this pass
  size_t event;          ///< Next one of this pass
  size_t closing;        ///< Next one of those after the last event
} Sequencer;

/// Begin at frame 0, without a score if that is NULL; if `is_looping`, again
/// and again at the next bar line
void
sequencer_start(Sequencer* sequencer,
                const DilScore* score,
                uint32_t rate,
                bool is_looping);

/// Frame of the next thing, or SEQUENCER_END
DIL_REALTIME uint64_t
sequencer_next(const Sequencer* sequencer);

/// The next thing if it is a system exclusive message, which is then done; NULL
/// if it is an event
DIL_REALTIME const DilScoreSysex*
sequencer_take_sysex(Sequencer* sequencer);

/// The next thing, an event, which is then done; its frame is 0
DIL_REALTIME DilEvent
sequencer_take_event(Sequencer* sequencer);

/// Stand still from `frame` on
DIL_REALTIME void
sequencer_stop(Sequencer* sequencer, uint64_t frame);

/// Go on at `frame`, from where it stands
DIL_REALTIME void
sequencer_go(Sequencer* sequencer, uint64_t frame);

/**
   Go to a place, going or standing still as before.

   All that lies before it but notes happens at once, so that programs and
   controllers are as they would be.

   @param frame That is made next.
   @param place_s Seconds from the start of a pass, limited to its length.
*/
DIL_REALTIME void
sequencer_seek(Sequencer* sequencer, uint64_t frame, double place_s);

/// Seconds from the start of this pass to `frame`, which may lie before it
double
sequencer_time_s(const Sequencer* sequencer, uint64_t frame);

#endif // DIL_LIVE_SEQUENCER_H
