# The crontab fragment, between markers in a user's crontab, or as a file in /etc/cron.d. Sourced, after places.sh.

readonly marker_begin='# BEGIN botchat (scripts/install)' marker_end='# END botchat'

# quoted TEXT: for /bin/sh in a crontab, where a % that is not escaped ends the command.
quoted() {
  local text=$1
  [[ $text =~ ^[A-Za-z0-9/._:+,@-]+$ ]] || text="'${text//\'/\'\\\'\'}'"
  printf '%s' "${text//%/\\%}"
}

# search_path: cron's own is poor. What wakes a bot is looked up here, so the places where this machine has
# `openclaw` and its like are added.
search_path() {
  local places=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin name place
  [[ ":$places:" == *":$bin:"* ]] || places=$bin:$places
  for name in openclaw docker podman node; do
    place=$(type -P "$name") && place=$(dirname "$place") || continue
    [[ $place != /* || ":$places:" == *":$place:"* ]] || places+=:$place
  done
  printf '%s' "$places"
}

# fragment USER: the lines, out of cron/botchat.cron; USER is empty in a user's own crontab.
fragment() {
  local text bound=
  text=$(<cron/botchat.cron)
  # logrotate bounds the log of the machine; a user's is set aside by the line itself.
  [[ -z $personal ]] || bound="find $(quoted "$log") -size +256k -exec mv {} {}.1 ';' 2>/dev/null; "
  text=${text//'{user}'/"${1:+$1 }"}
  text=${text//'{bound}'/"$bound"}
  text=${text//'{path}'/"$(quoted "$(search_path)")"}
  text=${text//'{healthcheck}'/"$(quoted "$bin/healthcheck")"}
  text=${text//'{config}'/"${config:+ --config $(quoted "$config")}"}
  text=${text//'{log}'/"$(quoted "$log")"}
  printf '%s\n' "$text"
}

# read_crontab FILE: the caller's crontab; an empty file where there is none.
read_crontab() {
  local said
  : >"$1"
  said=$(LC_ALL=C crontab -l 2>&1 >"$1") || [[ $said == "no crontab for "* ]] ||
    fail "crontab -l: ${said:-it says nothing}" "is $(id -un) allowed to use cron (/etc/cron.allow), or use --no-cron"
}

# check_markers FILE: both, in this order, once; or none.
check_markers() {
  local flaw
  flaw=$(awk -v begin="$marker_begin" -v end="$marker_end" '
    $0 == begin { if (begins++) flaw = "the line \"" begin "\" stands there twice"; if (ends) flaw = "its markers are in the wrong order" }
    $0 == end { ends++ }
    END {
      if (!flaw && begins > ends) flaw = "the line \"" end "\" is missing"
      if (!flaw && begins < ends) flaw = "the line \"" begin "\" is missing, or the other stands there twice"
      print flaw
    }' "$1")
  [[ -z $flaw ]] || fail "your crontab was changed by hand: $flaw" \
    "crontab -e: take all lines of botchat out, both markers too, and try again"
}

# without_fragment FILE: the crontab without our lines.
without_fragment() {
  awk -v begin="$marker_begin" -v end="$marker_end" '
    $0 == begin { inside = 1 } !inside { print } $0 == end { inside = 0 }' "$1"
}

# with_fragment FILE FRAGMENT: our lines where they were, else at the end.
with_fragment() {
  awk -v begin="$marker_begin" -v end="$marker_end" -v fragment="$2" '
    function ours(line) {
      print begin
      while ((getline line <fragment) > 0) print line
      print end
      done = 1
    }
    $0 == begin { inside = 1; ours() } !inside { print } $0 == end { inside = 0 }
    END { if (!done) ours() }' "$1"
}

# put_crontab FILE: makes it the caller's crontab; none, where it is empty.
put_crontab() {
  local said
  [[ -z $dry ]] || return 0
  if [[ -s $1 ]]; then
    said=$(crontab - <"$1" 2>&1) || fail "crontab refuses the new one: $said" "the old one stands"
  else
    said=$(crontab -r 2>&1) || fail "crontab -r: $said" "take the lines of botchat out by hand: crontab -e"
  fi
}

# old_lines: the crontab lines that would start the script that this toolkit replaces.
old_lines() {
  local file
  for file in /etc/crontab /etc/cron.d/* /var/spool/cron/crontabs/*; do
    [[ ! -f $file || ! -r $file ]] || grep -HnE '^[^#]*bot-chat-(relay|monitor)' "$file" || true
  done
  if ((EUID)); then crontab -l 2>/dev/null | grep -nE '^[^#]*bot-chat-(relay|monitor)' | sed 's/^/your crontab:/' || true; fi
}

cron_runs() {
  local name
  # Where a user may not see the processes of others (hidepid), nothing can be said.
  [[ -r /proc/1/comm ]] || return 0
  for name in /proc/[0-9]*/comm; do
    read -r name 2>/dev/null <"$name" || continue
    [[ $name != cron && $name != crond ]] || return 0
  done
  return 1
}
