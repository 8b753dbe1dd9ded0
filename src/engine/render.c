// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "dilaton/render.h"

#include "bank.h"
#include "denormal.h"
#include "lane_batch.h"
#include "message.h"
#include "mix_stage.h"
#include "notes.h"
#include "score_feed.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define PIECE_S       5.0 ///< Longest time planned without a look around
#define N_LANES       8U  ///< As fast as 16, and shared out more evenly
#define SLOTS_AT_ONCE 32U
#define MAX_TAIL_S    3600.0

/// A rendering under way
typedef struct {
  const DilRenderSettings* settings;
  DilMessage* message;
  DilScoreFeed feed;
  size_t n_parts;
  DilPart parts[DIL_MAX_PRESETS];
  DilNotes notes;
  DilLaneBatch* batch;
  DilMixer plan_mixer; ///< Of which only the player is used
  DilMixStage plan;
  DilScoreFeedPlace plan_at;
  bool is_planned; ///< To the end
  DilMixer play_mixer;
  DilMixStage play;
  DilReverb* room; ///< Owned
  DilScoreFeedPlace play_at;
  uint64_t n_sent;    ///< Frames given to the sink
  double done;        ///< Share of the work before this chunk
  double chunk_share; ///< Share of the work in this chunk
  uint64_t n_chunk;   ///< Steps of this chunk
  DilRenderStats stats;
} Render;

DilRenderSettings
dil_render_defaults(void)
{
  const DilRenderSettings settings = {.engine = dil_engine_defaults(),
                                      .n_lanes = N_LANES,
                                      .max_samples = 6000000U,
                                      .tail_s = 0.1};
  return settings;
}

static uint32_t
n_processors(void)
{
  const long n = sysconf(_SC_NPROCESSORS_ONLN);
  return n > 0L ? (uint32_t)n : 1U;
}

static DilStatus
check(const DilRenderSettings* const settings,
      const size_t n_presets,
      DilMessage* const message)
{
  if (!settings->sink || !settings->max_samples || n_presets < 1U ||
      n_presets > DIL_MAX_PRESETS) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "nothing to render with");
  }
  if (settings->n_lanes < 1U || settings->n_lanes > DIL_MAX_LANES) {
    return dil_fail(message,
                    DIL_BAD_ARGUMENT,
                    "%u lanes are not 1 to %u",
                    settings->n_lanes,
                    DIL_MAX_LANES);
  }
  if (!(settings->tail_s >= 0.0 && settings->tail_s <= MAX_TAIL_S)) {
    return dil_fail(message, DIL_BAD_ARGUMENT, "the tail is out of range");
  }

  return dil_settings_check(&settings->engine, message);
}

static DilStatus
prepare(Render* const render)
{
  const DilRenderSettings* const settings = render->settings;
  DilEngineSettings engine = settings->engine;
  const uint32_t n_threads =
    settings->n_threads ? settings->n_threads : n_processors();
  engine.min_latency = 0U;
  render->stats.n_threads = n_threads;
  render->notes.parts = render->parts;
  render->notes.planner = &render->plan_mixer.player;

  DilStatus status = dil_player_init(&render->plan_mixer.player,
                                     render->parts,
                                     render->n_parts,
                                     engine.rate,
                                     &dil_planning_source,
                                     &render->notes,
                                     0U);
  if (!status) {
    status = dil_mixer_init(&render->play_mixer,
                            render->parts,
                            render->n_parts,
                            &engine,
                            &dil_playing_source,
                            &render->notes);
  }
  if (!status) {
    status = dil_lane_batch_new(render->parts,
                                render->n_parts,
                                n_threads,
                                settings->n_lanes,
                                &render->batch);
  }
  if (!status) {
    status = dil_reverb_new(engine.rate, &render->room);
  }
  if (!status) {
    dil_mix_stage_start(
      &render->plan, &engine, &render->plan_mixer, NULL, SIZE_MAX);
    dil_mix_stage_start(
      &render->play, &engine, &render->play_mixer, render->room, SIZE_MAX);
  }
  if (!status && settings->tuning) {
    dil_mix_stage_set_tuning(&render->plan, settings->tuning);
    dil_mix_stage_set_tuning(&render->play, settings->tuning);
  }

  return status ? dil_fail_memory(render->message) : DIL_OK;
}

