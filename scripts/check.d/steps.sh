# What the checks in a copy of the machine have in common. Sourced, after cd to the work tree.

# A check enters the copy by running itself in there; nothing of it may ever run outside.
[[ -e /botchat-world ]] || exec scripts/check.d/world "scripts/$(basename "$0")" "$@"

begin=$EPOCHREALTIME
# step WORDS...: a line with the time since the beginning.
step() {
  awk -v now="$EPOCHREALTIME" -v begin="$begin" -v words="$*" 'BEGIN { printf "%6.1f s  %s\n", now - begin, words }'
}

fail() {
  local file
  echo "$(basename "$0"): failed: $1" >&2
  for file in "${evidence[@]}"; do
    [[ ! -s $file ]] || { echo "--- the end of $file" && tail -n 20 "$file"; } >&2
  done
  exit 1
}
evidence=()

# eventually SECONDS WHAT COMMAND...: waits until the command succeeds.
eventually() {
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < end)) || fail "not within its time: $what"
    sleep 0.1
  done
}

# expect CODE COMMAND...: runs it, keeps what it says in $said, and wants this exit code.
expect() {
  local wanted=$1 code=0
  shift
  said=$("$@" 2>&1) || code=$?
  [[ $code == "$wanted" ]] || fail "exit code $code instead of $wanted: $*"$'\n'"$said"
}
says() { [[ $said == *"$1"* ]] || fail "it does not say '$1', but:"$'\n'"$said"; }

# daemon FOLDER NAME [BOT]: the process of the program in this folder; for a monitor that of this bot.
daemon() {
  local process
  for process in /proc/[0-9]*; do
    [[ $(readlink "$process/exe" 2>/dev/null) == "$1/$2" ]] || continue
    # A first word of the arguments that is another's is cron's or ours.
    if [[ $2 != monitor ]] || tr '\0' ' ' <"$process/cmdline" 2>/dev/null | grep -q -- "--bot ${3-} "; then
      echo "${process#/proc/}"
      return
    fi
  done
  return 1
}

# write_bots FOLDER: two bots with a monitor each, whose wake command is a line in rung-<bot>.
write_bots() {
  local folder=$1 bot
  mkdir -p "$folder/ross" "$folder/john"
  : >"$folder/ross/BOT_CHAT.md"
  : >"$folder/john/BOT_CHAT.md"
  printf '#!/bin/sh\necho "$2" >>"%s/rung-$1"\n' "$folder" >"$folder/bell"
  chmod 755 "$folder/bell"
  for bot in Ross John; do
    echo "  - { name: $bot, chat: \"$folder/${bot,,}/BOT_CHAT.md\", wake: { run: [\"$folder/bell\", \"{bot}\", \"{text}\"] } }"
  done | cat <(echo "bots:") - >"$folder/botchat.yaml"
  chmod 600 "$folder/botchat.yaml"
}

# post FROM TO NUMBER FOLDER: a message, as a bot writes it.
post() {
  printf '\n### %(%Y-%m-%d %H:%M:%S)T UTC - %s → %s (#%s)\nmessage %s\n\n⏱ now\n' -1 "$1" "$2" "$3" "$3" \
    >>"$4/${1,,}/BOT_CHAT.md"
}
