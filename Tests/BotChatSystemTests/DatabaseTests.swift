import Glibc
import Testing

@testable import BotChatSystem

@Suite("Databases")
struct DatabaseTests {
  private func failure(_ body: () throws -> Void) -> DatabaseError? {
    do {
      try body()
      return nil
    } catch {
      return error as? DatabaseError
    }
  }

  @Test("R11: what was bound comes back, of every kind, and the file is private")
  func values() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    try database.execute("CREATE TABLE t (number, text, bytes, id, missing)")
    let insert = try database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
    try insert.bind(1, -5)
    try insert.bind(2, "wörd\0s")
    try insert.bind(3, [0, 255, 10] as [UInt8])
    try insert.bind(4, (0x0102_0304_0506_0708, UInt64.max))
    try insert.bind(5, nil as Int?)
    try insert.run()
    #expect(database.changes == 1)
    try insert.bind(1, Int.max)
    try insert.bind(2, "")
    try insert.bind(3, [] as [UInt8])
    try insert.bind(4, nil as [UInt8]?)
    try insert.run()
    #expect(database.lastInsertedRow == 2)

    let select = try database.prepare("SELECT * FROM t ORDER BY rowid")
    #expect(try select.step())
    #expect(select.int(0) == -5)
    #expect(select.text(1) == "wörd\0s")
    #expect(select.bytes(2) == [0, 255, 10])
    #expect(try #require(select.words(3)) == (0x0102_0304_0506_0708, UInt64.max))
    #expect(select.isNull(4))
    #expect(select.words(2) == nil)
    #expect(try select.step())
    #expect(select.int(0) == Int.max)
    #expect(!select.isNull(1))
    #expect(!select.isNull(2))
    #expect(select.isNull(3))
    #expect(select.bytes(3) == [])
    #expect(try !select.step())
    let status = try #require(try Folder(path: world.path).status(of: "a.db"))
    #expect(status.mode == 0o600)
  }

  @Test("R11: full sync, WAL, and bounded memory are in force")
  func settings() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    func pragma(_ name: String) throws -> String {
      let statement = try database.prepare("PRAGMA \(name)")
      return try statement.step() ? statement.text(0) : ""
    }
    #expect(try pragma("journal_mode") == "wal")
    #expect(try pragma("synchronous") == "2")
    #expect(try pragma("trusted_schema") == "0")
    #expect(try pragma("cache_size") == "-2048")
    #expect(try pragma("mmap_size") == "0")
    #expect(try pragma("journal_size_limit") == "4194304")
  }

  @Test("R11: a transaction is stored whole or not at all, and the next one works")
  func transactions() throws {
    struct Stop: Error {}
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    try database.execute("CREATE TABLE t (n INTEGER UNIQUE)")
    #expect(throws: Stop.self) {
      try database.transaction {
        try database.execute("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    let inserted = try database.transaction {
      try database.execute("INSERT INTO t VALUES (2)")
      return database.changes
    }
    #expect(inserted == 1)
    #expect(
      failure {
        try database.transaction {
          try database.execute("INSERT INTO t VALUES (3)")
          try database.execute("INSERT INTO t VALUES (2)")
        }
      }?.message.contains("UNIQUE") == true)
    let select = try database.prepare("SELECT group_concat(n) FROM t")
    #expect(try select.step())
    #expect(select.text(0) == "2")
  }

  @Test("A reader sees what is committed, and cannot write")
  func reader() throws {
    let world = try TemporaryFolder()
    let writer = try Database(path: world.path("a.db"))
    try writer.execute("CREATE TABLE t (n); INSERT INTO t VALUES (7)")
    let reader = try Database(path: world.path("a.db"), isReadOnly: true)
    let select = try reader.prepare("SELECT n FROM t")
    #expect(try select.step())
    #expect(select.int(0) == 7)
    select.reset()
    #expect(failure { try reader.execute("INSERT INTO t VALUES (8)") }?.isReadOnly == true)
  }

  @Test("R13: a file that is no database, or a broken one, is known as damaged")
  func damaged() throws {
    let world = try TemporaryFolder()
    try world.write("text.db", String(repeating: "this is no database\n", count: 500))
    #expect(failure { _ = try Database(path: world.path("text.db")) }?.isDamaged == true)

    do {
      let database = try Database(path: world.path("a.db"))
      try database.execute("CREATE TABLE t (n, x); CREATE INDEX i ON t (x)")
      let insert = try database.prepare("INSERT INTO t VALUES (?, randomblob(300))")
      try database.transaction {
        for number in 0..<500 {
          try insert.bind(1, number)
          try insert.run()
        }
      }
      try database.quickCheck()
    }
    let file = open(world.path("a.db"), O_WRONLY | O_CLOEXEC)
    let garbage = [UInt8](repeating: 0xA5, count: 8192)
    #expect(pwrite(file, garbage, garbage.count, 8192) == garbage.count)
    close(file)
    let broken = try Database(path: world.path("a.db"))
    #expect(failure { try broken.quickCheck() }?.isDamaged == true)
  }

  @Test("R13: other tables, another format and impossible numbers are known")
  func notUnderstood() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    #expect(failure { _ = try database.prepare("SELECT n FROM t") }?.isNotUnderstood == true)
    try database.execute("CREATE TABLE t (n); INSERT INTO t VALUES (-1)")
    let select = try database.prepare("SELECT n FROM t")
    #expect(try select.step())
    #expect(try select.int(0, in: -1...0) == -1)
    #expect(failure { _ = try select.int(0, in: 0...5) }?.isDamaged == true)
    select.reset()
    #expect(failure { try database.execute("PRAGMA query_only=ON; DELETE FROM t") }?.isNotUnderstood == false)
  }

  @Test("A database that is missing, a link, a folder or behind no folder is not opened")
  func unopenable() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("folder")
    try #require(symlink("real.db", world.path("link.db")) == 0)
    #expect(failure { _ = try Database(path: world.path("none.db"), isReadOnly: true) }?.isUnopenable == true)
    #expect(failure { _ = try Database(path: world.path("folder")) }?.isUnopenable == true)
    #expect(failure { _ = try Database(path: world.path("no/a.db")) }?.isUnopenable == true)
    #expect(failure { _ = try Database(path: world.path("link.db")) }?.isUnopenable == true)
    #expect(failure { _ = try Database(path: "") }?.isUnopenable == true)
    try #require(symlink("folder", world.path("linked")) == 0)
    #expect(try Database(path: world.path("linked/a.db")).path == world.path("folder/a.db"))
  }

  @Test("R12: a full disk is known as full")
  func full() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    try database.execute("CREATE TABLE t (x); PRAGMA max_page_count=10")
    let error = failure { try database.execute("INSERT INTO t VALUES (randomblob(1000000))") }
    #expect(error?.isFull == true)
    #expect(error.map { "\($0)".contains("INSERT INTO t") } == true)
  }

  @Test("A mistake in a statement or a parameter is told with the statement")
  func mistakes() throws {
    let world = try TemporaryFolder()
    let database = try Database(path: world.path("a.db"))
    #expect(failure { _ = try database.prepare("SELEKT 1") }?.sql == "SELEKT 1")
    #expect(failure { _ = try database.prepare("  ") } != nil)
    let statement = try database.prepare("SELECT ?")
    #expect(failure { try statement.bind(2, 1) } != nil)
  }
}
