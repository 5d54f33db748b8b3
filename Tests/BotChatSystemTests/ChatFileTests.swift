import Glibc
import Testing

@testable import BotChatSystem

@Suite("Chat files: opening and reading")
struct ChatFileTests {
  @Test("Section 8: a link, folder, FIFO, socket or a file with two names is no chat file")
  func refused() throws {
    let world = try TemporaryFolder()
    try world.write("file", "x")
    try world.makeFolder("folder")
    try #require(symlink("file", world.path("link")) == 0)
    try #require(mkfifo(world.path("fifo"), 0o600) == 0)
    try world.write("hard", "x")
    try #require(link(world.path("hard"), world.path("hard2")) == 0)
    let folder = try Folder(path: world.path)
    func open(_ name: String) -> ChatFileError? {
      do throws(ChatFileError) {
        _ = try ChatFile(name: name, in: folder)
        return nil
      } catch {
        return error
      }
    }
    #expect(open("file") == nil)
    #expect(open("link") == .symbolicLink(path: world.path("link")))
    #expect(open("folder") == .notRegular(path: world.path("folder"), kind: .directory))
    #expect(open("fifo") == .notRegular(path: world.path("fifo"), kind: .fifo))
    #expect(open("hard") == .manyLinks(path: world.path("hard"), links: 2))
    #expect(open("none")?.isMissing == true)
  }

  @Test("Section 8: a planted FIFO is not even opened, so that its writer goes on waiting")
  func fifoIsNotOpened() throws {
    let world = try TemporaryFolder()
    try #require(mkfifo(world.path("chat"), 0o600) == 0)
    let folder = try Folder(path: world.path)
    #expect(throws: ChatFileError.self) { _ = try ChatFile(name: "chat", in: folder) }
    // A writer that does not wait is told that nobody reads.
    #expect(Glibc.open(world.path("chat"), O_WRONLY | O_NONBLOCK | O_CLOEXEC) == -1)
    #expect(Glibc.errno == ENXIO)
  }

  @Test("R9: reading at an offset gives what is there, and less at the end")
  func read() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "0123456789")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    var buffer: [UInt8] = []
    #expect(try file.read(from: 2, count: 3, into: &buffer) == 3)
    #expect(buffer == Array("234".utf8))
    #expect(try file.read(from: 8, count: 100, into: &buffer) == 2)
    #expect(buffer.count == 100)
    #expect(Array(buffer[..<2]) == Array("89".utf8))
    #expect(try file.read(from: 0, count: 1, into: &buffer) == 1)
    #expect(buffer.count == 100)
    #expect(try file.read(from: 10, count: 5, into: &buffer) == 0)
    #expect(try file.read(from: 5000, count: 5, into: &buffer) == 0)
    #expect(try file.read(from: 0, count: 0, into: &buffer) == 0)
    #expect(errno { _ = try file.read(from: -1, count: 5, into: &buffer) } == EINVAL)
  }

  @Test("R9: a file that was renamed over or removed is still the one that is held")
  func held() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "old")
    let folder = try Folder(path: world.path)
    let file = try ChatFile(name: "chat", in: folder)
    try world.write("new", "newer")
    try #require(rename(world.path("new"), world.path("chat")) == 0)
    #expect(try file.status().links == 0)
    #expect(try file.status().size == 3)
    #expect(try folder.status(of: "chat")?.identity != file.identity)
    #expect(try file.append(Array("!".utf8)) == 3..<4)
    #expect(try world.text("chat") == "newer")
  }

  @Test("R16: the life lock of a chat file is one holder's, and ends with it")
  func lifeLock() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "x")
    let folder = try Folder(path: world.path)
    var first: ChatFile? = try ChatFile(name: "chat", in: folder)
    let second = try ChatFile(name: "chat", in: folder)
    #expect(try first?.lockForLife() == true)
    #expect(try first?.lockForLife() == true)
    #expect(try second.lockForLife() == false)
    #expect(try second.append([65]) == 1..<2)
    first = nil
    // A child that another test is starting may hold a copy of the descriptor for an instant.
    #expect(try eventually { try second.lockForLife() })
  }

  @Test("R5: a lease tells whether somebody holds the file open for writing")
  func writers() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "x")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    try #require(eventually { file.hasWriter() == false }, "leases are not possible here")
    let bot = open(world.path("chat"), O_WRONLY | O_APPEND | O_CLOEXEC)
    #expect(file.hasWriter() == true)
    close(bot)
    #expect(eventually { file.hasWriter() == false })
    // Our own writer is not taken for somebody else's.
    try file.append(Array("y".utf8))
    #expect(eventually { file.hasWriter() == false })
    let reader = open(world.path("chat"), O_RDONLY | O_CLOEXEC)
    #expect(eventually { file.hasWriter() == false })
    close(reader)
  }
}
