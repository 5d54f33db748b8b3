#!/bin/bash
# poller.sh STATE NAMES=FILE...: every two seconds compare line counts and carry the new lines.
# The way of many home-made bridges, done as carefully as that way allows: counts are kept on disk, senders are
# checked against the file they wrote in, and so are recipients.
state=$1
shift
here=$(dirname "$0")
mkdir -p "$state"
declare -A seen
for home in "$@"; do
  [[ -e $state/${home%%=*} ]] || wc -l <"${home#*=}" >"$state/${home%%=*}"
  seen[$home]=$(<"$state/${home%%=*}")
done
while :; do
  for home in "$@"; do
    file=${home#*=}
    lines=$(wc -l <"$file")
    if ((lines > seen[$home])); then
      tail -n +$((seen[$home] + 1)) "$file" | head -n $((lines - seen[$home])) |
        mawk -v self="${home%%=*}" -v routes="$*" -f "$here/route.awk"
    fi
    if ((lines != seen[$home])); then
      seen[$home]=$lines
      echo "$lines" >"$state/new" && mv "$state/new" "$state/${home%%=*}"
    fi
  done
  sleep 2
done
