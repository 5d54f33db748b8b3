// Feeds the relay's state loader with hostile bytes, lets the relay go on from there, and traps when a law is broken.
//
// `scripts/fuzz` builds and runs it. Before the first input it plays a small scenario, and leaves the databases that
// come out of it in the corpus, so that nothing binary has to be kept.
//
// An input is a relay.db when it begins like one. Else its first byte says what it is: values for the rows of a
// sound database, relay.id, relay.lock, a context, or a list of numbers.

import Glibc

@testable import BotChatFormat
@testable import BotChatTools

// libFuzzer calls from one thread only.
nonisolated(unsafe) private var village: Village?

/// Called by libFuzzer once, before the corpus is read; its first argument without a dash is the corpus folder.
@_cdecl("LLVMFuzzerInitialize")
public func initialize(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>>>
) -> CInt {
  let words = (1..<Int(max(1, count.pointee))).map { String(cString: arguments.pointee[$0]) }
  let played = Village()
  village = played
  if let corpus = words.first(where: { !$0.hasPrefix("-") }), Village.isFolder(corpus) {
    for (number, state) in played.states.enumerated() {
      Village.write("\(corpus)/scenario-\(number)", state)
    }
  }
  return 0
}

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count > 0, let village else { return 0 }
  let input = Array(UnsafeBufferPointer(start: start, count: count))
  let rest = Array(input.dropFirst())
  if input.starts(with: "SQLite".utf8) {
    village.start(from: input)
    return 0
  }
  switch input[0] % 6 {
  case 0: checkNumbers(rest)
  case 1:
    if let context = Context(bytes: rest) { law(Context(bytes: context.bytes) == context) }
  case 2: village.start(from: village.states[0], holder: rest)
  case 3: village.start(from: nil, id: rest)
  default:
    var rows = HostileRows(rest)
    village.start(from: rows.spoil(village.states[Int(input[0]) % village.states.count], in: village))
  }
  return 0
}

private func checkNumbers(_ bytes: [UInt8]) {
  let numbers = NumberList.decode(bytes)
  law(NumberList.decode(NumberList.encode(numbers)) == numbers, "R11: stored numbers come back")
}
