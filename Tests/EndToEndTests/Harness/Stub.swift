import Glibc
import Testing

/// A program that stands in for a bot's `openclaw`, or for whatever tells the person: it notes each call as it
/// begins, and then does what it was told.
struct Stub {
  /// One call of it.
  struct Call {
    /// Wall clock, nanoseconds.
    let began: Int64
    let pid: Int32
    let arguments: [String]

    /// The first argument as a number: `{count}` in most scenarios.
    var count: Int { arguments.first.flatMap { Int($0) } ?? -1 }
    /// The second argument: `{text}` in most scenarios.
    var text: String { arguments.count > 1 ? arguments[1] : "" }
  }

  let folder: String

  /// Makes the program in a folder of its own.
  init(in folder: String) throws {
    self.folder = folder
    try Disk.makeFolder(folder)
    try tell("exit 0")
    try Disk.write(Self.script, to: program)
    chmod(program, 0o755)
  }

  /// The one that was made in that folder.
  init(existing folder: String) { self.folder = folder }

  var program: String { "\(folder)/openclaw" }

  /// As `wake`, `rescue` or `alert` in the configuration: the count, the text, and who wrote.
  var run: String { "run: [\(program), \"{count}\", \"{text}\", \"{from}\", \"{id}\", \"{bot}\"]" }

  /// What it does from its next call on, as shell text; `$1` and so on are its arguments, `$d` is its folder.
  func tell(_ script: String) throws {
    // Renamed in, so that no call reads half of it.
    try Disk.write(script + "\n", to: "\(folder)/task.new")
    try Disk.move("\(folder)/task.new", to: "\(folder)/task")
  }

  /// Lets its next calls end with exit code 3.
  func fail(_ times: Int) throws {
    try Disk.write("\(times)\n", to: "\(folder)/left")
    try tell("read n <\"$d/left\"; [ \"$n\" -gt 0 ] && echo $((n - 1)) >\"$d/left\" && exit 3; exit 0")
  }

  /// Every call so far, in the order of their beginnings.
  var calls: [Call] {
    Disk.text("\(folder)/calls").split(separator: "\u{1e}").compactMap { record in
      let words = record.split(separator: "\u{1f}", omittingEmptySubsequences: false).map(String.init)
      guard words.count >= 2, let began = Int64(words[0]), let pid = Int32(words[1]) else { return nil }
      return Call(began: began, pid: pid, arguments: Array(words[2...]))
    }
  }

  var counts: [Int] { calls.map(\.count) }

  /// How many messages its calls were for.
  var sum: Int { counts.reduce(0, +) }

  /// Waits until it has been called so often.
  func rings(
    _ times: Int, within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("\(times) calls, now \(counts)", within: limit, at: location) {
      calls.count >= times
    }
  }

  /// Waits until its calls were for so many messages.
  func hears(
    _ messages: Int, within limit: Duration = .seconds(25), at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("calls for \(messages) messages, now \(counts)", within: limit, at: location) {
      sum >= messages
    }
  }

  private static let script = #"""
    #!/bin/sh
    d=${0%/*}
    us=$(printf '\037')
    line="$(date +%s%N)$us$$"
    for word in "$@"; do line="$line$us$word"; done
    printf '%s\036' "$line" >>"$d/calls"
    . "$d/task"
    """#
}
