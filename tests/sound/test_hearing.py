#!/usr/bin/env python3
# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

"""What hearing.py measures is so of sounds that are known."""

import unittest

import numpy as np

import hearing


def tone(key, seconds, tilt=1.0):
    """Twelve partials, partial n as strong as n^-tilt."""
    times = np.arange(int(seconds * hearing.RATE)) / hearing.RATE
    phase = 2.0 * np.pi * hearing.frequency(key) * times
    return sum(0.1 * n**-tilt * np.sin(n * phase) for n in range(1, 13))


class Hearing(unittest.TestCase):
    """Properties of the measures."""

    def test_a_pitch_is_found_to_a_cent(self):
        for key, cents in ((40.0, 0.0), (60.07, 7.0), (80.96, -4.0)):
            off = hearing.cents_off(tone(key, 1.0), round(key))
            self.assertAlmostEqual(off, cents, delta=1.0)

    def test_a_decay_has_its_slope(self):
        times = np.arange(3 * hearing.RATE) / hearing.RATE
        for slope in (-60.0, -12.0, -3.0):
            sound = tone(60, 3.0) * 10.0 ** (slope * times / 20.0)
            self.assertAlmostEqual(hearing.decay_slope(sound) / slope, 1.0, delta=0.02)
        self.assertTrue(np.isnan(hearing.decay_slope(tone(60, 0.2))))

    def test_a_centroid_lies_between_partials_by_their_power(self):
        times = np.arange(hearing.RATE) / hearing.RATE
        low, high = (np.sin(2.0 * np.pi * hz * times) for hz in (400.0, 1000.0))
        self.assertAlmostEqual(hearing.centroid(low), 400.0, delta=1.0)
        sound = low + np.sqrt(0.5) * high
        self.assertAlmostEqual(hearing.centroid(sound), 600.0, delta=1.0)

    def test_sounds_differ_by_their_colour_and_not_by_their_level(self):
        notes = [tone(key, 0.5) for key in (50, 62)]
        same = hearing.colour_distance(notes, [0.1 * n for n in notes])
        self.assertLess(max(same), 0.01)
        tilts = [
            sum(hearing.colour_distance(notes, [tone(k, 0.5, t) for k in (50, 62)]))
            for t in (1.2, 1.6, 2.4)
        ]
        self.assertEqual(tilts, sorted(tilts))
        self.assertGreater(tilts[0], 0.5)


if __name__ == "__main__":
    unittest.main()
