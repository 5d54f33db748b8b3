import BotChatCore
import BotChatSystem
import Foundation
import Testing

@testable import BotChatTools

@Suite("Hub: what is stored")
final class HubStateTests {
  private let folder = FileManager.default.temporaryDirectory.path + "/botchat-hub-\(UUID().uuidString)"
  private var path: String { "\(folder)/hub.db" }

  init() throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private func message(_ seq: Int64, _ text: String, id: String? = nil, sender: String = "a") -> HubMessage {
    HubMessage(seq: seq, room: 0, sender: sender, text: text, ts: 1000 + seq, id: id)
  }

  private let member = HubMember(name: "b", room: 0, cursor: 3, receipts: true, seen: 9)

  @Test("DESIGN 9: what is stored is there in the next life, texts and all")
  func nextLife() throws {
    do {
      let database = try HubDatabase(path: path)
      try database.commit(
        [
          .reserve(through: 100), .room(number: 0, name: "r"), .member(member),
          .message(message(1, "gone")), .message(message(2, "nul \u{0} é", id: "x")), .drop([1]),
        ], waits: true)
    }
    let memory = try HubDatabase(path: path).memory()
    #expect(memory.reserved == 100)
    #expect(memory.rooms == [0: "r"])
    #expect(memory.members == [member])
    #expect(memory.kept == [.init(seq: 2, room: 0, sender: "a", size: 8)])
    let reader = try HubReader(path: path)
    #expect(try reader.load([1, 2]) == [message(2, "nul \u{0} é", id: "x")])
    #expect(try reader.known("x", from: "a", in: 0) == KnownMessage(seq: 2, ts: 1002))
    #expect(try reader.known("x", from: "b", in: 0) == nil)
    #expect(try reader.known("x", from: "a", in: 1) == nil)
  }

  @Test("DESIGN 9: an id outlives its message, and is forgotten after its time")
  func ids() throws {
    let database = try HubDatabase(path: path)
    try database.commit([.reserve(through: 9), .message(message(1, "t", id: "x")), .drop([1])], waits: true)
    let reader = try HubReader(path: path)
    try database.commit([.forgetIDs(before: 1001)], waits: false)
    #expect(try reader.known("x", from: "a", in: 0)?.seq == 1)
    try database.commit([.forgetIDs(before: 1002)], waits: false)
    #expect(try reader.known("x", from: "a", in: 0) == nil)
  }

  @Test("DESIGN 9: ids of this life are looked up as well as those of the last")
  func newIDs() throws {
    let database = try HubDatabase(path: path)
    let reader = try HubReader(path: path)
    for number in 1...1000 as ClosedRange<Int64> {
      let id = "id-\(number)"
      #expect(try reader.known(id, from: "a", in: 0) == nil)
      reader.expect(id, from: "a", in: 0)
      try database.commit([.message(message(number, "t", id: id))], waits: false)
      #expect(try reader.known(id, from: "a", in: 0)?.seq == number)
    }
    let next = try HubReader(path: path)
    for number in 1...1000 as ClosedRange<Int64> {
      #expect(try next.known("id-\(number)", from: "a", in: 0)?.seq == number)
    }
  }

  @Test("DESIGN 6: changes are stored as a whole, or nothing of them")
  func whole() throws {
    let database = try HubDatabase(path: path)
    try database.commit([.reserve(through: 9), .message(message(1, "one"))], waits: true)
    #expect(throws: DatabaseError.self) {
      try database.commit(
        [.message(self.message(2, "two")), .message(self.message(1, "again"))], waits: true)
    }
    #expect(try database.memory().kept.map(\.seq) == [1])
  }

  @Test(
    "DESIGN 9: what no hub can have written is damage, not something to begin anew with",
    arguments: [
      "DELETE FROM meta", "UPDATE room SET number = 5", "UPDATE message SET seq = 1000", "DROP TABLE member",
    ])
  func impossible(sql: String) throws {
    let database = try HubDatabase(path: path)
    try database.commit(
      [.reserve(through: 9), .room(number: 0, name: "r"), .message(message(1, "one"))], waits: true)
    try database.database.execute(sql)
    do throws(DatabaseError) {
      _ = try database.memory()
      Issue.record("it was read")
    } catch {
      #expect(error.isNotOurs)
    }
  }

  /// Puts a batch and waits for its answer.
  private func answer(_ store: HubStore, _ changes: [HubChange]) throws -> HubStore.Answer {
    store.put(changes)
    let end = MonotonicClock.now() + 10_000_000_000
    while MonotonicClock.now() < end {
      if let answer = store.take().first { return answer }
      usleep(500)
    }
    throw CancellationError()
  }

  @Test("R12: after a failure nothing is stored until a trial, and then what is still owed")
  func failure() throws {
    let store = try HubStore()
    let worker = try store.start(path: path)
    #expect(try answer(store, [.reserve(through: 9), .message(message(1, "one"))]).failure == nil)
    // The same number twice cannot be stored.
    let failed = try answer(
      store, [.message(message(1, "again")), .room(number: 0, name: "r"), .member(member)])
    #expect(failed.failure != nil)
    #expect(failed.messages == 1)
    let behind = try answer(store, [.message(message(2, "behind it")), .reserve(through: 20)])
    #expect(behind.failure == failed.failure)
    #expect(behind.reserved == nil)
    let trial = try answer(store, [.trial])
    #expect(trial.failure == nil)
    #expect(trial.reserved == 20)
    #expect(try answer(store, [.message(message(3, "three"))]).failure == nil)
    store.end()
    worker.join()
    let memory = try HubDatabase(path: path).memory()
    #expect(memory.kept.map(\.seq) == [1, 3])
    #expect(memory.rooms == [0: "r"])
    #expect(memory.members == [member])
    #expect(memory.reserved == 20)
  }

  @Test("DESIGN 6: a long log is folded in, behind the back of those who wait")
  func folding() throws {
    let store = try HubStore()
    let worker = try store.start(path: path)
    #expect(try answer(store, [.reserve(through: 100_000)]).failure == nil)
    let large = String(repeating: "x", count: 400_000)
    for number in 1...40 as ClosedRange<Int64> {
      #expect(try answer(store, [.message(message(number, large))]).failure == nil)
    }
    // Of 16 MB the log never held much more than its room.
    let log = try #require(try FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int)
    #expect(log < 8_000_000)
    store.end()
    worker.join()
    #expect(try HubDatabase(path: path).memory().kept.count == 40)
  }
}
