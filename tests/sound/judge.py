#!/usr/bin/env -S python3 -B
# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

"""Judge all presets of a folder beside the recordings that they were trained on.

    judge.py [OPTIONS] PRESETS RECORDINGS [NAME...]

PRESETS is a folder of presets; RECORDINGS has a folder for each, with what `dilaton
prepare` has written: NAME/NAME.sfz, or NAME-MORE/... as in altosax-weresax.  Only
the presets NAME are judged, or all.  Five tables, of which --only chooses:

gates      what --score measures of melodies, each figure beside its gate for what is
           blown, bowed, or plucked and struck; a star where it falls short
held       level and pitch of notes of a minute from half a second on, three keys each
decay      of what dies away: the slope in dB/s beside that of the recording, for keys
           and dynamics; within 15 %
confusion  six notes of each preset beside those of all recordings, mel-LSD50 and LTAS
           added: its own are to be the nearest.  NAME2 is a second take of NAME; how
           far takes are from each other is the yardstick.
morph      of presets of several instruments, which need no recordings: three keys in
           eleven steps from each to the next, 36 notes each; how far any is from its
           pitch, and how far the mean of their spectral centroids goes back: some
           notes of a key are brighter than others, as recordings of near keys are

Exit status 1 if anything falls short, 2 if it cannot be judged.
Needs numpy, and soundfile for FLAC.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile

import numpy as np
import soundfile

import hearing

TABLES = ("gates", "held", "decay", "confusion", "morph")
DRY = ("vibrato_depth=0", "space=0", "width=0")

# Measures of score.py, and the gates of what is blown, bowed, plucked or struck
GATES = (
    ("cents_vs_ref_med", "cents", 2.0, 3.0, 2.0),
    ("cents_vs_ref_p95", "95 %", 10.0, 15.0, 10.0),
    ("onset_med_ms", "onset", 5.0, 7.5, 2.5),
    ("onset_p90_ms", "90 %", 20.0, 40.0, 10.0),
    ("level_err_med_db", "level", 1.5, 1.5, 1.5),
    ("rest_level_db", "rests", -50.0, -50.0, -50.0),
    ("mel_lsd_db", "LSD", 6.0, 7.0, 6.0),
    ("mel_lsd50_db", "LSD50", 4.5, 5.0, 4.5),
    ("ltas_core_db", "LTAS", 2.0, 2.5, 2.0),
)
HELD_DB, HELD_CENTS, DECAY_SHARE = 1.5, 8.0, 0.15
MORPH_CENTS, MORPH_SHARE = 10.0, 0.1


def spread(low, high, n):
    """Keys spread over a range, away from its ends."""
    return [int(round(low + p * (high - low))) for p in (np.arange(n) + 0.5) / n]


class Preset:
    """A preset's file, and what it tells of its first instrument, and of what keys each
    of several has that its successor has too."""

    def __init__(self, path):
        with open(path, "rb") as file:
            size = int.from_bytes(file.read(8), "little")
            told = json.loads(file.read(size))["__metadata__"]
        self.path = path
        self.name = os.path.splitext(os.path.basename(path))[0]
        self.low = int(told["instrument.0.lokey"])
        self.high = int(told["instrument.0.hikey"])
        n = int(told["instruments"])
        low = [int(told[f"instrument.{i}.lokey"]) for i in range(n)]
        high = [int(told[f"instrument.{i}.hikey"]) for i in range(n)]
        # A morph goes on from the last to the first, which of two is the way back
        self.shared = [
            (max(low[i], low[(i + 1) % n]), min(high[i], high[(i + 1) % n]))
            for i in range(n if n > 2 else n - 1)
        ]
        self.is_sustained = told.get("instrument.0.sustained") == "1"
        program = int(told.get("instrument.0.program", -1))
        is_bowed = 40 <= program <= 44 or program == 110
        self.kind = 2 if not self.is_sustained else 1 if is_bowed else 0

    def keys(self, n):
        """Keys spread over the range, away from its ends."""
        return spread(self.low, self.high, n)


class Recordings:
    """The notes of an instrument as `dilaton prepare` writes them."""

    def __init__(self, path):
        self.name = os.path.basename(os.path.dirname(path))
        self.path = path
        self.sounds = {}
        with open(path, encoding="utf-8") as file:
            lines = [line for line in file if line.startswith("<region>")]
        self.regions = [dict(re.findall(r"(\w+)=(\S+)", line)) for line in lines]

    def region(self, key, velocity):
        """The region of the nearest key and dynamic, and how far the key is."""

        def distance(r):
            low, high = int(r["lovel"]), int(r["hivel"])
            outside = max(low - velocity, velocity - high, 0)
            return abs(int(r["pitch_keycenter"]) - key), outside

        nearest = min(self.regions, key=distance)
        return nearest, abs(int(nearest["pitch_keycenter"]) - key)

    def sound(self, region):
        """A region's recording, one channel."""
        name = region["sample"]
        if name not in self.sounds:
            path = os.path.join(os.path.dirname(self.path), name)
            samples, rate = soundfile.read(path)
            samples = samples if samples.ndim == 1 else samples.mean(axis=1)
            self.sounds[name] = samples, rate
        return self.sounds[name]

    def note(self, key, velocity, seconds):
        """A note as a sampler plays it, at the rate of hearing."""
        region, _ = self.region(key, velocity)
        samples, rate = self.sound(region)
        shift = key - int(region["pitch_keycenter"]) + float(region["tune"]) / 100.0
        ratio = rate / hearing.RATE * 2.0 ** (shift / 12.0)
        times = np.arange(int(seconds * hearing.RATE)) * ratio
        return np.interp(times, np.arange(len(samples)), samples, right=0.0)


