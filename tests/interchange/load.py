#!/usr/bin/env python3
# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

"""Presets outside Dilaton, with numpy alone, and with PyTorch where it is there.

    load.py show PRESET
    load.py convert PRESET OUT [F32|F16|BF16]
    load.py make OUT [SEED]
    load.py compare PRESET STEPS

`show` lists what a preset holds, `convert` writes it again, with numbers of
another size if one is given, and `make` writes a new one of random numbers, as a
training that is done elsewhere may begin.  `compare` computes steps of the network
as the table in README.md has it, and prints how far they are from those in STEPS, a
file that test_interchange.c writes.

As a module it gives read() and write() for the files, and Network for the steps:
inputs() and conditions() are what the network is told of a note, and logits() is
what it expects, with weights as the file has them, not as int8 rounds them.
torch_logits() is the same for batches, with gradients.
"""

import json
import sys

import numpy as np

N_CLASSES = 256
FRAME_STEPS = 64
HIDDEN = 64


def widen(raw):
    """BF16 to float32: the upper half of the bits."""
    return (raw.astype(np.uint32) << 16).view(np.float32)


def narrow(values):
    """float32 to BF16, rounded to the nearest, halves to even."""
    bits = np.ascontiguousarray(values, np.float32).view(np.uint32)
    return ((bits + 0x7FFF + (bits >> 16 & 1)) >> 16).astype(np.uint16)


def read(path):
    """Metadata and tensors, as float32, of a safetensors file."""
    with open(path, "rb") as file:
        size = int.from_bytes(file.read(8), "little")
        header = json.loads(file.read(size))
        data = file.read()

    metadata = header.pop("__metadata__")
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        kind = {"F32": "<f4", "F16": "<f2", "BF16": "<u2"}[entry["dtype"]]
        values = np.frombuffer(data[begin:end], kind)
        values = widen(values) if kind == "<u2" else values.astype(np.float32)
        tensors[name] = values.reshape(entry["shape"])
    return metadata, tensors


def kinds_of(path):
    """Of which kind the numbers of each tensor of a safetensors file are."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return {name: entry.get("dtype") for name, entry in header.items()}


def write(path, metadata, tensors, kinds=None):
    """Write a safetensors file of numbers of a kind each, or F32."""
    convert = {
        "F32": lambda values: values.astype("<f4"),
        "F16": lambda values: values.astype("<f2"),
        "BF16": narrow,
    }
    header = {"__metadata__": metadata}
    data = b""
    for name, values in sorted(tensors.items()):
        kind = kinds[name] if kinds else "F32"
        raw = convert[kind](values).tobytes()
        offsets = [len(data), len(data) + len(raw)]
        header[name] = {
            "dtype": kind,
            "shape": list(values.shape),
            "data_offsets": offsets,
        }
        data += raw

    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + data)


def compress(x):
    """Mu-law: the classes are equally wide in it."""
    return np.copysign(np.log2(1 + 255 * np.abs(x)) / 8, x)


def expand(code):
    """The residual that a class stands for; 128 is silence."""
    y = np.maximum(np.asarray(code, np.float64), 1) / 127 - 128 / 127
    return np.copysign((np.exp2(8 * np.abs(y)) - 1) / 255, y)


def interpolator(delay):
    """Whole part of a delay in steps, and Lagrange's taps for the rest."""
    whole = int(np.floor(delay))
    f = delay - whole
    taps = [
        -f * (f - 1) * (f - 2) / 6,
        (f + 1) * (f - 1) * (f - 2) / 2,
        -(f + 1) * f * (f - 2) / 2,
        (f + 1) * f * (f - 1) / 6,
    ]
    return whole, np.array(taps)


class Past:
    """A signal of which the steps before the first are silent."""

    def __init__(self, n_steps):
        self.values = np.zeros(n_steps + 4096)

    def set(self, step, value):
        self.values[step + 4096] = value

    def at(self, step, delay):
        """Between samples, where delay says (whole, taps)."""
        whole, taps = delay
        newest = step - whole + 1 + 4096
        return taps @ self.values[newest - 3 : newest + 1][::-1]


