#!/bin/sh
# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# cross_kernel.sh CASE PROGRAM SOURCE_DIR: hold kernels of other processors to
# the plain one of this.  PROGRAM is cross_kernel.  Status 77: not possible here.

set -eu

readonly case=$1 program=$2 source_dir=$3
folder=$(mktemp -d)
readonly folder
trap 'rm -rf "$folder"' EXIT

skip() {
  echo "skipped: $1"
  exit 77
}

# Without contraction, as the build has it.  What -O2 would do to so many tiles takes
# as long as all else here, and changes no bit.
build_for_arm64() {
  command -v aarch64-linux-gnu-gcc >/dev/null || skip "no cross compiler for arm64"
  command -v qemu-aarch64 >/dev/null || skip "no qemu-aarch64"
  (
    cd "$source_dir"
    aarch64-linux-gnu-gcc -std=c11 -O1 -ffp-contract=off -Wall -Wextra -Werror \
      -march=armv8.2-a+dotprod -D_XOPEN_SOURCE=700 -Iinclude -Isrc/base -Isrc/io \
      -Isrc/model -c src/model/kernel_neon_dot.c -o "$folder/kernel_neon_dot.o"
    aarch64-linux-gnu-gcc -std=c11 -O1 -ffp-contract=off -static -Wall -Wextra \
      -Werror -D_XOPEN_SOURCE=700 -Iinclude -Isrc/base -Isrc/io -Isrc/model \
      src/base/arena.c src/base/bell.c src/base/cpu.c src/base/elementary.c \
      src/base/ring.c src/base/rng.c src/io/half.c src/model/byte_layers.c \
      src/model/condition.c src/model/kernel_neon.c src/model/kernel_pick.c \
      src/model/kernel_plain.c src/model/lane.c src/model/network.c \
      src/model/pack.c src/model/pack_bytes.c src/model/rounding.c \
      src/model/weights.c "$folder/kernel_neon_dot.o" \
      tests/model/cross_kernel.c tests/model/random_network.c \
      -o "$folder/cross_kernel" -lm
  )
}

case $case in
arm64)
  build_for_arm64
  "$program" 16 plain >"$folder/expected"
  qemu-aarch64 "$folder/cross_kernel" 16 plain >"$folder/plain"
  qemu-aarch64 "$folder/cross_kernel" 16 neon >"$folder/neon"
  qemu-aarch64 "$folder/cross_kernel" 16 neondot 3 >"$folder/neondot"
  cmp "$folder/plain" "$folder/expected"
  cmp "$folder/neon" "$folder/expected"
  grep "format 3" "$folder/expected" | cmp "$folder/neondot" -

  # An older processor has no dot products, and does without
  status=0
  qemu-aarch64 -cpu cortex-a53 "$folder/cross_kernel" 3 neondot || status=$?
  [ "$status" -eq 77 ]
  ;;
old_x86)
  [ "$(uname -m)" = x86_64 ] || skip "not an x86 processor"
  command -v qemu-x86_64 >/dev/null || skip "no qemu-x86_64"
  "$program" 3 plain >"$folder/expected"
  qemu-x86_64 -cpu Nehalem "$program" 3 >"$folder/picked"
  cmp "$folder/picked" "$folder/expected"

  # A kernel that the processor cannot run is refused, not tried
  status=0
  qemu-x86_64 -cpu Nehalem "$program" 3 avx2 || status=$?
  [ "$status" -eq 77 ]
  ;;
*)
  echo "cross_kernel.sh: unknown case $case" >&2
  exit 2
  ;;
esac
