// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#ifndef DIL_ENGINE_WATCHED_LANE_H
#define DIL_ENGINE_WATCHED_LANE_H

#include "lane.h"
#include "part.h"
#include "stretch.h"

#include "dilaton/attributes.h"
#include "dilaton/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// Steps after which a fault that was found is mended; above DIL_MAX_RUN, so
/// that it does not depend on how steps are divided into runs
#define DIL_MEND_STEPS 1024U

/// Times that a note is begun again in vain before it is given up
#define DIL_MAX_RESTARTS 4U

/// What is known of a lane's samples, in frames of DIL_FRAME_STEPS
typedef struct {
  float sum;         ///< Of the current frame
  float energy;      ///< Of the current frame
  float peak;        ///< Of the current frame
  float mean;        ///< Smoothed over 0.15 s
  float power;       ///< Mean square, smoothed likewise
  float level;       ///< Peak, falling in 5 ms
  float before;      ///< Level before the silence
  uint32_t n_loud;   ///< Frames that were too loud, at the end
  uint32_t n_offset; ///< Frames that are hardly more than a constant
  uint32_t n_silent; ///< Frames without sound
  bool has_sounded;  ///< Since the lane was started
} DilWatch;

/**
   A lane with its watchdog.

   Networks can get stuck: in a constant, at full scale, or in silence, which in
   what dies away is no fault once it has sounded.  Any of these under an open
   gate fades the lane out in 5 ms and starts it again with
   other random numbers.  A constant below a sound is no fault: the high-pass
   takes it away.  It is decided on frames counted from the note's onset.
*/
typedef struct {
  DilLane* lane;                      ///< Borrowed
  const DilPart* part;                ///< What it plays
  DilLaneStart start;                 ///< As it would be started now
  float mixture[DIL_MAX_INSTRUMENTS]; ///< Of `start`
  DilWatch watch;
  DilStretch stretch;
  uint32_t age;        ///< Steps of the lane since the note's onset
  uint32_t restart_at; ///< Age at which to start again, or UINT32_MAX
  uint32_t begun_at;   ///< Age at which it was started last
  uint32_t n_restarts; ///< Of this note
  uint32_t n_failures; ///< Restarts in a row that did not last
  bool is_held;        ///< Not released
  bool is_muted;       ///< Given up
} DilWatchedLane;

/// Begin a note
DIL_REALTIME void
dil_watched_lane_start(DilWatchedLane* watched,
                       const DilPart* part,
                       const DilLaneStart* start);

/// As dil_lane_set_key()
DIL_REALTIME void
dil_watched_lane_set_key(DilWatchedLane* watched, double key, double tuning_hz);

/// As dil_lane_set_sampling()
DIL_REALTIME void
dil_watched_lane_set_sampling(DilWatchedLane* watched,
                              const DilSampling* sampling);

/// As dil_lane_set_mixture()
DIL_REALTIME void
dil_watched_lane_set_mixture(DilWatchedLane* watched, const float* mixture);

/// Move the pitch of what the lane makes; see dil_stretch_set()
DIL_REALTIME void
dil_watched_lane_set_stretch(DilWatchedLane* watched, double semitones);

/// As dil_lane_release()
DIL_REALTIME void
dil_watched_lane_release(DilWatchedLane* watched);

/// Steps that the lane may be run for, at least 1
DIL_REALTIME uint32_t
dil_watched_lane_limit(const DilWatchedLane* watched);

/**
   Look at what the lane has made, and fade or restart it if need be.

   @param samples [n_steps] of dil_lanes_run(); faded in place.
   @param n_steps At most dil_watched_lane_limit().
   @return Whether it was restarted or given up.
*/
DIL_REALTIME bool
dil_watched_lane_watch(DilWatchedLane* watched, float* samples, size_t n_steps);

/**
   Run lanes of one part in lock-step: dil_lanes_run(), then watch each.

   A lane that is stretched makes more steps than are asked for, or fewer.

   @param watched [n_guards], at most DIL_MAX_LANES.
   @param n_steps At most dil_watched_lane_limit() of each.
   @param samples [n_guards][n_steps] result.
   @return How many were restarted or given up.
*/
DIL_REALTIME uint32_t
dil_watched_lanes_run(DilWatchedLane* const* watched,
                      size_t n_guards,
                      size_t n_steps,
                      float* const* samples);

#endif // DIL_ENGINE_WATCHED_LANE_H
