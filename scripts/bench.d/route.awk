# Reads the new lines of one chat file and appends each message to the files of those whom its header names.
# With it: self="John|Jack" (who is at home in the file that is read) and routes="Ross=/path John|Jack=/path".
# The sender must be at home where the message was read: that keeps two such filters from echoing each other.

BEGIN {
  many = split(routes, pairs, " ")
  for (i = 1; i <= many; i++) {
    cut = index(pairs[i], "=")
    names[i] = substr(pairs[i], 1, cut - 1)
    file[i] = substr(pairs[i], cut + 1)
  }
}

/^```/ { fence = !fence }

!fence && /^### [0-9]/ {
  ours = $0 ~ (" - (" self ") (→|->) ")
  for (i = 1; i <= many; i++) {
    take[i] = ours && names[i] != self && $0 ~ ("(→|->)[^(]*[ ,&+/@](ALL|" names[i] ")([ ,&+/(]|$)")
    if (take[i]) print "" >> file[i]
  }
}

{
  for (i = 1; i <= many; i++) if (take[i]) {
    print >> file[i]
    # A stream never ends, so each line is pushed on; a batch is written as one when awk ends.
    if (stream) fflush(file[i])
  }
}
