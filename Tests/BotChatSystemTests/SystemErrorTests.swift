import Glibc
import Testing

@testable import BotChatSystem

@Suite("System errors")
struct SystemErrorTests {
  @Test("errno(3): an error names its call, its path, the sentence and the symbol")
  func description() {
    let error = SystemError(call: "open", path: "/x/y", errno: ENOENT)
    #expect("\(error)" == "open /x/y: No such file or directory (ENOENT)")
    #expect(
      "\(SystemError(call: "signalfd", path: "", errno: 9999))" == "signalfd: Unknown error 9999 (9999)")
  }

  @Test("EINTR: an interrupted call is made again, or reported, as its wrapper says")
  func interruption() throws {
    var calls = 0
    func interrupted() -> Int32 {
      calls += 1
      Glibc.errno = EINTR
      return calls < 3 ? -1 : 7
    }
    #expect(try systemCall("read", "x") { interrupted() } == 7)
    #expect(calls == 3)
    calls = 0
    #expect(errno { try systemCall("epoll", "x", .reported) { interrupted() } } == EINTR)
    #expect(calls == 1)
  }

  @Test(
    "R12: full, refused and missing are told apart",
    arguments: [
      (ENOSPC, true, false, false), (EDQUOT, true, false, false), (EFBIG, true, false, false),
      (EROFS, false, true, false), (EACCES, false, true, false), (ENOENT, false, false, true),
      (EIO, false, false, false),
    ])
  func kinds(number: Int32, full: Bool, refused: Bool, missing: Bool) {
    let error = SystemError(call: "write", path: "", errno: number)
    #expect(error.isFull == full)
    #expect(error.isRefused == refused)
    #expect(error.isMissing == missing)
  }
}
