import BotChatCore
import BotChatFormat
import Foundation
import Testing

@testable import BotChatTools

@Suite("Homes by the paths of the configuration")
struct LayoutTests {
  @Test("R3: two spellings of one letter are two files")
  func spellings() {
    let layout = Layout(
      Configuration(bots: [Bot(name: "A", chat: "/none/\u{E9}"), Bot(name: "B", chat: "/none/e\u{301}")]),
      state: "/none/state")
    #expect(layout.homes.count == 2)
    #expect(layout.residents.map(\.home) == [0, 1])
  }

  @Test(
    "R2: homes stand in the order of their first residents, however many there are", .timeLimit(.minutes(1)))
  func many() {
    let bots = (0..<20_000).map { Bot(name: "b\($0)", chat: "/none/\($0 % 19_000)") }
    let layout = Layout(Configuration(bots: bots), state: "/none/state")
    #expect(layout.homes == (0..<19_000).map { "/none/\($0)" })
    #expect(layout.residents.map(\.home) == (0..<20_000).map { $0 % 19_000 })
  }

  @Test("R3: the same path twice is one home")
  func samePath() {
    let layout = Layout(
      Configuration(bots: [Bot(name: "A", chat: "/none/a"), Bot(name: "B", chat: "/none/a")]),
      state: "/none/state")
    #expect(layout.homes == ["/none/a"])
  }

  @Test(
    "R3, R12: a link to a file that is away waits for it, and what was stored for it meanwhile moves with it")
  func away() throws {
    let files = FileManager.default
    let folder = files.temporaryDirectory.path + "/botchat-layout-\(UUID().uuidString)"
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: folder) }
    let configuration = Configuration(bots: [
      Bot(name: "John", chat: "\(folder)/john"), Bot(name: "Jack", chat: "\(folder)/jack"),
    ])
    try files.createSymbolicLink(atPath: "\(folder)/jack", withDestinationPath: "john")
    let apart = Layout(configuration, state: folder)
    #expect(apart.homes.count == 2)
    #expect(!apart.waitsForLinkedFile())

    let database = try RelayDatabase(path: "\(folder)/relay.db")
    let before = try apart.roster(configuration, database).roster
    var change = StateChange()
    // The first is for both, and waits in both queues; the second is for Jack alone.
    change.records = [(1, before.members.prefix(2).map(\.number)), (2, [before.members[1].number])].map {
      MessageRecord(
        sequence: $0, id: MessageID(high: 1, low: 2), mark: 3, seen: 1, home: 9, offset: 1, length: 5,
        count: 1,
        reached: $1, isTrusted: true)
    }
    change.parcels = [(0, 1, 1), (1, 1, 1), (1, 2, 2)].map {
      OutboxRow(home: $0, number: $1, sequence: $2, bytes: [10])
    }
    try database.commit(change, files: before.homes.map(\.number))

    #expect(files.createFile(atPath: "\(folder)/john", contents: nil))
    let joined = Layout(configuration, state: folder)
    #expect(joined.homes == ["\(folder)/john"])
    #expect(!joined.waitsForLinkedFile())
    let after = try joined.roster(configuration, database).roster
    try database.moveOrphans(joined, after)
    let home = after.homes[0].number
    #expect(database.outbox(home, home: 0, after: 0, limit: 100).map(\.sequence) == [1, 2])
    #expect(try database.memory(files: [home]).outbox.first?.count == 2)

    try files.removeItem(atPath: "\(folder)/john")
    #expect(joined.waitsForLinkedFile())
  }
}
