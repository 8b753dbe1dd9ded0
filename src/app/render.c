// Copyright 2026 The Dilaton Authors
// SPDX-License-Identifier: ISC

#include "cast.h"
#include "command.h"
#include "interrupt.h"
#include "melody.h"
#include "message.h"
#include "options.h"
#include "progress.h"
#include "report.h"
#include "sound.h"

#include "dilaton/audio.h"
#include "dilaton/render.h"
#include "dilaton/score.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

static const char purpose[] =
  "Render a melody into a sound file: WAV, FLAC, Ogg Vorbis, Opus, MP3 or "
  "AIFF\n"
  "by the end of its name, or WAV to standard output for \"-\".  A melody is "
  "a\n"
  "MIDI file, ABC notation where abc2midi is installed, or a recording of one\n"
  "voice.  Equal options give equal bytes, whatever the machine and the "
  "number\n"
  "of threads.";

/// What the command line said
typedef struct {
  SoundRequest sound;
  DilScoreOptions score;
  const char* output;
  int encoding;
  int64_t track;
  int64_t channel;
  int64_t transpose;
  int64_t n_threads;
  int64_t n_lanes;
  double tail_s;
  double start_s;
  double end_s;
  bool is_quiet;
} Request;

#define FIELD(name) offsetof(Request, name)

// clang-format off
static const Option options[] = {
  { OPTION_TEXT, 'o', "output", "OUT", FIELD(output), 0, 0, NULL,
    "File to write (needed)" },
  { OPTION_CHOICE, 'O', "encoding", "FORMAT", FIELD(encoding), 0, 0,
    sound_encodings, "Store samples as s16, s24 or float (s16)" },
  { OPTION_RATE, 'r', "rate", "HZ", FIELD(sound.rate), 8000, 384000, NULL,
    "Frames a second (48000), also as 44.1k" },
  SOUND_OPTIONS,
  { OPTION_INTEGER, 0, "track", "N", FIELD(track), 0, 65535, NULL,
    "Play only this track of the melody, from 0" },
  { OPTION_INTEGER, 0, "channel", "N", FIELD(channel), 1, 16, NULL,
    "Play only this MIDI channel, from 1" },
  { OPTION_INTEGER, 0, "transpose", "N", FIELD(transpose), -127, 127, NULL,
    "Move all notes by N semitones (0)" },
  { OPTION_NUMBER, 0, "start", "S", FIELD(start_s), 0, 1e6, NULL,
    "Leave out what is before this time, in s (0)" },
  { OPTION_NUMBER, 0, "end", "S", FIELD(end_s), 0, 1e6, NULL,
    "Leave out what is after this time, in s (all is rendered)" },
  { OPTION_NUMBER, 0, "tail", "S", FIELD(tail_s), 0, 3600, NULL,
    "Silence after the last note and its echo, in s (0.1)" },
  { OPTION_INTEGER, 't', "threads", "N", FIELD(n_threads), 1, 64, NULL,
    "Threads (one a processor); the sound does not depend on their number" },
  { OPTION_INTEGER, 0, "lanes", "N", FIELD(n_lanes), 1, 16, NULL,
    "Most notes that a thread makes at once (8); same sound" },
  { OPTION_FLAG, 'q', "quiet", NULL, FIELD(is_quiet), 0, 0, NULL,
    "Print no progress, no warnings and no summary" }
};
// clang-format on

/// What the callbacks need
typedef struct {
  Progress progress;
  DilAudioWriter* writer;
  uint64_t first;  ///< Frame that is written first
  uint64_t end;    ///< Frame that is not written any more
  uint64_t n_seen; ///< Frames so far, written or not
} Session;

static DilStatus
take(void* const context,
     const float* const frames,
     const size_t n_frames,
     DilMessage* const message)
{
  Session* const session = (Session*)context;
  const uint64_t before = session->n_seen;
  const uint64_t after = before + n_frames;
  const uint64_t first = (session->first > before) ? session->first : before;
  const uint64_t end = (session->end < after) ? session->end : after;
  session->n_seen = after;
  const DilStatus status =
    first < end
      ? dil_audio_writer_write(session->writer,
                               frames + DIL_N_OUTPUTS * (first - before),
                               (size_t)(end - first),
                               message)
      : DIL_OK;
  // Nothing more is wanted; render() knows it for no failure
  return !status && session->n_seen >= session->end ? DIL_CANCELLED : status;
}

static bool
follow(void* const context, const double done)
{
  Session* const session = (Session*)context;
  progress_bar(&session->progress, done, "");
  return !interrupt_seen();
}

static void
print_summary(const Request* const request, const DilRenderStats* const stats)
{
  assert(request->output);

  const double made_s = (double)stats->n_frames / (double)request->sound.rate;
  remark("%s: %.2f s in %.2f s, %.1f times real time; %llu note%s, at most %u "
         "at once, peak %.1f dB",
         strcmp(request->output, "-") ? request->output : "standard output",
         made_s,
         stats->wall_s,
         made_s / fmax(stats->wall_s, 1e-6),
         (unsigned long long)stats->n_notes,
         stats->n_notes == 1U ? "" : "s",
         stats->max_voices,
         20.0 * log10(fmax((double)stats->peak, 1e-6)));
}

