import Glibc
import Testing

@testable import BotChatSystem

@Suite("Chat files: appending")
struct AppendTests {
  @Test("R8: an append answers where its bytes stand, also after others have written")
  func ranges() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    #expect(try file.append(Array("defg".utf8)) == 3..<7)
    try world.write("chat", "XX", append: true)
    #expect(try file.append(Array("h".utf8)) == 9..<10)
    #expect(try file.append([]) == 10..<10)
    try file.sync()
    file.closeWriter()
    try file.sync()
    #expect(try file.append([0, 255, 10]) == 10..<13)
    var bytes: [UInt8] = []
    #expect(try file.read(from: 0, count: 13, into: &bytes) == 13)
    #expect(bytes == Array("abcdefgXXh".utf8) + [0, 255, 10])
  }

  @Test("R8: owner, mode and inode of the file stay as they were")
  func leavesTheFile() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc", mode: 0o640)
    let folder = try Folder(path: world.path)
    let before = try #require(try folder.status(of: "chat"))
    let file = try ChatFile(name: "chat", in: folder)
    try file.append(Array("d".utf8))
    let after = try #require(try folder.status(of: "chat"))
    #expect(after.identity == before.identity)
    #expect(after.owner == before.owner)
    #expect(after.mode == before.mode)
    #expect(after.size == 4)
  }

  @Test(
    "Section 8: root appends with the rights of the file's owner, and has its own back afterwards",
    .enabled(if: geteuid() == 0, "only root can act for others"))
  func ownersRights() throws {
    let world = try TemporaryFolder()
    try #require(chmod(world.path, 0o755) == 0)
    for (name, mode) in [("open", mode_t(0o600)), ("closed", 0o444), ("blind", 0o000)] {
      try world.write(name, "abc", mode: mode)
      try #require(chown(world.path(name), 4711, 4712) == 0)
    }
    let folder = try Folder(path: world.path)
    let open = try ChatFile(name: "open", in: folder)
    #expect(try open.append(Array("d".utf8)) == 3..<4)
    #expect(open.hasWriter() != nil)
    let closed = try ChatFile(name: "closed", in: folder)
    #expect(errno { try closed.append([65]) } == EACCES)
    #expect(errno { _ = try ChatFile(name: "blind", in: folder) } == EACCES)
    try world.write("roots", "x", mode: 0o000)
    #expect(try ChatFile(name: "roots", in: folder).append([65]) == 1..<2)
    #expect(try folder.status(of: "open")?.owner == 4711)
  }

  @Test("R11: a short write is finished where it can be, and its range is told where it cannot")
  func shortWrite() async {
    await #expect(processExitsWith: .success) {
      let world = try TemporaryFolder()
      try world.write("chat", "abc")
      let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
      var limit = rlimit(rlim_cur: 10, rlim_max: .max)
      Signals.ignoreHarmless()
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
      do throws(AppendError) {
        try file.append(Array("0123456789".utf8))
        Issue.record("the limit did not bite")
      } catch {
        #expect(error.systemError?.errno == EFBIG)
        #expect(error.written == 3..<10)
        #expect("\(error)".contains("after 7 bytes at 3"))
      }
      #expect(try world.text("chat") == "abc0123456")
      do throws(AppendError) {
        try file.append([65])
        Issue.record("the limit did not bite")
      } catch {
        #expect(error.written.isEmpty)
      }
    }
  }

  @Test("R11: a short write is finished, not repeated, and an interrupted one is made again")
  func finishing() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    var calls = 0
    file.kernelWrite = { descriptor, bytes, count in
      calls += 1
      if calls == 2 {
        Glibc.errno = EINTR
        return -1
      }
      return Glibc.write(descriptor, bytes, min(count, 3))
    }
    #expect(try file.append(Array("0123456789".utf8)) == 3..<13)
    #expect(calls == 5)
    #expect(try world.text("chat") == "abc0123456789")
  }

  @Test("R11: foreign bytes in the middle of a short write stop it, or are told with the rest's place")
  func interleaved() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    func failure() -> AppendError? {
      do throws(AppendError) {
        try file.append(Array("0123456789".utf8))
        return nil
      } catch {
        return error
      }
    }
    file.kernelWrite = { descriptor, bytes, count in
      defer { _ = try? world.write("chat", "X", append: true) }
      return Glibc.write(descriptor, bytes, 4)
    }
    #expect(failure()?.written == 3..<7)
    #expect(failure()?.reason == .interleaved(rest: 12..<12))
    #expect(try world.text("chat") == "abc0123X0123X")

    var calls = 0
    file.kernelWrite = { descriptor, bytes, count in
      calls += 1
      if calls == 2 { _ = try? world.write("chat", "Y", append: true) }
      return Glibc.write(descriptor, bytes, min(count, 6))
    }
    let error = failure()
    #expect(error?.written == 13..<19)
    #expect(error?.reason == .interleaved(rest: 20..<24))
    #expect(try world.text("chat") == "abc0123X0123X012345Y6789")
  }

  @Test(
    "R12: each failure of a write comes out with its number, and nothing counts as written",
    arguments: [EIO, ENOSPC, EDQUOT, EFBIG, EROFS])
  func failures(number: Int32) throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    file.kernelWrite = { _, _, _ in
      Glibc.errno = number
      return -1
    }
    #expect(errno { try file.append([65]) } == number)
    file.kernelWrite = { _, _, _ in 0 }
    #expect(errno { try file.append([65]) } == EIO)
    #expect(try world.text("chat") == "abc")
  }

  @Test("R12: on a full disk the space is reserved first, so that no torn message is left")
  func fullDisk() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("small")
    let mounted = world.path("small")
    guard geteuid() == 0, system("mount -t tmpfs -o size=256k botchat-test \(mounted) 2>/dev/null") == 0
    else {
      print("NOT RUN: the full disk, since a tmpfs cannot be mounted here")
      return
    }
    defer { _ = system("umount -l \(mounted)") }
    try world.write("small/chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: mounted))
    try file.reserve(1000)
    #expect(try file.status().size == 3)
    #expect(errno { try file.reserve(1 << 20) } == ENOSPC)
    #expect(try file.status().size == 3)
    // Without the reservation the kernel takes a part, and the rest fails.
    do throws(AppendError) {
      try file.append([UInt8](repeating: 65, count: 1 << 20))
      Issue.record("a full disk took everything")
    } catch {
      #expect(error.systemError?.errno == ENOSPC)
      #expect(error.written.lowerBound == 3)
      #expect(error.written.count > 100_000)
      #expect(try file.status().size == error.written.upperBound)
    }
  }

  @Test("R12: with room enough nothing is reserved, and the file keeps its blocks")
  func reserveWithRoom() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "abc")
    let file = try ChatFile(name: "chat", in: try Folder(path: world.path))
    try file.reserve(10)
    #expect(file.writer == nil)
    #expect(try file.status().size == 3)
    #expect(errno { try file.reserve(1 << 60) } != nil)
  }
}