class Network:
    """A preset as a network."""

    def __init__(self, metadata, tensors):
        self.metadata = metadata
        self.tensors = {name: np.float64(values) for name, values in tensors.items()}
        self.rate = float(metadata["rate"])
        self.a = float(metadata["predictor.a"])
        self.b = float(metadata["predictor.b"])
        self.n_layers = int(metadata["layers"])
        self.cycle = int(metadata["dilation_cycle"])
        self.input_names = metadata["inputs"].split()
        self.decays_ms = np.array(metadata["decays"].split(), np.float64)

    def dilation(self, layer):
        return 2 ** (layer % self.cycle)

    def inputs(self, key, codes):
        """What a note whose classes are codes [n] tells the network: [n, inputs].

        src/model/predictor.h has the equations.
        """
        n_steps = len(codes)
        period = self.rate / (440 * 2 ** ((key - 69) / 12))
        lag = period * np.ceil(5 / period)
        here, ahead, further = (interpolator(lag - n) for n in range(3))
        next_one = interpolator(lag + period)
        u, e, fast, slow = (Past(n_steps) for _ in range(4))
        residuals = expand(codes)
        rows = np.zeros((n_steps, len(self.input_names)))
        previous = 0.0

        for t in range(n_steps):
            lagged = u.at(t, here)
            fast_lagged, slow_lagged = fast.at(t, here), slow.at(t, here)
            prediction = self.a * previous + self.b * lagged
            told = {
                "sample": previous,
                "prediction": prediction,
                "lagged": (1 - self.b) * lagged,
                "next_lagged": (1 - self.b) * u.at(t, next_one),
                "lagged_residual": e.at(t, here),
                "residual": residuals[t - 2] if t > 1 else 0.0,
                "ahead.1": (1 - self.b) * u.at(t, ahead),
                "ahead.2": (1 - self.b) * u.at(t, further),
                "fast_memory": (1 - self.b) * fast_lagged,
                "slow_memory": (1 - self.b) * slow_lagged,
                "slow_ahead.1": (1 - self.b) * slow.at(t, ahead),
                "slow_ahead.2": (1 - self.b) * slow.at(t, further),
            }
            told = {name: compress(value) for name, value in told.items()}
            for octave in 1, 2, 4, 8, 16, 32:
                suffix = "" if octave == 1 else f".{octave}"
                is_heard = octave == 1 or octave / period < 0.45
                angle = 2 * np.pi * (octave * t / period % 1)
                told["sine" + suffix] = np.sin(angle) * is_heard
                told["cosine" + suffix] = np.cos(angle) * is_heard
            rows[t] = [told[name] for name in self.input_names]

            x = np.clip(prediction + residuals[t], -1, 1)
            new = x - self.a * previous
            u.set(t, new)
            e.set(t, residuals[t])
            fast.set(t, 0.7 * fast_lagged + 0.3 * new)
            slow.set(t, 0.9 * slow_lagged + 0.1 * new)
            previous = x
        return rows

    def conditions(self, key, velocity, release_step, n_frames, noise=0.0):
        """What the network is told of a note once a frame: [n_frames, conditions].

        src/model/condition.h has the equations.
        """
        keys = np.zeros(129)
        keys[int(key)] = 1 - key % 1
        keys[int(key) + 1] = key % 1
        instruments = np.zeros(int(self.metadata["instruments"]))
        instruments[0] = 1
        rows = []
        for frame in range(n_frames):
            step = frame * FRAME_STEPS
            is_held = step < release_step
            ms = 1000 * np.array([step, step - release_step]) / self.rate
            onset, release = np.exp(-ms[:, None] / self.decays_ms)
            scalars = [(key - 64) / 24, (velocity - 80) / 40, is_held, noise / 3]
            rows.append(
                np.concatenate(
                    [scalars, keys[:128], onset, release * (not is_held), instruments]
                )
            )
        return np.array(rows)

    def biases(self, conditions):
        """[n_frames, layers, 2 R] from [n_frames, conditions]"""
        w = self.tensors
        first = np.tanh(conditions @ w["condition.0.weight"].T + w["condition.0.bias"])
        second = np.tanh(first @ w["condition.1.weight"].T + w["condition.1.bias"])
        return np.einsum("fh,lch->flc", second, w["condition.2.weight"]) + w["condition.2.bias"]

    def logits(self, codes, inputs, conditions):
        """Logits [n, 256] of the classes codes [n] of one note, each from those
        before it.  src/model/stack.h has the equations."""
        w = self.tensors
        fed_back = np.concatenate([[128], codes[:-1]])
        x = w["embedding.weight"][fed_back] + inputs @ w["input.weight"].T
        biases = np.repeat(self.biases(conditions), FRAME_STEPS, axis=0)[: len(codes)]
        skip = w["skip.bias"]

        for layer in range(self.n_layers):
            past = np.zeros_like(x)
            past[self.dilation(layer) :] = x[: -self.dilation(layer)]
            h = biases[:, layer] + past @ w["past.weight"][layer].T
            h = h + x @ w["current.weight"][layer].T
            content, gate = np.split(h, 2, axis=1)
            z = np.tanh(content) / (1 + np.exp(-gate))
            skip = skip + z @ w["skip.weight"][layer].T
            if layer + 1 < self.n_layers:
                x = x + z @ w["residual.weight"][layer].T + w["residual.bias"][layer]

        hidden = np.maximum(skip, 0) @ w["hidden.weight"].T + w["hidden.bias"]
        return np.maximum(hidden, 0) @ w["logits.weight"].T + w["logits.bias"]

    def torch_logits(self, torch, w, codes, inputs, biases):
        """logits() for a batch, by PyTorch: codes [batch, n], inputs [batch, n,
        inputs], biases [batch, n, layers, 2 R], and w the tensors by name."""
        functional = torch.nn.functional
        fed_back = functional.pad(codes[:, :-1], (1, 0), value=128)
        x = w["embedding.weight"][fed_back] + inputs @ w["input.weight"].T
        x = x.transpose(1, 2)
        skip = w["skip.bias"][None, :, None]

        for layer in range(self.n_layers):
            dilation = self.dilation(layer)
            taps = torch.stack([w["past.weight"][layer], w["current.weight"][layer]], -1)
            padded = functional.pad(x, (dilation, 0))
            h = functional.conv1d(padded, taps, dilation=dilation)
            h = h + biases[:, :, layer].transpose(1, 2)
            content, gate = h.chunk(2, dim=1)
            z = torch.tanh(content) * torch.sigmoid(gate)
            skip = skip + w["skip.weight"][layer] @ z
            if layer + 1 < self.n_layers:
                bias = w["residual.bias"][layer][None, :, None]
                x = x + w["residual.weight"][layer] @ z + bias

        hidden = torch.relu(skip.transpose(1, 2)) @ w["hidden.weight"].T + w["hidden.bias"]
        return torch.relu(hidden) @ w["logits.weight"].T + w["logits.bias"]