static uint64_t
frame_of(const Request* const request, const double time_s)
{
  return (uint64_t)llround(time_s * (double)request->sound.rate);
}

static DilStatus
render(const Request* const request,
       const DilEngineSettings* const engine,
       const Sound* const sound,
       const DilScore* const score,
       DilRenderStats* const stats,
       DilMessage* const message)
{
  Session session = {.first = frame_of(request, request->start_s),
                     .end = request->end_s > 0.0
                              ? frame_of(request, request->end_s)
                              : UINT64_MAX};
  interrupt_watch();
  DilStatus status = dil_audio_writer_new(request->output,
                                          (DilEncoding)request->encoding,
                                          engine->rate,
                                          DIL_N_OUTPUTS,
                                          &session.writer,
                                          message);
  if (status) {
    return status;
  }

  DilRenderSettings settings = dil_render_defaults();
  settings.engine = *engine;
  settings.n_threads = (uint32_t)request->n_threads;
  settings.n_lanes = (uint32_t)request->n_lanes;
  settings.tail_s = request->tail_s;
  settings.tuning = &sound->tuning;
  settings.sink = take;
  settings.progress = follow;
  settings.context = &session;
  if (session.end < settings.max_samples) {
    // Little is made that comes after the end
    settings.max_samples = (size_t)session.end + 1U;
  }

  progress_begin(&session.progress, request->is_quiet);
  status = dil_render_score(
    sound_presets(sound), sound->n_presets, score, &settings, stats, message);
  if (status == DIL_CANCELLED && session.n_seen >= session.end) {
    status = DIL_OK;
  }
  if (!status && session.n_seen <= session.first) {
    status = dil_fail(message,
                      DIL_BAD_ARGUMENT,
                      "--start: the melody ends before %g s",
                      request->start_s);
  }
  stats->n_frames =
    (session.n_seen < session.end ? session.n_seen : session.end) -
    session.first;
  status = status ? status : dil_audio_writer_finish(session.writer, message);
  progress_clear(&session.progress);
  dil_audio_writer_free(session.writer);
  return status;
}

static int
render_melody(const Request* const request,
              const DilEngineSettings* const engine,
              Sound* const sound,
              const char* const melody)
{
  DilScore* score = NULL;
  DilRenderStats stats;
  DilMessage message;
  DilScoreOptions wanted = request->score;
  DilStatus status =
    melody_load(melody, sound, request->is_quiet, &wanted, &score, &message);
  if (!status) {
    const int result =
      cast_melody(&request->sound, &wanted, request->is_quiet, sound, score);
    if (result != OPTIONS_GO_ON) {
      dil_score_free(score);
      return result;
    }
  }

  status =
    status ? status : render(request, engine, sound, score, &stats, &message);
  dil_score_free(score);
  if (status == DIL_CANCELLED) {
    return complain("%s: stopped", request->output);
  }
  if (status) {
    return complain_failure(status, &message);
  }
  if (!request->is_quiet) {
    sound_remark_outside(sound, stats.n_outside, stats.n_notes);
    print_summary(request, &stats);
  }
  return EXIT_DONE;
}

static Request
defaults(void)
{
  Request request;
  memset(&request, 0, sizeof(request));
  request.sound = sound_defaults();
  request.track = DIL_SCORE_ALL;
  request.channel = DIL_SCORE_ALL;
  request.n_threads = default_threads();
  request.n_lanes = dil_render_defaults().n_lanes;
  request.tail_s = dil_render_defaults().tail_s;
  return request;
}

int
command_render(int argc, char** argv)
{
  static const Usage usage = {"render MELODY -o OUT",
                              purpose,
                              options,
                              sizeof(options) / sizeof(options[0]),
                              0U,
                              1U};
  Request request = defaults();
  TextList operands;
  int result = options_parse(&usage, argc, argv, &request, &operands);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  DilEngineSettings engine = dil_engine_defaults();
  Sound sound;
  request.score = dil_score_defaults();
  request.score.track = (int32_t)request.track;
  request.score.channel = (int32_t)request.channel;
  request.score.transpose = (int32_t)request.transpose;
  const bool is_shown = request.sound.map && !strcmp(request.sound.map, "show");
  if (((!request.output && !is_shown) || !operands.n_texts) &&
      !sound_wants_list(&request.sound)) {
    return complain_usage("%s; see dilaton render --help",
                          request.output ? "no melody" : "-o OUT is needed");
  }

  if (request.end_s > 0.0 && request.end_s <= request.start_s) {
    return complain_usage("--end: is not after --start");
  }

  result = sound_check_name(&request.sound, request.output);
  if (result != OPTIONS_GO_ON) {
    return result;
  }

  result = sound_load(&request.sound, &engine, &sound);

  const char* const melody = operands.texts[0];
  result =
    (result == OPTIONS_GO_ON && request.output)
      ? sound_check_output(&request.sound, &sound, request.output, melody)
      : result;
  assert(result != OPTIONS_GO_ON || request.output || is_shown);
  result = (result == OPTIONS_GO_ON)
             ? render_melody(&request, &engine, &sound, melody)
             : result;
  sound_clear(&sound);
  return result;
}
