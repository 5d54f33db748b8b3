# Files: what is ours, putting one in place, and taking it away. Sourced, after places.sh.
#
# The list of what is ours is PREFIX/share/botchat/installed, a line for each thing:
#   file SHA256 PATH      written by us with this content; during an install also with the content to come
#   example SHA256 PATH   the example configuration: the user's, as soon as it is another
#   folder - PATH         made by us

changes=0 made=() left=() leftover=
declare -A made_already=()

# did VERB WHAT [MORE]: says what was done, or what would be.
did() {
  local word="would $1"
  changes=$((changes + 1))
  [[ -n $dry ]] || { [[ $1 == *e ]] && word=$1d || word=$1ed; }
  [[ $word != writed ]] || word=wrote
  printf '%-13s %s%s\n' "$word" "$2" "${3:+ ($3)}"
}

digest() { sha256sum <"$1" | cut -d ' ' -f 1; }

# lines_of KIND [PATH]: the lines of the list of this kind, and path.
lines_of() {
  [[ ! -r $root$manifest ]] || kind=$1 path=${2-} awk '
    $1 == ENVIRON["kind"] && (ENVIRON["path"] == "" || substr($0, length($1 $2) + 3) == ENVIRON["path"])
    ' "$root$manifest"
}

# entries KIND: the paths of this kind, each once, in the order of the list.
entries() { lines_of "$1" | cut -d ' ' -f 3- | awk '!seen[$0]++'; }

# is_ours PATH: whether its content is what we wrote.
is_ours() { [[ -f $root$1 && ! -L $root$1 && $'\n'$(lines_of file "$1")$'\n' == *$'\n'"file $(digest "$root$1") $1"$'\n'* ]]; }

# judge SOURCE PATH MODE: sets `verdict` to missing, same, ours, edited (listed, changed since) or foreign.
judge() {
  local there=$root$2
  if [[ ! -e $there && ! -L $there ]]; then
    verdict=missing
  elif [[ -d $there && ! -L $there ]]; then
    fail "$there is a folder, and a file of that name is to be installed" "move it away"
  elif [[ -f $there && ! -L $there && -e $1 ]] && cmp -s -- "$1" "$there"; then
    verdict=same
    [[ $(stat -c %a -- "$there") == "$3" ]] || verdict=ours
  elif is_ours "$2"; then
    verdict=ours
  elif [[ -n $(lines_of file "$2") ]]; then
    verdict=edited
  else
    verdict=foreign
  fi
}

# make_folder PATH [MODE]: and its parents; uninstall takes away what it made, and no more.
make_folder() {
  [[ ! -d $root$1 && -z ${made_already[$1]-} ]] || return 0
  [[ $1 == / ]] || make_folder "$(dirname "$1")" "${2-}"
  did create "$root$1"
  [[ -n $dry ]] || mkdir -m "${2:-755}" -- "$root$1"
  made+=("$1")
  made_already[$1]=yes
}

# put SOURCE PATH MODE: copied beside, then renamed: a program that runs is never in the way, and nobody finds half.
put() {
  local beside
  [[ -z $dry ]] || return 0
  # cron and logrotate pass such a name over; the same each time, so that nothing is left of an install that was killed.
  beside=$root$(dirname "$2")/.$(basename "$2")~
  leftover=$beside
  rm -f -- "$beside"
  (umask 077 && cat -- "$1" >"$beside")
  chmod -- "$3" "$beside"
  # A rename may reach the disk before the bytes do.
  sync -- "$beside"
  mv -fT -- "$beside" "$root$2"
  leftover=
}

# drop PATH: takes a listed file away; one that was changed since stays, unless --force.
drop() {
  [[ -e $root$1 || -L $root$1 ]] || return 0
  if [[ -z $force ]] && ! is_ours "$1"; then
    left+=("$1: changed since it was installed")
    return 0
  fi
  did remove "$root$1"
  [[ -n $dry ]] || rm -f -- "$root$1"
}

# write_list LINE...: replaces the list; of equal lines one stands there.
write_list() {
  is_list "$@" || put "$work/list" "$manifest" 644
}

# is_list LINE...: whether the list says this, and nothing else.
is_list() {
  printf '%s\n' "$@" | awk 'NF && !seen[$0]++' >"$work/list"
  cmp -s "$work/list" "$root$manifest"
}