def write_midi(path, notes):
    """Notes (onset s, length s, key, velocity), one after the other."""

    def quantity(n):
        digits = [n & 127]
        while n > 127:
            n >>= 7
            digits.insert(0, n & 127 | 128)
        return bytes(digits)

    events = []
    for onset, length, key, velocity in notes:
        events.append((round(1000 * onset), bytes((0x90, key, velocity))))
        events.append((round(1000 * (onset + length)), bytes((0x80, key, 64))))
    body, last = b"", 0
    for tick, message in sorted(events):
        body += quantity(tick - last) + message
        last = tick
    body += b"\0\xff\x2f\0"
    head = b"MThd\0\0\0\6\0\0\0\1\1\xf4MTrk" + len(body).to_bytes(4, "big")
    with open(path, "wb") as file:
        file.write(head + body)


def render(dilaton, preset, notes, *settings):
    """What a preset makes of notes, dry and without vibrato."""
    with tempfile.TemporaryDirectory() as folder:
        melody, sound = f"{folder}/a.mid", f"{folder}/a.wav"
        write_midi(melody, notes)
        command = [dilaton, "render", melody, "-p", preset.path, "-o", sound]
        command += ["-q", "-O", "float", "-r", str(hearing.RATE), "-t", "1"]
        for setting in (*DRY, *settings):
            command += ["--set", setting]
        subprocess.run(command, check=True)
        samples, _ = soundfile.read(sound)
    return samples[:, 0]


def cell(value, is_good, width=8, digits=1):
    """A figure, with a star where it falls short."""
    return f"{value:{width - 1}.{digits}f}{' ' if is_good else '*'}"


def judge_gates(options, preset, recordings):
    """A row of figures by score.py; how many fall short."""
    command = [sys.executable, options.score, preset.path, recordings.path]
    command += [*options.melody, "--dilaton", options.dilaton]
    command += ["--mono", str(preset.low), str(preset.high)]
    command += ["--seconds", str(options.seconds), "--seeds", *options.seeds]
    for setting in DRY:
        command += ["--set", setting]
    result = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    medians = {}
    for line in result.stdout.splitlines():
        words = line.split()
        if len(words) > 3 and "_" in words[0]:
            medians[words[0]] = float(words[1])
    if not medians:
        sys.exit(f"judge.py: {options.score}: measured nothing of {preset.name}")

    short = 0
    row = f"{preset.name:14}"
    for measure, _, *gates in GATES:
        value = medians.get(measure, float("nan"))
        is_good = not value > gates[preset.kind]
        short += not is_good
        row += cell(value, is_good)
    print(row, flush=True)
    return short


