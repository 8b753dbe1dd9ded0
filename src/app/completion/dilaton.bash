# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC
# shellcheck shell=bash

# Completion of dilaton in bash.  The program itself is asked for commands,
# options, presets and parameters, so that what is offered is what there is.

_dilaton_commands() {
  "$1" --help 2>/dev/null | sed -nE 's/^  ([a-z]+)  +[A-Z].*/\1/p'
}

# Options of a command, a line each: "-o --output OUT"
_dilaton_options() {
  "$1" help "$2" 2>/dev/null |
    sed -nE 's/^  (-.|  ),? +(--[a-z0-9-]+)( [^ ]+)?.*/\1 \2\3/p'
}

_dilaton_presets() {
  "$1" presets 2>/dev/null | sed -nE 's/^([^ ]+) .*/\1/p'
}

_dilaton_parameters() {
  "$1" render --set list 2>/dev/null | sed -nE 's/^ *([a-z][a-z0-9_]*)  +.*/\1=/p'
}

# Values of OPTION, whose argument the help calls NAME; status 1: a file
_dilaton_values() {
  case $2 in
  -O | --encoding) echo s16 s24 float ;;
  --weights) echo f32 bf16 f16 int8 ;;
  --kernel) echo plain avx2 avxvnni avx512 avx512vnni neon neondot ;;
  --outside) echo stretch fold drop guess ;;
  --driver) echo jack alsa pulse ;;
  --set) _dilaton_parameters "$1" ;;
  -p | --preset | --from) _dilaton_presets "$1" ;;
  *)
    case $3 in
    *'|'*) echo "${3//|/ }" ;;
    FILE* | OUT* | PRESET | FOLDER) return 1 ;;
    esac
    ;;
  esac
}

_dilaton_files() {
  compopt -o filenames 2>/dev/null
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "$1")
}

_dilaton_offer() {
  mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$1" -- "$2")
}

# After OPTION; status 1 if it takes nothing
_dilaton_argument() {
  local program=$1 option=$2 word=$3 argument values
  argument=$(_dilaton_options "$program" "${COMP_WORDS[1]}" |
    awk -v o="$option" '($1 == o || $2 == o) && $NF !~ /^-/ { print $NF }')
  [ -n "$argument" ] || return 1

  if values=$(_dilaton_values "$program" "$option" "$argument"); then
    _dilaton_offer "$values" "$word"
  else
    _dilaton_files "$word"
  fi
  case $option in
  --set) compopt -o nospace 2>/dev/null ;;
  -p | --preset | --from) _dilaton_files "$word" ;;
  esac
  return 0
}

_dilaton() {
  local program=$1 word=$2 before=$3 command=${COMP_WORDS[1]}
  COMPREPLY=()

  if [ "$COMP_CWORD" -eq 1 ]; then
    _dilaton_offer "$(_dilaton_commands "$program") help --help --version" "$word"
    return
  fi
  case $command:$word in
  help:*) _dilaton_offer "$(_dilaton_commands "$program")" "$word" ;;
  *:-*)
    _dilaton_offer "$(_dilaton_options "$program" "$command" |
      grep -oE -- '--[a-z0-9-]+')" "$word"
    ;;
  *)
    case $before in
    -*) _dilaton_argument "$program" "$before" "$word" && return ;;
    esac
    case $command:$COMP_CWORD:${COMP_WORDS[2]} in
    presets:2:*) _dilaton_offer "install remove show" "$word" && return ;;
    info:* | evaluate:* | presets:*:remove | presets:*:show)
      _dilaton_offer "$(_dilaton_presets "$program")" "$word"
      ;;
    esac
    _dilaton_files "$word"
    ;;
  esac
}

complete -F _dilaton dilaton
