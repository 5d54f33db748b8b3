import Glibc
import Testing

@testable import BotChatSystem

@Suite("A new file")
struct NewFileTests {
  @Test("it is written with mode 600, with the folders above it, and leaves nothing else behind")
  func new() throws {
    let world = try TemporaryFolder()
    #expect(try NewFile.write(world.path("a/b/c.yaml"), Array("x: 1\n".utf8)))
    #expect(try SmallFile.read(world.path("a/b/c.yaml"), limit: 100) == Array("x: 1\n".utf8))
    #expect(try FileStatus(path: world.path("a/b/c.yaml")).mode == 0o600)
    #expect(try FolderNames.list(world.path("a/b")) == ["c.yaml"])
  }

  @Test("what stands there is left alone: a file, and a link to nowhere")
  func there() throws {
    let world = try TemporaryFolder()
    try world.write("c", "old")
    #expect(try !NewFile.write(world.path("c"), [1]))
    #expect(try SmallFile.read(world.path("c"), limit: 100) == Array("old".utf8))
    #expect(symlink("none", world.path("d")) == 0)
    #expect(try !NewFile.write(world.path("d"), [1]))
    #expect(try FolderNames.list(world.path) == ["c", "d"])
  }

  @Test("a folder that cannot be made is an error")
  func noFolder() throws {
    let world = try TemporaryFolder()
    try world.write("c", "")
    #expect(errno { _ = try NewFile.write(world.path("c/d"), [1]) } == ENOTDIR)
  }
}
