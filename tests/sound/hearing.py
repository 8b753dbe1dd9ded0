# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

"""What judge.py hears in sounds, with numpy alone.

Sounds are one-dimensional arrays at RATE; levels are in dB, times in s, pitches in
cents, and frequencies in Hz.
"""

import numpy as np

RATE = 48000
N_BANDS = 64
WINDOW = 2048


def frequency(key):
    """Hz of a MIDI key."""
    return 440.0 * 2.0 ** ((key - 69.0) / 12.0)


def level(sound):
    """Level of its power in dB."""
    return 10.0 * np.log10(np.mean(np.square(sound)) + 1e-12)


def level_curve(sound, step=0.02):
    """Levels of stretches of `step` s, one after the other."""
    n = int(step * RATE)
    pieces = sound[: len(sound) // n * n].reshape(-1, n)
    return 10.0 * np.log10(np.mean(np.square(pieces), axis=1) + 1e-12)


def decay_slope(sound, step=0.02):
    """How fast it dies away, in dB/s: the line through its levels from 0.1 s after
    the loudest moment to 40 dB below it, at least 0.3 s; NAN if it is shorter."""
    curve = level_curve(sound, step)
    top = int(np.argmax(curve))
    first = top + int(0.1 / step)
    quiet = np.nonzero(curve[first:] < curve[top] - 40.0)[0]
    last = first + int(quiet[0]) if len(quiet) else len(curve)
    if last - first < 0.3 / step:
        return float("nan")
    return float(np.polyfit(step * np.arange(last - first), curve[first:last], 1)[0])


def cents_off(sound, key):
    """How far it is from the pitch of a key: the first four partials, each weighted by
    its strength, looked for within half a semitone."""
    n = 1 << 19
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), n))
    scale = RATE / n
    total = weights = 0.0
    for partial in range(1, 5):
        wanted = partial * frequency(key)
        low, high = int(wanted * 0.971 / scale), int(wanted * 1.03 / scale) + 1
        if high >= len(power):
            break
        best = low + int(np.argmax(power[low:high]))
        total += power[best] * 1200.0 * np.log2(best * scale / wanted)
        weights += power[best]
    return float(total / weights)


def centroid(sound):
    """Spectral centroid of its power, in Hz."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    return np.sum(power * np.arange(len(power))) / np.sum(power) * RATE / len(sound)


def _power(sound):
    """Power spectra [bins][frames] of windows that overlap by half."""
    step = WINDOW // 2
    n = max(1, (len(sound) - WINDOW) // step + 1)
    padded = np.pad(sound, (0, max(0, WINDOW - len(sound))))
    frames = np.stack([padded[i * step : i * step + WINDOW] for i in range(n)], axis=1)
    return np.abs(np.fft.rfft(frames * np.hanning(WINDOW)[:, None], axis=0)) ** 2


def _mel_bank(low=60.0, high=7500.0):
    """Triangles [bands][bins], equally wide on the mel scale, of area 1."""
    mels = 2595.0 * np.log10(1.0 + np.array([low, high]) / 700.0)
    edges = 700.0 * (10.0 ** (np.linspace(*mels, N_BANDS + 2) / 2595.0) - 1.0)
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    bank = np.zeros((N_BANDS, len(bins)))
    for i in range(N_BANDS):
        rising = (bins - edges[i]) / (edges[i + 1] - edges[i])
        falling = (edges[i + 2] - bins) / (edges[i + 2] - edges[i + 1])
        bank[i] = np.maximum(0.0, np.minimum(rising, falling))
        if not bank[i].any():
            bank[i, int(round(edges[i + 1] * WINDOW / RATE))] = 1.0
        bank[i] /= bank[i].sum()
    return bank


def _thirds(power):
    """Mean power in third octaves from 100 Hz to 6.4 kHz."""
    bins = np.arange(WINDOW // 2 + 1) * RATE / WINDOW
    mean = power.mean(axis=1)
    found = []
    for i in range(19):
        middle = 100.0 * 2.0 ** (i / 3.0)
        inside = (bins >= middle * 2.0 ** (-1 / 6)) & (bins < middle * 2.0 ** (1 / 6))
        if inside.any():
            found.append(mean[inside].mean())
    return np.array(found)


def colour_distance(reference, heard):
    """Distance of two lists of sounds, each beside its counterpart, as (mel-LSD50,
    LTAS) in dB: the root mean square over mel bands of the differences within 50 dB
    of the loudest, averaged over frames; and the mean difference of the long-term
    spectra in third octaves.  Both sounds are as loud as each other on the whole."""
    whole = [np.concatenate(sounds) for sounds in (reference, heard)]
    gain = 10.0 ** ((level(whole[0]) - level(whole[1])) / 20.0)
    bank = _mel_bank()
    powers = [[], []]
    for left, right in zip(reference, heard):
        n = min(len(left), len(right))
        powers[0].append(_power(left[:n]))
        powers[1].append(_power(gain * right[:n]))
    left, right = (np.concatenate(p, axis=1) for p in powers)
    sums = left.sum(axis=0)
    left, right = (p[:, sums > 1e-5 * sums.max()] for p in (left, right))

    mels = bank @ left, bank @ right
    floor = 1e-5 * mels[0].max()
    levels = [10.0 * np.log10(m + floor) for m in mels]
    lsd50 = np.sqrt(np.mean(np.square(levels[0] - levels[1]), axis=0)).mean()
    floor = 1e-9 * left.max()
    thirds = [10.0 * np.log10(_thirds(p) + floor) for p in (left, right)]
    return float(lsd50), float(np.abs(thirds[0] - thirds[1]).mean())
