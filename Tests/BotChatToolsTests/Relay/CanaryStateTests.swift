import BotChatCore
import BotChatFormat
import Foundation
import Testing

@testable import BotChatTools

@Suite("H2: the canary in layout and state")
struct CanaryStateTests {
  private let folder: String
  private let configuration = Configuration(bots: [
    Bot(name: "Ross", chat: "/none/ross"), Bot(name: "John", chat: "/none/john"),
  ])

  init() throws {
    folder = FileManager.default.temporaryDirectory.path + "/botchat-canary-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  }

  private func record(_ sequence: Int, home: Int, seen: Int) -> MessageRecord {
    MessageRecord(
      sequence: sequence, id: MessageID(high: UInt64(sequence), low: 1),
      mark: UInt64(sequence) &* 0x9E37_79B9_7F4A_7C15, seen: Int64(seen), home: home, offset: 0, length: 100,
      count: 1, reached: [1, 2], isTrusted: true)
  }

  @Test("its homes stand behind the others and are known as private; an older state takes it up as new")
  func roster() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = try RelayDatabase(path: "\(folder)/relay.db")
    var layout = Layout(configuration, state: "/none/state")
    let canary = layout.canary
    #expect(
      canary == ["/none/state/canary/sent/BOT_CHAT.md", "/none/state/canary/received/BOT_CHAT.md"])
    #expect(layout.homes == ["/none/ross", "/none/john"] && layout.residents.count == 2)
    layout.canary = []
    _ = try layout.roster(configuration, database)
    layout.canary = canary
    let (roster, newcomers) = try layout.roster(configuration, database)
    #expect(roster.openHomes == 0..<2 && roster.homes.map(\.isPrivate) == [false, false, true, true])
    #expect(roster.homes.map(\.label) == layout.homes + canary)
    #expect(roster.openMembers.map(\.name) == ["Ross", "John"])
    #expect(newcomers == Set(roster.members.dropFirst(2).map(\.number)))
    #expect(try layout.roster(configuration, database).newcomers.isEmpty)
  }

  @Test("a chat that is configured in its place, and who only listens, leave it out")
  func leftOut() {
    let path = CanaryPair.chats(inState: "/none/state")[1]
    let bots = [Bot(name: "Ross", chat: path), Bot(name: "John", chat: "/none/john")]
    #expect(Layout(Configuration(bots: bots), state: "/none/state").canary.isEmpty)
    #expect(Layout(configuration, state: "/none/state").alone(1).canary.isEmpty)
  }

  @Test("a message a minute: its ids go after a day, others' stay, and the state does not grow")
  func forgotten() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = "\(folder)/relay.db"
    let (days, day, perDay) = (20, 86_400_000, 1440)
    do {
      let database = try RelayDatabase(path: path)
      for number in 0..<days {
        var change = StateChange()
        change.records = (1...perDay).map {
          record(number * perDay + $0, home: 3, seen: number * day + $0 * 60_000)
        }
        // One of a bot's.
        change.records[0].home = 1
        try database.commit(change, files: [])
        try database.forget(before: number * day, from: [3, 4])
      }
      #expect(database.record(1) != nil && database.record(perDay + 1) != nil)
      #expect(database.record(2) == nil && database.record((days - 2) * perDay + 2) == nil)
      #expect(database.record((days - 1) * perDay + 2) != nil)
      #expect(!database.history.contains(record(2, home: 3, seen: 0).mark))
    }
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? .max
    #expect(size < 4 * perDay * 80, "\(size) bytes")
  }
}
