import Glibc
import Testing

@testable import BotChatSystem

extension Child {
  /// Waits as a daemon does, until the condition holds.
  func wait(until condition: () -> Bool, at location: SourceLocation = #_sourceLocation) throws {
    let waiter = try Waiter()
    for number in [descriptor, outputDescriptor].compactMap(\.self) { try waiter.add(number) }
    let deadline = MonotonicClock.now() + 20_000_000_000
    while !condition() {
      let rest = deadline - MonotonicClock.now()
      try #require(rest > 0, "waited in vain; output: \(text)", sourceLocation: location)
      try waiter.wait(nanoseconds: rest) { number in
        if number == outputDescriptor { takeOutput() }
      }
    }
  }

  /// Waits until it has ended.
  func end(at location: SourceLocation = #_sourceLocation) throws -> Ending {
    var ending: Ending?
    try wait(
      until: {
        ending = reap()
        return ending != nil
      }, at: location)
    return try #require(ending)
  }

  /// Ends and reaps it when the test did not come so far.
  ///
  /// A zombie that stays would also keep the testing library from hearing of its own children.
  func destroy() {
    try? endGroup(.kill)
    _ = eventually { reap() != nil }
  }

  var text: String { String(decoding: output, as: UTF8.self) }

  var lines: [String] { text.split(separator: "\n").map(String.init) }

  /// Runs a command to its end.
  static func run(_ arguments: String..., more: [String] = []) throws -> (ending: Ending, child: Child) {
    let child = try Child(arguments + more, output: 1 << 20)
    defer { child.destroy() }
    return (try child.end(), child)
  }
}

/// The letter for what the process does, such as R or Z; nil when there is none.
func state(of pid: Int32) -> Character? {
  guard let bytes = try? SmallFile.read("/proc/\(pid)/stat", limit: 65536) else { return nil }
  let text = String(decoding: bytes, as: UTF8.self)
  return text.lastIndex(of: ")").flatMap { text[$0...].dropFirst(2).first }
}

/// Whether it lives: what nobody has reaped yet is dead all the same.
func isAlive(_ pid: Int32) -> Bool {
  state(of: pid).map { $0 != "Z" && $0 != "X" } ?? false
}
