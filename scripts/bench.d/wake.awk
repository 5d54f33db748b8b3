# -v bot=NAME: how many headers among these lines are somebody else's and name the bot or all.
/^### [0-9]/ && match($0, / - [^ ]+ → /) {
  sender = $0
  sub(/ → .*/, "", sender)
  sub(/.* - /, "", sender)
  names = substr($0, RSTART + RLENGTH)
  sub(/ *\(.*/, "", names)
  gsub(/[,&+\/@]/, " ", names)
  names = " " names " "
  if (sender != bot && (index(names, " " bot " ") || index(names, " ALL "))) found++
}
END { print found + 0 }
