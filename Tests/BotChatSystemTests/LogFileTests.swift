import Glibc
import Synchronization
import Testing

@testable import BotChatSystem

@Suite("DESIGN 7: logs set themselves aside")
struct LogFileTests {
  private let world: TemporaryFolder
  private let folder: StateFolder

  init() throws {
    world = try TemporaryFolder()
    folder = try StateFolder(path: world.path("log"))
  }

  private func text(_ name: String) throws -> String { try world.text("log/\(name)") }

  private func mode(_ name: String) -> mode_t {
    var raw = stat()
    return lstat(world.path("log/\(name)"), &raw) == 0 ? raw.st_mode & 0o7777 : 0
  }

  @Test("a log over the size becomes .1, that one .2, and so on; the oldest goes")
  func setAside() throws {
    let log = try LogFile("relay.log", in: folder)
    for round in 1...4 {
      log.write("round \(round)")
      log.lookAfter(maxSize: 7, keep: 2)
    }
    #expect(try folder.names() == ["relay.log", "relay.log.1", "relay.log.2"])
    #expect(try text("relay.log") == "")
    #expect(try text("relay.log.1") == "round 4\n")
    #expect(try text("relay.log.2") == "round 3\n")
    #expect(mode("relay.log") == 0o600)
  }

  @Test("a log of just the size, and others' files beside it, stay as they are")
  func left() throws {
    try world.write("log/relay.log.old", "old")
    try world.write("log/relay.log.0", "zero")
    try world.write("log/relay.log2", "other")
    try world.write("log/relay.log.20260210", "dated")
    let log = try LogFile("relay.log", in: folder)
    log.write("12345678")
    log.lookAfter(maxSize: 9, keep: 1)
    #expect(try text("relay.log") == "12345678\n")
    log.lookAfter(maxSize: 8, keep: 1)
    let names = [
      "relay.log", "relay.log.0", "relay.log.1", "relay.log.20260210", "relay.log.old", "relay.log2",
    ]
    #expect(try folder.names() == names)
    #expect(
      try text("relay.log.0") + text("relay.log.old") + text("relay.log2") + text("relay.log.20260210")
        == "zerooldotherdated")
  }

  @Test("keep: 0 keeps no old one; fewer than before removes what is too much")
  func fewer() throws {
    for number in [1, 2, 3, 7] { try world.write("log/relay.log.\(number)", "old \(number)") }
    let log = try LogFile("relay.log", in: folder)
    log.write("new")
    log.lookAfter(maxSize: 1, keep: 2)
    #expect(try folder.names() == ["relay.log", "relay.log.1", "relay.log.2"])
    #expect(try text("relay.log.2") == "old 1")
    log.write("newer")
    log.lookAfter(maxSize: 1, keep: 0)
    #expect(try folder.names() == ["relay.log"])
    log.write("newest")
    #expect(try text("relay.log") == "newest\n")
  }

  @Test(
    "a log that somebody else renamed or removed begins anew; a new one that stands there is gone on with")
  func logrotate() throws {
    let log = try LogFile("relay.log", in: folder)
    log.write("one")
    try folder.rename("relay.log", to: "relay.log-20260210")
    log.write("two")
    log.lookAfter(maxSize: 1000, keep: 2)
    log.write("three")
    #expect(try text("relay.log-20260210") == "one\ntwo\n")
    #expect(try text("relay.log") == "three\n")
    try folder.remove("relay.log")
    try world.write("log/relay.log", "made by logrotate\n")
    log.lookAfter(maxSize: 1000, keep: 2)
    log.write("four")
    #expect(try text("relay.log") == "made by logrotate\nfour\n")
  }

  @Test("nothing is written through a link, into a FIFO or into a file with two names; the old log goes on")
  func planted() throws {
    let log = try LogFile("relay.log", in: folder)
    let target = try world.write("target", "theirs")
    try folder.rename("relay.log", to: "mine")
    let plants: [() -> Int32] = [
      { symlink(target, world.path("log/relay.log")) }, { mkfifo(world.path("log/relay.log"), 0o600) },
      { link(target, world.path("log/relay.log")) }, { mkdir(world.path("log/relay.log"), 0o700) },
    ]
    for plant in plants {
      try #require(plant() == 0)
      log.lookAfter(maxSize: 0, keep: 2)
      log.write("line")
      #expect(throws: SystemError.self) { _ = try LogFile("relay.log", in: folder) }
      #expect(remove(world.path("log/relay.log")) == 0)
    }
    #expect(try text("mine") == "line\nline\nline\nline\n")
    #expect(try world.text("target") == "theirs")
  }

  @Test("what cannot be set aside goes on as it is")
  func obstacle() throws {
    let log = try LogFile("relay.log", in: folder)
    try #require(mkdir(world.path("log/relay.log.1"), 0o700) == 0)
    try world.write("log/relay.log.1/something", "x")
    log.write("one")
    log.lookAfter(maxSize: 1, keep: 1)
    log.write("two")
    #expect(try text("relay.log") == "one\ntwo\n")
  }

  @Test(
    "a descriptor that leads into the folder is taken up, and stays open with its number; no other one is")
  func descriptor() throws {
    func opened(_ name: String, _ flags: Int32 = O_WRONLY | O_APPEND | O_CREAT) throws -> Descriptor {
      let number = open(world.path(name), flags | O_CLOEXEC, 0o600)
      try #require(number >= 0)
      return Descriptor(number)
    }
    let errors = try opened("log/relay.log")
    do {
      let log = try #require(LogFile(of: errors.number, in: folder))
      log.write("one")
      log.lookAfter(maxSize: 1, keep: 1)
    }
    StandardStream.write("two", to: errors.number)
    #expect(try text("relay.log.1") == "one\n")
    #expect(try text("relay.log") == "two\n")

    try world.makeFolder("log/sub")
    let others = [
      try opened("relay.log"), try opened("log/notes.txt"), try opened("log/sub/relay.log"),
      try opened("log", O_RDONLY | O_DIRECTORY),
    ]
    for other in others { #expect(LogFile(of: other.number, in: folder) == nil) }
    #expect(LogFile(of: 999_999, in: folder) == nil)
  }

  @Test("lines that are written meanwhile by another thread are each in one file, whole, none missing")
  func concurrent() throws {
    let errors = try folder.openToAppend("relay.log")
    let log = try #require(LogFile(of: errors.number, in: folder))
    let (number, isOver) = (errors.number, Flag())
    let writer = try Worker {
      var line = 0
      while !isOver.isRaised {
        line += 1
        StandardStream.write("line \(line)", to: number)
      }
    }
    let hasTurned = try eventually {
      log.lookAfter(maxSize: 500, keep: 1000)
      return try folder.names().count > 50
    }
    isOver.raise()
    writer.join()
    #expect(hasTurned)
    let files = try folder.names().sorted { Int($0.dropFirst(10)) ?? 0 > Int($1.dropFirst(10)) ?? 0 }
    let lines = try files.map(text).joined().split(separator: "\n")
    #expect(lines == (1...max(1, lines.count)).map { "line \($0)" })
  }
}

/// Raised once, for another thread to see.
private final class Flag: Sendable {
  private let value = Atomic(false)

  var isRaised: Bool { value.load(ordering: .relaxed) }

  func raise() { value.store(true, ordering: .relaxed) }
}
