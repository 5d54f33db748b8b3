# What runs of the installed programs. Sourced, after places.sh.

# running [WHICH]: "PID NAME" of each daemon whose program is, or was, one of ours: those of the caller; with `all` those
# of everybody; with `old` those of everybody whose program is not the file that stands there now.
running() {
  local process program name
  for process in /proc/[0-9]*; do
    program=$(readlink "$process/exe" 2>/dev/null) || continue
    # The kernel says so behind the path when the file was replaced or removed.
    name=${program% (deleted)}
    [[ $name == "$bin"/@(relay|monitor|link|hub) ]] || continue
    case ${1-} in
      "") [[ -O $process ]] || continue ;;
      old) [[ ! $process/exe -ef $name ]] || continue ;;
    esac
    echo "${process#/proc/} ${name##*/}"
  done
}

# named: such lines as words for a person.
named() { sed 's/^\([0-9]*\) \(.*\)/\2 (process \1)/' | paste -sd , | sed 's/,/, /g'; }

# healthcheck_call OPTION: runs the installed one, after the one that cron may have started just now.
healthcheck_call() {
  local said code try
  for try in 1 2 3 4; do
    code=0
    said=$("$bin/healthcheck" "$1" ${config:+--config "$config"} 2>&1) || code=$?
    [[ $code == 3 && $said == *"another health check is at work"* && $try != 4 ]] || break
    sleep 5
  done
  printf '%s\n' "$said" | sed 's/^/  /'
  return "$code"
}
