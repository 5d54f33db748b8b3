import BotChatFormat

/// John is at home in the file; Ross is at home elsewhere; Robo's lines were written by the relay.
nonisolated(unsafe) let household = Vocabulary(
  standing: { header, _ in
    switch header.sender.lowercased() {
    case "ross": .foreign
    case "robo": .relayed
    default: .local
    }
  },
  isKnownName: { ["john", "jack", "ross"].contains($0.lowercased()) })

/// A step of a read: bytes that come, the relay's own that are passed over, or a settling.
enum Step: CustomStringConvertible {
  case text(String)
  case skip(Int)
  case settle

  var description: String {
    switch self {
    case .text(let text): "text \(text.debugDescription)"
    case .skip(let count): "skip \(count)"
    case .settle: "settle"
    }
  }
}

extension ChatReader {
  mutating func append(_ text: String, into items: inout [Item]) {
    append(Array(text.utf8), into: &items)
  }

  mutating func append(_ bytes: [UInt8], into items: inout [Item]) {
    bytes.withUnsafeBytes { append($0, into: &items) }
  }

  /// Takes a step, its text in pieces of at most so many bytes.
  mutating func take(_ step: Step, piece: () -> Int, into items: inout [Item]) {
    switch step {
    case .text(let text):
      var rest = ArraySlice(text.utf8)
      while !rest.isEmpty {
        let count = min(max(piece(), 0), rest.count)
        append(Array(rest.prefix(count)), into: &items)
        rest = rest.dropFirst(count)
      }
    case .skip(let count): skipRelayed(count, into: &items)
    case .settle: settle(into: &items)
    }
  }
}

/// Reads steps, each text at once.
func read(
  _ steps: Step..., as reading: ChatReader.Reading = .live, limit: Int = 1 << 20,
  vocabulary: Vocabulary = household
) -> [Item] {
  var reader = ChatReader(reading, limit: limit, vocabulary: vocabulary)
  var items: [Item] = []
  for step in steps { reader.take(step, piece: { Int.max }, into: &items) }
  return items
}

extension Item {
  /// A short form for expectations: kind, sender or line, continuation, and body.
  var brief: String {
    switch self {
    case .message(let message):
      let ordinal = message.continuation > 0 ? "+\(message.continuation)" : ""
      let body = message.isOversize ? "<\(message.length) bytes>" : text(message.body)
      return "\(message.header.sender)\(ordinal): \(body)"
    case .foreign(let block): return "foreign \(brief(block))"
    case .relayed(let block): return "relayed \(brief(block))"
    case .nearHeader(let block): return "near \(brief(block))"
    case .stray(let block): return "stray \(brief(block))"
    }
  }

  private func brief(_ block: Block) -> String {
    let line = block.header?.sender ?? text(block.line)
    return line.isEmpty ? text(block.text) : "\(line): \(text(block.text))"
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  var message: ParsedMessage? {
    if case .message(let message) = self { return message }
    return nil
  }
}

extension [Item] {
  var brief: [String] { map(\.brief) }
}

let john = "### 2026-02-10 19:32:15 SGT - John → Jack (#1)\n"
let jack = "### 2026-02-10 19:33:15 SGT - Jack → John (#2)\n"
let ross = "### 2026-02-10 19:34:15 SGT - Ross → John (#3)\n"
let robo = "### 2026-02-10 19:35:15 SGT - Robo → John (#4)\n"
