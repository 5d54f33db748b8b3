# Flags and places of scripts/install and scripts/uninstall, and how both speak. Sourced.

me=$(basename "$0")

say() { printf '%s\n' "$*"; }
warn() { printf '%s: warning: %s\n' "$me" "$1" >&2; }
# fail WHAT HINT [CODE]
fail() {
  printf '%s: error: %s\n' "$me" "$1" >&2
  printf '%s: hint: %s\n' "$me" "$2" >&2
  exit "${3:-1}"
}

# The words at the head of the script itself.
usage() { sed -n '2,/^[^#]/s/^#$//p; 2,/^[^#]/s/^# //p' "$0"; }

# read_options FLAGS ARGUMENT...: FLAGS are those that this script has beside the common ones.
read_options() {
  local own=" $1 " option
  shift
  dry='' force='' cron=yes personal='' prefix='' config='' from=''
  while (($#)); do
    option=$1
    case $option in
      --prefix=* | --config=* | --from=*) set -- "${option%%=*}" "${option#*=}" "${@:2}" && option=$1 ;;
    esac
    case $option in
      --prefix | --config | --from)
        [[ $option != --from || $own == *" --from "* ]] || unknown "$option"
        [[ -n ${2-} && ${2-} != --* ]] || fail "$option needs a value" "write $option PATH" 64
        printf -v "${option#--}" '%s' "$(realpath -m -- "$2")"
        shift
        ;;
      --user) personal=yes ;;
      --dry-run) dry=yes ;;
      --force) force=yes ;;
      --no-cron)
        [[ $own == *" $option "* ]] || unknown "$option"
        cron=''
        ;;
      --help)
        usage
        exit 0
        ;;
      *) unknown "$option" ;;
    esac
    shift
  done
  find_places
}

unknown() { fail "unknown option '$1'" "$me --help names those that there are" 64; }

# Sets where everything goes. `root` is DESTDIR: files go below it, and nothing runs.
find_places() {
  root=${DESTDIR-}
  root=${root%/}
  [[ -z $root || $root == /* ]] || fail "DESTDIR is '$root'" "give an absolute path" 64
  if [[ -z $personal && -z $root ]] && ((EUID)); then
    [[ -n $prefix ]] || fail "only root can install for the whole machine" \
      "$me --user for yourself alone, or as root: scripts/$me"
    personal=yes
  fi
  home=${HOME:-$(getent passwd "$EUID" | cut -d: -f6)}
  if [[ -n $personal ]]; then
    [[ -z $root ]] || fail "DESTDIR and --user do not go together" "DESTDIR is for packages" 64
    [[ $home == /* && -d $home ]] || fail "user $EUID has no home folder" "set HOME to yours" 64
    # sudo with the HOME of somebody else would leave files there that they cannot change.
    [[ $(stat -c %u "$home") == "$EUID" ]] || fail "$home belongs to somebody else" \
      "run it as that user, without sudo, or set HOME to yours"
    : "${prefix:=$home/.local}"
    settings=$home/.config/botchat/botchat.yaml
    # Beside the state folder: it must be there when the state is gone.
    log=$home/.local/state/botchat-cron.log
    state=$home/.local/state/botchat
    ((EUID)) || state=/var/lib/botchat
  else
    : "${prefix:=/usr/local}"
    settings=/etc/botchat/botchat.yaml
    log=/var/log/botchat.log
    state=/var/lib/botchat
  fi
  # The configuration of the tools, where it is not the one that they find by themselves.
  : "${config:=${BOTCHAT_CONFIG:+$(realpath -m -- "$BOTCHAT_CONFIG")}}"
  # As /proc names what runs.
  prefix=$(realpath -m -- "$prefix")
  bin=$prefix/bin
  manuals=$prefix/share/man/man1
  manifest=$prefix/share/botchat/installed
  cron_file=/etc/cron.d/botchat
  rotation=/etc/logrotate.d/botchat
  [[ "$prefix$config$home$root" != *$'\n'* ]] || fail "a line end in a path" "choose another one" 64
}
