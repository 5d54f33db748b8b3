import Glibc
import Testing

@testable import BotChatSystem

@Suite("Databases: the log")
struct DatabaseLogTests {
  private let room = 4 << 20

  private func size(_ name: String, in world: TemporaryFolder) throws -> Int? {
    try Folder(path: world.path).status(of: name)?.size
  }

  private func rows(_ database: Database) throws -> [Int] {
    let select = try database.prepare("SELECT number FROM t ORDER BY number")
    var numbers: [Int] = []
    while try select.step() { numbers.append(select.int(0)) }
    return numbers
  }

  /// What a kill or a power cut leaves: the files as they are now.
  private func leave(_ name: String, as copy: String, in world: TemporaryFolder) throws {
    for end in ["", "-wal"] {
      let bytes = try #require(try StateFolder(path: world.path).readSmall(name + end, limit: 16 << 20))
      try StateFolder(path: world.path).writeAtomically(copy + end, bytes)
    }
  }

  @Test("R11: with room ahead a commit does not make the log grow, and all of them are there after a kill")
  func grown() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    try database.execute("CREATE TABLE t(number)")
    database.makeLogRoom()
    #expect(try size("a.db-wal", in: world) == room)
    for number in 1...20 { try database.execute("INSERT INTO t VALUES(\(number))") }
    #expect(try size("a.db-wal", in: world) == room)
    try leave("a.db", as: "b.db", in: world)
    let next = try Database(path: world.path("b.db"))
    #expect(try rows(next) == Array(1...20))
    try next.quickCheck()
    // From here on it goes on behind what was left.
    next.makeLogRoom()
    try next.execute("INSERT INTO t VALUES(21)")
    try leave("b.db", as: "c.db", in: world)
    #expect(try rows(try Database(path: world.path("c.db"))) == Array(1...21))
  }

  @Test("R11: a log of nothing but zeros is an empty one")
  func empty() throws {
    let world = try TemporaryFolder()
    do {
      let database = try Database(path: world.path("a.db"))
      try database.execute("CREATE TABLE t(number); INSERT INTO t VALUES(1)")
    }
    let database = try Database(path: world.path("a.db"))
    #expect(try rows(database) == [1])
    database.makeLogRoom()
    #expect(try size("a.db-wal", in: world) == room)
    try leave("a.db", as: "b.db", in: world)
    #expect(try rows(try Database(path: world.path("b.db"))) == [1])
  }

  @Test("R11: the log keeps its room when it begins anew")
  func again() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    try database.execute("CREATE TABLE t(number, bytes)")
    database.makeLogRoom()
    try database.waitForDisk(false)
    for number in 1...3000 {
      try database.execute("INSERT INTO t VALUES(\(number), zeroblob(3000))")
      if number % 500 == 0 { #expect(try #require(try size("a.db-wal", in: world)) >= room) }
    }
    try leave("a.db", as: "b.db", in: world)
    #expect(try rows(try Database(path: world.path("b.db"))) == Array(1...3000))
  }
}
