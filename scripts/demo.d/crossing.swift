// crossing SOURCE DESTINATION [SECONDS] < message: appends a message to one chat file, sleeps until the whole of
// it stands in the other, and prints how many microseconds that took. Exit 1: it did not come in time (5 s).

import Glibc

func fail(_ what: String) -> Never {
  perror(what)
  exit(74)
}

func now() -> Int {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return time.tv_sec * 1_000_000_000 + time.tv_nsec
}

/// What can still be read from an open file.
func rest(of file: Int32) -> [UInt8] {
  var found: [UInt8] = []
  var piece = [UInt8](repeating: 0, count: 65536)
  while true {
    let count = read(file, &piece, piece.count)
    if count <= 0 { return found }
    found += piece[..<count]
  }
}

let arguments = CommandLine.arguments
guard arguments.count == 3 || arguments.count == 4 else {
  print("crossing SOURCE DESTINATION [SECONDS] < message")
  exit(64)
}
let message = rest(of: 0)
/// Without the line ends around it: a delivery may close with another number of blank lines.
let wanted = Array(message.drop { $0 == 10 }.reversed().drop { $0 == 10 }.reversed())

let destination = open(arguments[2], O_RDONLY)
if destination < 0 { fail(arguments[2]) }
lseek(destination, 0, SEEK_END)
var arrived: [UInt8] = []
let events = inotify_init()
if events < 0 || inotify_add_watch(events, arguments[2], UInt32(IN_MODIFY)) < 0 { fail("inotify") }

let source = open(arguments[1], O_WRONLY | O_APPEND)
if source < 0 { fail(arguments[1]) }
let begin = now()
let deadline = begin + (arguments.count == 4 ? Int(arguments[3]) ?? 5 : 5) * 1_000_000_000
if write(source, message, message.count) != message.count { fail(arguments[1]) }
close(source)

while true {
  arrived += rest(of: destination)
  let end = now()
  if arrived.count >= wanted.count,
    (0...(arrived.count - wanted.count)).contains(where: { arrived[$0...].starts(with: wanted) })
  {
    print((end - begin) / 1000)
    exit(0)
  }
  if end >= deadline { exit(1) }
  var wait = pollfd(fd: events, events: Int16(POLLIN), revents: 0)
  poll(&wait, 1, Int32((deadline - end) / 1_000_000 + 1))
  var seen = [UInt8](repeating: 0, count: 4096)
  if wait.revents != 0 { _ = read(events, &seen, seen.count) }
}
