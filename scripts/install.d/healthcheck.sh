# For scripts/start, stop and restart: finds healthcheck. Sourced.

# find_healthcheck: the installed one (in PATH, or where scripts/install puts it), else the one that was built here.
# `healthcheck` is a common name: only one that stands beside our list of what was installed is ours.
find_healthcheck() {
  local place built
  built=$(dirname "${BASH_SOURCE[0]}")/../../.build/release
  for place in "$(dirname "$(type -P healthcheck || echo /nowhere/healthcheck)")" \
    "${HOME:-/nowhere}/.local/bin" /usr/local/bin; do
    [[ -x $place/healthcheck && -e $place/../share/botchat/installed ]] || continue
    printf '%s\n' "$place/healthcheck"
    return
  done
  if [[ -x $built/healthcheck ]]; then
    realpath "$built/healthcheck"
    return
  fi
  name=$(basename "$0")
  echo "$name: error: there is no healthcheck: nothing is installed, and nothing was built here" >&2
  echo "$name: hint: scripts/install, or scripts/build; after scripts/install --prefix DIR call DIR/bin/healthcheck" >&2
  exit 1
}