def shapes(metadata):
    """Shapes of all tensors, as the table in README.md has them."""
    r, s, layers = (
        int(metadata[name]) for name in ("residual_channels", "skip_channels", "layers")
    )
    n_conditions = 132 + 2 * len(metadata["decays"].split()) + int(metadata["instruments"])
    return {
        "embedding.weight": (N_CLASSES, r),
        "input.weight": (r, len(metadata["inputs"].split())),
        "past.weight": (layers, 2 * r, r),
        "current.weight": (layers, 2 * r, r),
        "residual.weight": (layers - 1, r, r),
        "residual.bias": (layers - 1, r),
        "skip.weight": (layers, s, r),
        "skip.bias": (s,),
        "hidden.weight": (s, s),
        "hidden.bias": (s,),
        "logits.weight": (N_CLASSES, s),
        "logits.bias": (N_CLASSES,),
        "condition.0.weight": (HIDDEN, n_conditions),
        "condition.0.bias": (HIDDEN,),
        "condition.1.weight": (HIDDEN, HIDDEN),
        "condition.1.bias": (HIDDEN,),
        "condition.2.weight": (layers, 2 * r, HIDDEN),
        "condition.2.bias": (layers, 2 * r),
    }


def make(seed):
    """A preset of random numbers, whose notes are a steady hiss at their pitch."""
    metadata = {
        "dilaton": "1",
        "rate": "24000",
        "predictor.a": "0.85",
        "predictor.b": "0.8",
        "temperature": "1",
        "top_p": "1",
        "top_k": "256",
        "noise": "1",
        "residual_channels": "16",
        "skip_channels": "32",
        "layers": "8",
        "dilation_cycle": "4",
        "instruments": "1",
        "instrument.0.name": "Made by numpy",
        "instrument.0.credits": "Random numbers",
        "instrument.0.lokey": "40",
        "instrument.0.hikey": "90",
        "instrument.0.release": "0.1",
        "instrument.0.veltrack": "100",
        "instrument.0.sustained": "1",
        "inputs": "sine cosine sample prediction lagged slow_memory sine.2 cosine.2",
        "decays": "5 80 1280",
        "title": "Made by numpy",
    }
    random = np.random.default_rng(seed)
    tensors = {
        name: random.normal(0, 1 / np.sqrt(shape[-1]), shape).astype(np.float32)
        for name, shape in shapes(metadata).items()
    }
    tensors["logits.bias"] -= ((np.arange(N_CLASSES) - 128) / 12).astype(np.float32) ** 2 / 2
    return metadata, tensors


