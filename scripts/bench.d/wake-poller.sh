#!/bin/bash
# wake-poller.sh FILE BOT COMMAND...: every two seconds compare line counts and look for headers in the new lines.
# The way of many home-made monitors, done as carefully as that way allows: own words wake nobody.
file=$1 bot=$2
shift 2
here=$(dirname "$0")
seen=$(wc -l <"$file")
while :; do
  lines=$(wc -l <"$file")
  if ((lines > seen)); then
    found=$(tail -n +$((seen + 1)) "$file" | head -n $((lines - seen)) | mawk -v bot="$bot" -f "$here/wake.awk")
    ((found)) && "${@/"{count}"/$found}"
  fi
  seen=$lines
  sleep 2
done
