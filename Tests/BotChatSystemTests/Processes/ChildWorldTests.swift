import Glibc
import Testing

@testable import BotChatSystem

@Suite("What a child finds")
struct ChildWorldTests {
  @Test("W3: it inherits the three standard streams and nothing else")
  func descriptors() throws {
    var ends: [Int32] = [0, 0]
    // Not closed on exec, and one with a high number.
    try #require(pipe(&ends) == 0)
    let held = [Descriptor(ends[0]), Descriptor(ends[1]), Descriptor(fcntl(ends[0], F_DUPFD, 500))]
    try #require(held.allSatisfy { $0.number > 2 })
    let (ending, child) = try Child.run("sh", "-c", "ls /proc/$$/fd; readlink /proc/$$/fd/0; cat; wc -c")
    #expect(ending == .exited(0))
    #expect(child.lines == ["0", "1", "2", "/dev/null", "0"])
  }

  @Test("W3: it works in / and has our environment")
  func surroundings() throws {
    let (_, child) = try Child.run("sh", "-c", "pwd -P; printenv PATH")
    #expect(child.lines == ["/", try #require(ThisProcess.environment("PATH"))])
  }

  @Test("W4: it leads a group of its own, and a session where we have a terminal that it is to be kept from")
  func session() throws {
    let (_, child) = try Child.run("cat", "/proc/self/stat")
    // Behind the name: state, parent, group, session, terminal.
    let fields = child.text.split(separator: " ").map(String.init)
    #expect(fields.prefix(1) == ["\(child.pid)"])
    let session = Terminal.isOurs ? child.pid : getsid(0)
    #expect(fields[3..<7] == ["\(getpid())", "\(child.pid)", "\(session)", "0"])
  }

  @Test("W3: what we block and ignore is neither blocked nor ignored in it")
  func signals() async {
    await #expect(processExitsWith: .success) {
      let signals = try Signals()
      signal(SIGUSR1, SIG_IGN)
      // A real-time signal.
      signal(40, SIG_IGN)
      let ours = try Self.signalLines(SmallFile.read("/proc/thread-self/status", limit: 65536))
      #expect(!ours.allSatisfy { $0.hasSuffix("\t0000000000000000") })
      let (_, child) = try Child.run("cat", "/proc/self/status")
      #expect(
        try Self.signalLines(child.output)
          == ["SigBlk", "SigIgn", "SigCgt"].map { "\($0):\t0000000000000000" })
      #expect(try signals.take() == [])
    }
  }

  private static func signalLines(_ status: [UInt8]) throws -> [String] {
    let lines = String(decoding: status, as: UTF8.self).split(separator: "\n").map(String.init)
    return lines.filter { line in ["SigBlk", "SigIgn", "SigCgt"].contains { line.hasPrefix($0) } }
  }

  @Test("W4: an ignored SIGCHLD, as a parent may leave it, does not hide how a command ended")
  func ignoredEndings() async {
    await #expect(processExitsWith: .success) {
      signal(SIGCHLD, SIG_IGN)
      let (ending, _) = try Child.run("sh", "-c", "exit 7")
      #expect(ending == .exited(7))
    }
  }

  @Test("W3: with our standard streams closed a command's output still finds its way")
  func closedStreams() async {
    await #expect(processExitsWith: .success) {
      for closed in [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]] as [[Int32]] {
        let saved = closed.map { fcntl($0, F_DUPFD_CLOEXEC, 100) }
        for number in closed { close(number) }
        let result = Result { () throws in
          try Child.run("sh", "-c", "cat; echo one; echo two >&2; ls /proc/$$/fd")
        }
        for (number, copy) in zip(closed, saved) {
          dup2(copy, number)
          close(copy)
        }
        let child = try result.get().child
        #expect(child.lines == ["one", "two", "0", "1", "2"], "closed: \(closed)")
      }
    }
  }
}
