import Glibc
import Testing

@testable import BotChatSystem

@Suite("Folders")
struct FolderTests {
  @Test("Section 8: a folder that is missing, a file or behind a ring of links is refused by name")
  func refused() throws {
    let world = try TemporaryFolder()
    try world.write("file", "x")
    try #require(symlink("ring", world.path("ring")) == 0)
    #expect(errno { _ = try Folder(path: world.path("none")) } == ENOENT)
    #expect(errno { _ = try Folder(path: world.path("file")) } == ENOTDIR)
    #expect(errno { _ = try Folder(path: world.path("ring")) } == ELOOP)
    #expect(errno { _ = try Folder(path: "/tmp\0/x") } == EINVAL)
  }

  @Test("R9: a held folder is stale once it was removed, replaced or moved away")
  func stale() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("a")
    let folder = try Folder(path: world.path("a"))
    #expect(!folder.isStale)
    try #require(rename(world.path("a"), world.path("b")) == 0)
    #expect(folder.isStale)
    try world.makeFolder("a")
    #expect(folder.isStale)
    let second = try Folder(path: world.path("a"))
    #expect(!second.isStale)
    try #require(rmdir(world.path("a")) == 0)
    #expect(second.isStale)
  }

  @Test("Section 8: a status is that of the name itself, and a link is looked through only when asked")
  func status() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "hello", mode: 0o600)
    try #require(symlink("chat", world.path("link")) == 0)
    try #require(symlink("nowhere", world.path("dangling")) == 0)
    try #require(mkfifo(world.path("fifo"), 0o600) == 0)
    let folder = try Folder(path: world.path)
    let chat = try #require(try folder.status(of: "chat"))
    #expect(chat.kind == .regular)
    #expect(chat.size == 5)
    #expect(chat.links == 1)
    #expect(chat.mode == 0o600)
    #expect(chat.owner == geteuid())
    #expect(abs(chat.modified - WallClock.now()) < 600_000_000_000)
    #expect(try folder.status(of: "link")?.kind == .symlink)
    #expect(try folder.statusBehindLinks(of: "link")?.identity == chat.identity)
    #expect(try folder.statusBehindLinks(of: "dangling") == nil)
    #expect(try folder.status(of: "fifo")?.kind == .fifo)
    #expect(try folder.status(of: "none") == nil)
    #expect(try folder.exists("dangling"))
    #expect(try !folder.exists("none"))
  }

  @Test(
    "Section 8: only a single name is looked up below a folder",
    arguments: ["", ".", "..", "a/b", "../x", "a\0b"])
  func names(name: String) throws {
    let world = try TemporaryFolder()
    let folder = try Folder(path: world.path)
    #expect(errno { _ = try folder.status(of: name) } == EINVAL)
    #expect(errno { _ = try ChatFile(name: name, in: folder) } == EINVAL)
  }

  @Test("A file's time that no 64 bits of nanoseconds hold is clamped, not trapped on")
  func hostileTime() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "x")
    var times = [timespec(tv_sec: 15_000_000_000, tv_nsec: 0), timespec(tv_sec: 15_000_000_000, tv_nsec: 0)]
    try #require(utimensat(AT_FDCWD, world.path("chat"), &times, 0) == 0)
    let status = try #require(try Folder(path: world.path).status(of: "chat"))
    #expect(status.modified >= 14_000_000_000 || status.modified == .max)
  }
}
