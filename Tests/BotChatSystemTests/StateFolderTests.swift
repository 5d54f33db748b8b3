import Glibc
import Testing

@testable import BotChatSystem

@Suite("State folder")
struct StateFolderTests {
  @Test("Section 6: the folder and its parents are made with mode 0700")
  func made() throws {
    let world = try TemporaryFolder()
    let state = try StateFolder(path: world.path("a/b/c/"))
    for name in ["a", "a/b", "a/b/c"] {
      var raw = stat()
      #expect(stat(world.path(name), &raw) == 0)
      #expect(raw.st_mode & 0o7777 == 0o700)
    }
    #expect(try state.subfolder("bots").subfolder("Ross").names() == [])
    #expect(state.path(of: "relay.db") == world.path("a/b/c/relay.db"))
    #expect(errno { _ = try state.subfolder("../x") } == EINVAL)
  }

  @Test("Section 6: a folder that others may write to, or that is somebody else's, is refused")
  func refused() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("open")
    try #require(chmod(world.path("open"), 0o770) == 0)
    #expect(throws: TrustError.writableByOthers(path: world.path("open"), mode: 0o770)) {
      _ = try StateFolder(path: world.path("open"))
    }
    try world.write("file", "x")
    #expect(errno { _ = try StateFolder(path: world.path("file")) } == ENOTDIR)
    #expect(errno { _ = try StateFolder(path: world.path("file/x")) } == ENOTDIR)
    guard geteuid() == 0 else {
      print("NOT RUN: somebody else's folder, since the tests do not run as root")
      return
    }
    try world.makeFolder("theirs")
    try #require(chown(world.path("theirs"), 4711, 4711) == 0)
    #expect(throws: TrustError.foreignOwner(path: world.path("theirs"), owner: 4711)) {
      _ = try StateFolder(path: world.path("theirs"))
    }
  }

  @Test("Section 6: a file is replaced whole, with mode 0600, and leaves no half behind")
  func atomic() throws {
    let world = try TemporaryFolder()
    let state = try StateFolder(path: world.path("state"))
    #expect(try state.readSmall("relay.id", limit: 100) == nil)
    try state.writeAtomically("relay.id", Array("first".utf8))
    try state.writeAtomically("relay.id", Array("second".utf8), isDurable: false)
    #expect(try state.readSmall("relay.id", limit: 100) == Array("second".utf8))
    #expect(try state.readSmall("relay.id", limit: 6) == Array("second".utf8))
    #expect(errno { _ = try state.readSmall("relay.id", limit: 5) } == EFBIG)
    #expect(try state.status(of: "relay.id")?.mode == 0o600)
    try state.writeAtomically("empty", [])
    #expect(try state.readSmall("empty", limit: 5) == [])
    #expect(try state.names() == ["empty", "relay.id"])
    #expect(try state.remove("empty"))
    #expect(try !state.remove("empty"))
    #expect(errno { try state.writeAtomically("a/b", []) } == EINVAL)
  }

  @Test("Section 8: a planted link, FIFO or folder is neither read nor written through")
  func planted() throws {
    let world = try TemporaryFolder()
    let state = try StateFolder(path: world.path("state"))
    try world.write("precious", "precious")
    try #require(symlink("../precious", world.path("state/link")) == 0)
    try #require(mkfifo(world.path("state/fifo"), 0o600) == 0)
    _ = try state.subfolder("folder")
    for name in ["link", "fifo", "folder"] {
      #expect(errno { _ = try state.readSmall(name, limit: 100) } == EINVAL)
    }
    try state.writeAtomically("link", Array("new".utf8))
    #expect(try world.text("precious") == "precious")
    #expect(try state.readSmall("link", limit: 100) == Array("new".utf8))
    #expect(errno { try state.writeAtomically("folder", []) } == EISDIR)
    #expect(try state.names() == ["fifo", "folder", "link"])
  }

  @Test("R12: a folder below one that was removed is not made, and that one is not made again")
  func removed() throws {
    let temporary = try TemporaryFolder()
    let state = try StateFolder(path: temporary.path("state"))
    #expect(try state.subfolder("inbox").subfolder("deeper").path == temporary.path("state/inbox/deeper"))
    #expect(try state.subfolder("inbox").identity == FileIdentity(at: temporary.path("state/inbox")))
    for path in ["state/inbox/deeper", "state/inbox", "state"] { rmdir(temporary.path(path)) }
    #expect(throws: TrustError.self) { try state.subfolder("inbox") }
    #expect(FileIdentity(at: temporary.path("state")) == nil)
  }

  @Test("Halves of killed processes are not seen, and are removed; a living one's stay")
  func leftovers() throws {
    let world = try TemporaryFolder()
    let state = try StateFolder(path: world.path("state"))
    try world.write("state/.mark.2147483600.half", "x")
    try world.write("state/.mark.1.half", "x")
    try world.write("state/.hidden", "x")
    #expect(try state.names() == [".hidden"])
    try state.removeLeftovers()
    #expect(try !state.exists(".mark.2147483600.half"))
    #expect(try state.exists(".mark.1.half"))
    #expect(try state.exists(".hidden"))
  }

  @Test("Section 6: a configuration is read only when nobody else can have written it")
  func trustedFiles() throws {
    let world = try TemporaryFolder()
    let path = try world.write("config", "state: /x", mode: 0o644)
    #expect(try TrustedFile.read(path, limit: 9).bytes == Array("state: /x".utf8))
    #expect(errno { _ = try TrustedFile.read(path, limit: 8) } == EFBIG)
    try #require(chmod(path, 0o646) == 0)
    #expect(throws: TrustError.writableByOthers(path: path, mode: 0o646)) {
      _ = try TrustedFile.read(path, limit: 100)
    }
    try world.makeFolder("folder")
    #expect(throws: TrustError.wrongKind(path: world.path("folder"), kind: .directory)) {
      _ = try TrustedFile.read(world.path("folder"), limit: 100)
    }
    #expect(errno { _ = try TrustedFile.read(world.path("none"), limit: 100) } == ENOENT)
    guard geteuid() == 0 else { return }
    try #require(chmod(path, 0o600) == 0)
    try #require(chown(path, 4711, 0) == 0)
    #expect(throws: TrustError.foreignOwner(path: path, owner: 4711)) {
      _ = try TrustedFile.read(path, limit: 100)
    }
  }
}
