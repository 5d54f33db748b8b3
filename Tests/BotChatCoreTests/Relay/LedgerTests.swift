import BotChatFormat
import Testing

@testable import BotChatCore

@Suite("Relay: ledger, index, routes and rosters")
struct LedgerTests {
  private func record(_ sequence: Int, mark: UInt64, id: UInt64 = 0) -> MessageRecord {
    MessageRecord(
      sequence: sequence, id: MessageID(high: id, low: id), mark: mark, seen: 0, home: 1, offset: 0,
      length: 0,
      count: 1,
      reached: [1], isTrusted: true)
  }

  @Test("R6: the index finds every message by its mark, also those with equal marks")
  func index() {
    var index = MarkIndex()
    var dice = Dice(7)
    var marks: [UInt64] = []
    for sequence in 1...20_000 {
      let mark = sequence % 10 == 0 ? marks[dice.below(marks.count)] : dice.next()
      marks.append(mark)
      index.insert(mark: mark, sequence: sequence)
    }
    #expect(index.count == 20_000)
    for sequence in stride(from: 1, through: 20_000, by: 37) {
      var found: [Int] = []
      index.candidates(marks[sequence - 1]) { found.append($0) }
      #expect(found.contains(sequence))
      #expect(found.count < 10)
    }
    var others = 0
    for _ in 1...1000 { index.candidates(dice.next()) { _ in others += 1 } }
    #expect(others < 5)
  }

  @Test("R6: marks that differ only in bits the index leaves out are told apart by the record")
  func collisions() {
    var ledger = Ledger()
    let one: UInt64 = 0x0100_0000_0000_0001
    let other: UInt64 = 0x0100_0001_0000_0001
    ledger.add(record(ledger.takeNumber(), mark: one, id: 1))
    ledger.add(record(ledger.takeNumber(), mark: other, id: 2))
    #expect(ledger.records(one) { _ in nil }.map(\.id.high) == [1])
    #expect(ledger.records(other) { _ in nil }.map(\.id.high) == [2])
  }

  @Test("R6: what was changed is what is found, before and after it was saved")
  func changed() {
    var ledger = Ledger()
    var stored: [Int: MessageRecord] = [:]
    let sequence = ledger.takeNumber()
    ledger.add(record(sequence, mark: 5))
    var known = ledger.records(5) { stored[$0] }
    known[0].count = 2
    ledger.change(known[0])
    #expect(ledger.unsaved.map(\.count) == [2])
    for record in ledger.unsaved { stored[record.sequence] = record }
    ledger.saved()
    #expect(ledger.unsaved.isEmpty)
    known[0].count = 3
    ledger.change(known[0])
    #expect(ledger.records(5) { stored[$0] }.map(\.count) == [3])
    #expect(ledger.takeNumber() == sequence + 1)
    ledger.add(record(sequence + 1, mark: 6))
    #expect(ledger.unsaved.count == 2)
  }

  @Test(
    "R4: a route is the homes of those who are named, each once, never its own",
    arguments: [
      ("John", [1], []), ("Jack, John", [1], []), ("john & MIA", [1, 2], []), ("ALL", [1, 2], []),
      ("Ross", [], []), ("Ross, Zed", [], ["Zed"]), ("Relay", [], []), ("smALL", [], ["smALL"]),
      ("Zed, Mia", [2], ["Zed"]), ("", [], []),
    ] as [(String, [Int], [String])])
  func routes(recipients: String, homes: [Int], unknown: [String]) throws {
    let line = BotChatCoreTests.header("Ross", recipients, "#1")
    let header = try #require(Header(line: Array(line.utf8.dropLast())))
    let route = Route(header, from: 0, in: Village.trio.roster())
    #expect(route.homes == homes)
    #expect(route.unknown == unknown)
  }

  @Test("R3: who is local, who is foreign, who is trusted")
  func standing() {
    let roster = Village.coached.roster()
    #expect(roster.standing(of: "ross", at: 0) == .local)
    #expect(roster.standing(of: "Ross", at: 1) == .foreign)
    #expect(roster.standing(of: "Coach", at: 1) == .local)
    #expect(roster.standing(of: "Zed", at: 1) == .local)
    #expect(roster.standing(of: "Relay", at: 1) == .foreign)
    #expect(roster.isTrusted("ROSS", at: 0) && !roster.isTrusted("Ross", at: 1))
    #expect(roster.isTrusted("Coach", at: 2) && !roster.isTrusted("Coach", at: 0))
    #expect(!roster.isTrusted("Zed", at: 0) && !roster.isTrusted("Relay", at: 0))
  }

  private static let block = "\n" + BotChatCoreTests.header("Ross", "John", "#1") + "hello\n"

  private func torn(_ text: String, from: Int = 0) -> Range<Int>? { torn(Array(text.utf8), from: from) }

  private func torn(_ region: [UInt8], from: Int = 0) -> Range<Int>? {
    TornBeginning.find(Array(Self.block.utf8), in: region, from: from)
  }

  @Test("R11: the torn beginning of a delivery is found at the end of a file, with any number of bytes")
  func tornAtEnd() {
    let header = Array(BotChatCoreTests.header("Ross", "John", "#1").utf8).dropLast()
    for count in 1...header.count {
      let piece = [10] + header.prefix(count)
      #expect(torn(piece) == 0..<piece.count)
      #expect(torn(Array("text\n".utf8) + piece, from: 5) == 5..<5 + piece.count)
    }
  }

  @Test("R11: with foreign bytes behind it, on a line of their own or glued to it, the piece alone is ours")
  func tornAndForeign() {
    let foreign = BotChatCoreTests.header("John", "", "#2") + "mine\n"
    for piece in ["\n### 2026-02-10 19:", "\n### 2026-02-10 19:32:15 SGT - Ross → Jo"] {
      #expect(torn(piece + "\n" + foreign) == 0..<piece.utf8.count)
      #expect(torn(piece + foreign) == 0..<piece.utf8.count)
    }
  }

  @Test(
    "R11: what somebody else wrote is not taken for ours",
    arguments: [
      "", "\n", "### 2026-02-10 19:", "text\n### 2026-02-10 19:", "\ntext\n", "\n## heading\n",
    ])
  func notTorn(text: String) {
    #expect(torn(text) == nil)
  }
}
