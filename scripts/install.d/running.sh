# What runs of the installed programs, and where healthcheck is. Sourced.

# running [old]: "PID PROGRAM" of each daemon whose program is, or was, one of ours; with `old` those alone whose
# file is not the one that stands there now.
running() {
  local process program name
  for process in /proc/[0-9]*; do
    program=$(readlink "$process/exe" 2>/dev/null) || continue
    for name in relay monitor link hub; do
      case $program in
        "$bin/$name") [[ ${1-} == old && "$process/exe" -ef "$program" ]] || echo "${process#/proc/} $name" ;;
        # Its file was replaced or removed; the kernel says so behind the path.
        "$bin/$name (deleted)") echo "${process#/proc/} $name" ;;
      esac
    done
  done
}

# healthcheck_call OPTION: runs the installed one.
healthcheck_call() { "$bin/healthcheck" "$1" ${config:+--config "$config"}; }