/// Make sure that the plan has a place for one more note
static DilStatus
reserve(Render* const render)
{
  DilPlayer* const player = &render->plan_mixer.player;
  if (player->n_voices < player->n_slots) {
    return DIL_OK;
  }

  const size_t n_slots = player->n_slots * 2U + SLOTS_AT_ONCE;
  const DilStatus status = dil_notes_reserve(&render->notes, n_slots);
  return status ? status : dil_player_reserve(player, n_slots);
}

/// Plan up to the next thing in the feed, or as far as a piece goes
static DilStatus
plan_piece(Render* const render)
{
  DilMixStage* const plan = &render->plan;
  const uint64_t piece = (uint64_t)(PIECE_S * (double)plan->rate);
  const uint64_t next = dil_score_feed_frame(&render->feed, &render->plan_at);
  const uint64_t end =
    (next - plan->frame < piece) ? next : plan->frame + piece;
  const DilStatus status = reserve(render);
  if (status) {
    return status;
  }

  dil_mix_stage_skip(plan, end);
  if (end == next) {
    dil_score_feed_act(&render->feed, &render->plan_at, plan);
  }

  const uint32_t n_now = (uint32_t)plan->mixer->player.n_voices;
  if (n_now > render->stats.max_voices) {
    render->stats.max_voices = n_now;
  }

  // At once, for this piece may reach beyond the end of the last note
  render->is_planned =
    !n_now &&
    dil_score_feed_frame(&render->feed, &render->plan_at) == DIL_SCORE_FEED_END;
  return render->notes.status;
}

/// Say why the plan, the work or the players failed; the sink says so itself
static DilStatus
explain(const Render* const render, const DilStatus status)
{
  return status
           ? dil_fail(render->message, status, "%s", dil_status_text(status))
           : DIL_OK;
}

static DilStatus
plan_chunk(Render* const render)
{
  const double n_total = (double)render->feed.last_frame + 1.0;
  const uint64_t first = render->plan.frame;
  DilStatus status = DIL_OK;
  while (!status && !render->is_planned &&
         render->notes.n_unmade < render->settings->max_samples) {
    status = plan_piece(render);
  }

  const double share = (double)(render->plan.frame - first) / n_total;
  render->chunk_share = fmin(share, 1.0 - render->done);
  render->n_chunk = render->notes.n_unmade;
  return explain(render, status);
}

static bool
report(void* const context, const uint64_t n_steps)
{
  const Render* const render = (const Render*)context;
  const DilRenderSettings* const settings = render->settings;
  const double share = (double)n_steps / (double)render->n_chunk;
  return !settings->progress ||
         settings->progress(settings->context,
                            render->done + render->chunk_share * share);
}

/// Give frames to the sink, in alternation, but those before the sound
static DilStatus
send(Render* const render, float* const* const out, const size_t n_frames)
{
  float frames[DIL_MAX_BLOCK * DIL_N_OUTPUTS];
  const uint64_t first = render->play.frame - n_frames;
  const uint64_t latency = render->play_mixer.latency;
  size_t n = 0U;
  for (size_t i = 0U; i < n_frames; ++i) {
    if (first + i >= latency) {
      for (size_t c = 0U; c < DIL_N_OUTPUTS; ++c) {
        frames[n * DIL_N_OUTPUTS + c] = out[c][i];
        render->stats.peak = fmaxf(render->stats.peak, fabsf(out[c][i]));
      }
      ++n;
    }
  }

  render->n_sent += n;
  return n ? render->settings->sink(
               render->settings->context, frames, n, render->message)
           : DIL_OK;
}