def difference(mine, theirs):
    """The greatest difference, in units of the greatest of the values or 1."""
    return np.max(np.abs(mine - theirs)) / max(1, np.max(np.abs(theirs)))


def compare(network, path):
    """Print how far the network's steps are from those that a file has."""
    with open(path, "rb") as file:
        key, velocity, release_step, n_steps = map(float, file.readline().split())
        values = np.frombuffer(file.read(), "<f4").astype(np.float64)

    n, n_inputs = int(n_steps), len(network.input_names)
    codes, values = values[:n].astype(int), values[n:]
    their_inputs = values[: n * n_inputs].reshape(n, n_inputs)
    their_logits = values[n * n_inputs :].reshape(n, N_CLASSES)

    n_frames = -(-n // FRAME_STEPS)
    inputs = network.inputs(key, codes)
    conditions = network.conditions(key, velocity, release_step, n_frames)
    logits = network.logits(codes, inputs, conditions)
    print(f"inputs {difference(inputs, their_inputs):.2g}")
    print(f"logits {difference(logits, their_logits):.2g}")

    try:
        import torch
    except ImportError:
        return
    w = {name: torch.tensor(values) for name, values in network.tensors.items()}
    biases = np.repeat(network.biases(conditions), FRAME_STEPS, axis=0)[:n]
    by_torch = network.torch_logits(
        torch, w, *(torch.tensor(values)[None] for values in (codes, inputs, biases))
    )
    print(f"torch {difference(by_torch[0].numpy(), their_logits):.2g}")


def show(metadata, tensors):
    """Print what a preset holds."""
    for name, text in metadata.items():
        print(f"{name}: {text}")
    for name, values in tensors.items():
        print(f"{name} {list(values.shape)}")


def main(arguments):
    """Run the command that the arguments give; 2 for other arguments."""
    command, *paths = arguments or [""]
    if command == "show" and len(paths) == 1:
        show(*read(paths[0]))
    elif command == "convert" and len(paths) in (2, 3):
        metadata, tensors = read(paths[0])
        kinds = dict.fromkeys(tensors, *paths[2:]) if paths[2:] else kinds_of(paths[0])
        write(paths[1], metadata, tensors, kinds)
    elif command == "make" and len(paths) in (1, 2):
        write(paths[0], *make(int(paths[1]) if len(paths) > 1 else 0))
    elif command == "compare" and len(paths) == 2:
        compare(Network(*read(paths[0])), paths[1])
    else:
        sys.exit(__doc__.partition("\n\nAs a module")[0])


if __name__ == "__main__":
    main(sys.argv[1:])
