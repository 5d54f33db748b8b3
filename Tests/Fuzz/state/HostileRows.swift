@testable import BotChatSystem
@testable import BotChatTools

/// Values that no relay would store, put into the rows of a sound database.
struct HostileRows {
  private static let columns = [
    "meta.name", "meta.value", "member.number", "file.number", "file.path", "file.device", "file.inode",
    "file.offset",
    "file.through", "file.anchor", "file.context", "file.own", "file.found", "file.strangers",
    "file.modified", "message.sequence",
    "message.identity", "message.seen", "message.home", "message.offset", "message.length",
    "message.reached", "outbox.file", "outbox.number", "outbox.message",
    "outbox.bytes", "kept.file", "kept.offset", "kept.mark", "kept.anchor", "kept.bytes", "kept.until",
    "kept.restored", "problem.kind", "problem.subject", "problem.what", "problem.since", "notice.recipient",
    "notice.subject", "notice.day", "history.bucket", "history.marks", "archive.file",
    "archive.device", "archive.inode", "archive.name", "archive.length", "archive.lead", "archive.begin",
    "archive.end", "archive.cut", "archive.opening", "archive.before", "archive.after", "archive.answered",
    "archive.shifted", "later.message", "later.file", "later.at", "later.dropped",
  ]
  private static let extremes = [
    Int.min, Int.min + 1, -1, 0, 1, 2, 127, Int(UInt32.max), Int(UInt32.max) + 1, Int.max - 1, Int.max,
  ]

  private var input: ArraySlice<UInt8>

  init(_ input: [UInt8]) { self.input = input[...] }

  /// The database with some of its values replaced.
  mutating func spoil(_ state: [UInt8], in village: Village) -> [UInt8] {
    village.write("spoiled.db", state)
    do {
      let database = try Database(path: village.path("spoiled.db"))
      for _ in 0..<24 where !input.isEmpty {
        let parts = Self.columns[Int(next()) % Self.columns.count].split(separator: ".")
        let row = Int(next())
        // A row that is not there any more, or a value that is refused, changes nothing.
        try? database.execute(
          """
          UPDATE OR REPLACE \(parts[0]) SET \(parts[1]) = \(value()) WHERE \(parts[1]) IS
            (SELECT \(parts[1]) FROM \(parts[0]) LIMIT 1 OFFSET \(row) % (SELECT count(*) FROM \(parts[0])))
          """)
      }
      // Behind the seals there must be no way to be hurt, either.
      try? RelayDatabase.seal(database)
    } catch {
      fatalError("a sound database is opened: \(error)")
    }
    return village.read("spoiled.db")
  }

  private mutating func next() -> UInt8 { input.popFirst() ?? 0 }

  private mutating func bytes(_ count: Int) -> [UInt8] {
    defer { input = input.dropFirst(count) }
    return Array(input.prefix(count))
  }

  private mutating func value() -> String {
    let kind = next()
    switch kind % 8 {
    case 0...2: return "(\(Self.extremes[Int(kind / 8) % Self.extremes.count]))"
    case 3: return "(\(Int(bitPattern: bytes(8).reduce(UInt(0)) { $0 << 8 | UInt($1) })))"
    case 4: return "\(kind / 8)"
    case 5: return "x'\(hexadecimal(bytes(Int(kind / 8))))'"
    case 6: return "CAST(x'\(hexadecimal(bytes(Int(kind / 8))))' AS TEXT)"
    default: return "NULL"
    }
  }

  private func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
