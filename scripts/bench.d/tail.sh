#!/bin/bash
# tail.sh STATE NAMES=FILE...: one `tail -F | awk` for each file. Nothing is saved: what is written while it is down
# is not carried, unless STATE/<names> holds an offset to begin at, which nobody but the bench writes.
state=$1
shift
here=$(dirname "$0")
for home in "$@"; do
  from=(-n 0)
  [[ -e $state/${home%%=*} ]] && from=(-c +$(($(<"$state/${home%%=*}") + 1)))
  tail "${from[@]}" -F "${home#*=}" 2>/dev/null |
    mawk -W interactive -v stream=1 -v self="${home%%=*}" -v routes="$*" -f "$here/route.awk" &
done
wait