def judge_held(options, preset, _):
    """Rows of notes that are held for a minute; how many fall short."""
    if not preset.is_sustained:
        return 0
    keys = preset.keys(3)
    notes = [(61.0 * i, 60.0, key, 90) for i, key in enumerate(keys)]
    sound = render(options.dilaton, preset, notes)
    short = 0
    for i, key in enumerate(keys):
        times = [0.5, *range(2, 59)]
        begin = [int((61.0 * i + s) * hearing.RATE) for s in times]
        pieces = [sound[b : b + hearing.RATE] for b in begin]
        levels = np.array([hearing.level(p) for p in pieces])
        cents = np.array([hearing.cents_off(p, key) for p in pieces])
        wander = np.abs(levels - np.median(levels)).max()
        off = np.abs(cents).max()
        is_good = wander <= HELD_DB, off <= HELD_CENTS
        short += 2 - sum(is_good)
        figures = cell(wander, is_good[0]) + cell(off, is_good[1])
        print(f"{preset.name:14}{key:5}{figures}", flush=True)
    return short


def judge_decay(options, preset, recordings):
    """Rows of notes that die away, beside their recordings; how many fall short."""
    if preset.is_sustained:
        return 0
    regions, at, notes = [], 0.0, []
    for key in preset.keys(4):
        for velocity in (40, 80, 120):
            region, _ = recordings.region(key, velocity)
            if region not in regions:
                regions.append(region)
    for region in regions:
        samples, rate = recordings.sound(region)
        length = min(len(samples) / rate, 8.0)
        velocity = (int(region["lovel"]) + int(region["hivel"])) // 2
        notes.append((at, length, int(region["pitch_keycenter"]), velocity))
        at += length + 1.0

    sound = render(options.dilaton, preset, notes)
    short = 0
    for onset, length, key, velocity in notes:
        begin = int(onset * hearing.RATE)
        made = sound[begin : begin + int(length * hearing.RATE)]
        slopes = [
            hearing.decay_slope(recordings.note(key, velocity, length)),
            hearing.decay_slope(made),
        ]
        share = slopes[1] / slopes[0] - 1.0
        is_good = not abs(share) > DECAY_SHARE
        short += not is_good
        figures = "".join(cell(s, True) for s in slopes)
        figures += cell(100.0 * share, is_good, digits=0)
        print(f"{preset.name:14}{key:5}{velocity:5}{figures}", flush=True)
    return short


def distance(heard, keys, recordings):
    """mel-LSD50 + LTAS of notes and the same of recordings, of those keys that are
    an octave from one of theirs or less, at least half; else NAN."""
    near = [i for i, k in enumerate(keys) if recordings.region(k, 90)[1] <= 12]
    if 2 * len(near) < len(keys):
        return float("nan")
    reference = [recordings.note(keys[i], 90, 1.0) for i in near]
    return sum(hearing.colour_distance(reference, [heard[i] for i in near]))


def confusion_row(name, own, heard, keys, everyone):
    """Print how far sounds are from all recordings, None for those that are not looked
    at; whether their own are nearest."""
    distances = [distance(heard, keys, r) if r else float("nan") for r in everyone]
    nearest = everyone[int(np.nanargmin(distances))].name
    is_good = is_of(nearest, own)
    cells = "".join(f"{d:6.1f}" if d == d else "     -" for d in distances)
    print(f"{name:14}{cells}   {nearest}{'' if is_good else ' *'}", flush=True)
    return is_good


