// Feeds the reader of chat files with bytes and splits made of the input, and traps when a law is broken.
//
// `scripts/fuzz` builds and runs it.

@testable import BotChatFormat

/// The first byte of the input chooses: how to read, the limit, and where splits, settlings and skips are.
private struct Plan {
  let isCold: Bool
  let limit: Int
  var seed: UInt32

  init(_ byte: UInt8, _ count: Int) {
    isCold = byte & 1 != 0
    limit = [16, 120, 1000, 1 << 20][Int(byte >> 1 & 3)]
    seed = UInt32(byte) &* 2_654_435_761 &+ UInt32(truncatingIfNeeded: count)
  }

  mutating func next(_ bound: UInt32) -> Int {
    seed = seed &* 1_664_525 &+ 1_013_904_223
    return Int((seed >> 8) % bound)
  }
}

private let vocabulary = Vocabulary(
  standing: { header, _ in
    switch header.sender.utf8.first.map({ $0 % 4 }) {
    case 1: .foreign
    case 2: .relayed
    default: .local
    }
  },
  isKnownName: { $0.utf8.count == 4 })

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count > 1 else { return 0 }
  let input = UnsafeRawBufferPointer(start: start, count: count)
  var plan = Plan(input[0], count)
  let bytes = UnsafeRawBufferPointer(rebasing: input[1...])

  var whole = ChatReader(plan.isCold ? .cold : .live, limit: plan.limit, vocabulary: vocabulary)
  var split = whole
  var expected: [Item] = []
  var found: [Item] = []
  var at = 0
  while at < bytes.count {
    // From one event to the next: at once for one reader, in pieces for the other.
    let end = min(at + 1 + plan.next(400), bytes.count)
    whole.append(UnsafeRawBufferPointer(rebasing: bytes[at..<end]), into: &expected)
    while at < end {
      let next = min(at + plan.next(40), end)
      split.append(UnsafeRawBufferPointer(rebasing: bytes[at..<next]), into: &found)
      at = next
    }
    switch plan.next(4) {
    case 0:
      whole.settle(into: &expected)
      split.settle(into: &found)
    case 1:
      let skipped = plan.next(50)
      whole.skipRelayed(skipped, into: &expected)
      split.skipRelayed(skipped, into: &found)
    default: break
    }
    check(whole, split)
  }
  whole.settle(into: &expected)
  split.settle(into: &found)
  check(whole, split)
  law(expected == found, "F7: a split changed the items")
  for item in expected { check(item) }
  return 0
}

private func check(_ whole: ChatReader, _ split: ChatReader) {
  law(whole.offset == split.offset && whole.position == split.position, "F7: positions")
  law(whole.remainder == split.remainder && whole.context == split.context, "F7: remainder")
  law(whole.position <= whole.offset && whole.remainder.byteCount >= 0)
  law(Context(bytes: whole.context.bytes) == whole.context, "a stored context is itself")
  law(whole.judgedCount <= 2 * whole.offset, "F7: the cost is that of the new bytes")
}

/// F8, F9: what is delivered reads back as itself.
private func check(_ item: Item) {
  guard case .message(let message) = item, !message.isOversize else { return }
  law(message.length == message.body.count)
  var delivery: [UInt8] = []
  Delivery.write(
    headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &delivery)
  var reader = ChatReader(vocabulary: .everybodyIsLocal)
  var items: [Item] = []
  delivery.withUnsafeBytes { reader.append($0, into: &items) }
  reader.settle(into: &items)
  guard !message.body.isEmpty, message.headerLine.count + 24 < Header.longestLine else { return }
  guard items.count == 1, case .message(let read) = items[0] else {
    fatalError("F8: a delivery is one message")
  }
  law(read.body == Quoting.quote(message.body), "F8: parse(write(m)) = quote(m)")
  law(canonical(read) == canonical(message), "F9: the id stays")
}

private func canonical(_ message: ParsedMessage) -> [UInt8] {
  var bytes: [UInt8] = []
  Canonical.append(
    headerLine: message.headerLine, body: message.body, continuation: message.continuation, into: &bytes)
  return bytes
}
