# Copyright 2026 The Dilaton Authors
# SPDX-License-Identifier: ISC

# complete.zsh FOLDER LINE...: what zsh, in a terminal of its own, offers for each
# LINE with the completion in FOLDER.  It lists all by itself, so compadd, which
# is told of each word, is watched.

zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PROMPT= RPROMPT= fpath=($1 \$fpath)
autoload -U compinit
compinit -u -D
offered=()
compadd() {
  local -a found
  builtin compadd -O found \"\$@\"
  offered+=(\$found)
  builtin compadd \"\$@\"
}
finish() {
  print -rl -- '' = \"LINE \$BUFFER\" \$offered END
  offered=() BUFFER=
}
zle -N finish
bindkey '^X' finish
stty -echo
print BE''GIN"
zpty -r shell text '*BEGIN*'
for line in "${@:2}"; do
  zpty -w -n shell $line$'\t\x18'
  zpty -r shell text $'*END\r\n'
  print -r -- ${text//$'\r'/}
done
