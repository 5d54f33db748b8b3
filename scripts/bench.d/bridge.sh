#!/bin/bash
# bridge.sh STATE NAMES=FILE...: inotifywait says which file changed, awk carries what is new behind the saved offset.
# What a competent administrator writes in an afternoon.
state=$1
shift
here=$(dirname "$0")
mkdir -p "$state"
declare -A offset names
files=()
carry() {
  local file=$1 size
  size=$(stat -c %s "$file")
  ((size < offset[$file])) && offset[$file]=0
  ((size == offset[$file])) && return
  tail -c +$((offset[$file] + 1)) "$file" | head -c $((size - offset[$file])) |
    mawk -v self="${names[$file]}" -v routes="$routes" -f "$here/route.awk"
  offset[$file]=$size
  echo "$size" >"$state/new" && mv "$state/new" "$state/${names[$file]}"
}
routes=$*
for home in "$@"; do
  file=${home#*=}
  files+=("$file")
  names[$file]=${home%%=*}
  [[ -e $state/${home%%=*} ]] || stat -c %s "$file" >"$state/${home%%=*}"
  offset[$file]=$(<"$state/${home%%=*}")
done
for file in "${files[@]}"; do carry "$file"; done
while read -r file; do
  carry "$file"
done < <(exec inotifywait -m -q -e modify --format %w "${files[@]}")