/// Play up to a frame
static DilStatus
play_to(Render* const render, const uint64_t frame)
{
  DilStatus status = DIL_OK;
  while (!status && render->play.frame < frame) {
    float left[DIL_MAX_BLOCK];
    float right[DIL_MAX_BLOCK];
    float* const out[DIL_N_OUTPUTS] = {left, right};
    const uint64_t n_left = frame - render->play.frame;
    const size_t n = (n_left < DIL_MAX_BLOCK) ? (size_t)n_left : DIL_MAX_BLOCK;
    dil_mix_stage_render(&render->play, out, n);
    status = send(render, out, n);
  }

  return status;
}

/// Play what has been planned and made
static DilStatus
play_chunk(Render* const render)
{
  const DilScoreFeed* const feed = &render->feed;
  DilStatus status =
    explain(render,
            dil_player_reserve(&render->play_mixer.player,
                               render->plan_mixer.player.n_slots));
  while (!status &&
         dil_score_feed_is_before(&render->play_at, &render->plan_at)) {
    status = play_to(render, dil_score_feed_frame(feed, &render->play_at));
    if (!status) {
      dil_score_feed_act(feed, &render->play_at, &render->play);
    }
  }

  return status ? status : play_to(render, render->plan.frame);
}

/// Frames of the whole sound
static uint64_t
n_frames(const Render* const render)
{
  const uint32_t rate = render->settings->engine.rate;
  uint64_t end = render->feed.last_frame;
  for (size_t p = 0U; p < render->n_parts; ++p) {
    const uint64_t part_end =
      dil_steps_before(render->notes.ends[p], rate, render->parts[p].rate);
    end = (part_end > end) ? part_end : end;
  }

  return end + dil_mix_stage_tail(&render->plan) +
         (uint64_t)llround(render->settings->tail_s * (double)rate);
}

static DilStatus
run(Render* const render)
{
  DilStatus status = DIL_OK;
  while (!status && !render->is_planned) {
    status = plan_chunk(render);
    if (!status) {
      status = explain(
        render,
        dil_lane_batch_make(render->batch, &render->notes, report, render));
    }
    if (!status && !render->is_planned) {
      status = play_chunk(render);
    }
    dil_notes_tidy(&render->notes);
    render->done += render->chunk_share;
  }

  // The last chunk may have been planned beyond the end of the sound
  render->plan.frame = n_frames(render) + render->play_mixer.latency;
  return status ? status : play_chunk(render);
}

static void
finish(Render* const render)
{
  if (render->batch) {
    dil_lane_batch_collect(render->batch, &render->notes);
    render->stats.n_restarts = dil_lane_batch_n_restarts(render->batch);
  }

  render->stats.n_frames = render->n_sent;
  render->stats.n_notes = render->plan_mixer.player.n_notes;
  render->stats.n_outside = render->plan_mixer.player.n_outside;
  render->stats.n_steps = render->notes.n_steps;
  dil_lane_batch_free(render->batch);
  dil_notes_finish(&render->notes);
  dil_mixer_finish(&render->play_mixer);
  dil_reverb_free(render->room);
  dil_player_finish(&render->plan_mixer.player);
  dil_parts_free(render->parts, render->n_parts);
}

static double
now_s(void)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

DilStatus
dil_render_score(const DilPreset* const* const presets,
                 const size_t n_presets,
                 const DilScore* const score,
                 const DilRenderSettings* const settings,
                 DilRenderStats* const stats,
                 DilMessage* const message)
{
  DilStatus status = check(settings, n_presets, message);
  Render* const render = status ? NULL : (Render*)calloc(1U, sizeof(*render));
  if (!render) {
    return status ? status : dil_fail_memory(message);
  }

  const double start_s = now_s();
  const uint64_t mode = dil_denormals_off();
  render->settings = settings;
  render->message = message;
  render->feed = dil_score_feed(score, settings->engine.rate);
  status = dil_parts_new(
    &settings->engine, presets, n_presets, render->parts, message);
  if (!status) {
    render->n_parts = n_presets;
    status = prepare(render);
  }
  if (!status) {
    status = run(render);
  }

  finish(render);
  dil_denormals_restore(mode);
  render->stats.wall_s = now_s() - start_s;
  if (stats) {
    *stats = render->stats;
  }
  free(render);
  return status;
}