def judge_confusion(options, pairs, everyone):
    """A table of all presets beside all recordings; how many are nearer to others."""
    short = 0
    for preset, recordings in pairs:
        keys = preset.keys(6)
        notes = [(1.5 * i, 1.0, key, 90) for i, key in enumerate(keys)]
        sound = np.pad(render(options.dilaton, preset, notes), (0, hearing.RATE))
        begin = [int(onset * hearing.RATE) for onset, *_ in notes]
        heard = [sound[b : b + hearing.RATE] for b in begin]
        own = recordings.name
        short += not confusion_row(preset.name, own, heard, keys, everyone)

    # Second takes have no preset: the recordings themselves, beside the others
    owned = {r.name for _, r in pairs}
    for take in everyone:
        if take.name not in owned and any(is_of(name, take.name) for name in owned):
            centres = sorted({int(r["pitch_keycenter"]) for r in take.regions})
            keys = [centres[(2 * i + 1) * len(centres) // 12] for i in range(6)]
            heard = [take.note(key, 90, 1.0) for key in keys]
            others = [None if r is take else r for r in everyone]
            confusion_row(take.name, take.name, heard, keys, others)
    return short


def judge_morph(options, preset, instrument):
    """Rows of keys on which an instrument becomes the next; how many fall short."""
    steps, n_notes, length = np.linspace(0.0, 1.0, 11), 36, 2.0
    short = 0
    for key in spread(*preset.shared[instrument], 3):
        notes = [(i * (length + 0.5), length, key, 90) for i in range(n_notes)]
        begin = [int((onset + 0.5) * hearing.RATE) for onset, *_ in notes]
        centres, off = [], 0.0
        for step in steps:
            place = f"instrument={instrument}", f"morph={step:.1f}"
            sound = render(options.dilaton, preset, notes, *place)
            pieces = [sound[b : b + int(1.4 * hearing.RATE)] for b in begin]
            centres.append(np.mean([hearing.centroid(p) for p in pieces]))
            off = max(off, *(abs(hearing.cents_off(p, key)) for p in pieces))
        way = np.sign(centres[-1] - centres[0]) * np.array(centres)
        back = np.max(np.maximum.accumulate(way) - way) / np.mean(centres)
        is_good = off <= MORPH_CENTS, back <= MORPH_SHARE
        short += 2 - sum(is_good)
        row = cell(off, is_good[0]) + cell(100.0 * back, is_good[1], digits=0)
        row += "  " + " ".join(f"{c:.0f}" for c in centres)
        print(f"{preset.name:14}{instrument:2}{key:5}{row}", flush=True)
    return short


def is_of(recordings, own):
    """Whether recordings are those, or another take of the same."""
    return recordings.rstrip("0123456789") == own.rstrip("0123456789")


def find(options):
    """Pairs of presets and recordings, presets that can be morphed, and all
    recordings."""
    everyone = []
    for name in sorted(os.listdir(options.recordings)):
        path = os.path.join(options.recordings, name, f"{name}.sfz")
        if os.path.exists(path):
            everyone.append(Recordings(path))
    pairs, morphs = [], []
    for file in sorted(os.listdir(options.presets)):
        name, end = os.path.splitext(file)
        if end != ".safetensors" or (options.names and name not in options.names):
            continue
        preset = Preset(os.path.join(options.presets, file))
        own = [r for r in everyone if r.name == name or r.name.startswith(f"{name}-")]
        if preset.shared:
            morphs += [(preset, i) for i in range(len(preset.shared))]
        elif own:
            pairs.append((preset, own[0]))
        else:
            print(f"{name}: no recordings in {options.recordings}, not judged")
    return pairs, morphs, everyone


def main():
    """Print the tables that are asked for."""
    root = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    shared = os.path.join(root, "..", "shared")
    melody = os.path.join(shared, "melodies", "holly-and-the-ivy.mid")
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("presets")
    parser.add_argument("recordings")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--only", nargs="+", choices=TABLES, default=TABLES)
    parser.add_argument("--dilaton", default=os.path.join(root, "build", "dilaton"))
    parser.add_argument("--score", default=os.path.join(shared, "tools", "score.py"))
    parser.add_argument("--melody", nargs="+", default=[melody])
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--seeds", nargs="+", default=["1"])
    options = parser.parse_args()
    pairs, morphs, everyone = find(options)
    if not pairs and not morphs:
        print("judge.py: no preset has recordings", file=sys.stderr)
        return 2

    short = 0
    if "gates" in options.only and not os.path.exists(options.score):
        print(f"gates: left out, for {options.score} is not there")
    elif "gates" in options.only:
        print(f"{'gates':14}" + "".join(f"{g[1]:>7} " for g in GATES))
        short += sum(judge_gates(options, *pair) for pair in pairs)
    if "held" in options.only:
        print(f"{'held 60 s':14}{'key':>5}{'dB':>7}{'cents':>8}")
        short += sum(judge_held(options, *pair) for pair in pairs)
    if "decay" in options.only:
        print(f"{'decay, dB/s':14}{'key':>5}{'vel':>5}{'rec.':>7}{'made':>8}{'%':>8}")
        short += sum(judge_decay(options, *pair) for pair in pairs)
    if "confusion" in options.only:
        print(f"{'confusion':14}" + "".join(f"{r.name[:5]:>6}" for r in everyone))
        short += judge_confusion(options, pairs, everyone)
    if "morph" in options.only:
        print(f"{'morph from':16}{'key':>5}{'cents':>7}{'back %':>8}   centroids in Hz")
        short += sum(judge_morph(options, *morph) for morph in morphs)
    print(f"{short} figures fall short" if short else "all gates held")
    return 1 if short else 0


if __name__ == "__main__":
    sys.exit(main())
