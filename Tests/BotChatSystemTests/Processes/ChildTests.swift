import Glibc
import Testing

@testable import BotChatSystem

@Suite("Child processes")
struct ChildTests {
  @Test("W3: a command ends with its exit code", arguments: [0, 1, 7, 255])
  func code(code: Int32) throws {
    let child = try Child(["sh", "-c", "exit \(code)"])
    defer { child.destroy() }
    #expect(try child.end() == .exited(code))
    #expect(child.reap() == .exited(code))
    #expect(child.descriptor == nil)
    #expect(child.outputDescriptor == nil)
    #expect(state(of: child.pid) == nil)
  }

  @Test("W3: a command that a signal ended says which", arguments: [SIGTERM, SIGKILL, SIGSEGV])
  func signal(number: Int32) throws {
    #expect(try Child.run("sh", "-c", "ulimit -c 0; kill -\(number) $$").ending == .signalled(number))
  }

  @Test("W3: what it says on both outputs comes in its order, and asking for the end never waits")
  func output() throws {
    let child = try Child(["sh", "-c", "echo one; echo two >&2; echo three; exec sleep 100"])
    defer { child.destroy() }
    try child.wait(until: { child.lines.count == 3 })
    #expect(child.text == "one\ntwo\nthree\n")
    #expect(child.reap() == nil)
    try child.endGroup(.kill)
    #expect(try child.end() == .signalled(SIGKILL))
    #expect(child.text == "one\ntwo\nthree\n")
    #expect(child.droppedOutput == 0)
  }

  @Test("W3: a command that closed its outputs does not keep the waiter busy")
  func silent() throws {
    let child = try Child(["sh", "-c", "exec >&- 2>&-; exec sleep 100"])
    defer { child.destroy() }
    try child.wait(until: { child.outputDescriptor == nil })
    let waiter = try Waiter()
    try waiter.add(try #require(child.descriptor))
    #expect(try waiter.wait(nanoseconds: 0) { _ in } == 0)
    try child.endGroup(.kill)
    #expect(try child.end() == .signalled(SIGKILL))
  }

  @Test("W3: every argument arrives as it is, and no shell sees it")
  func arguments() throws {
    let words = [
      "", " ", "a b", "'", "\"", "$HOME", "`id`", ";", "&& exit 3", "|", "*", "~", "\\", "-n", "{text}",
      "⏱ → é",
      "line\nline", "\u{1b}[2J", String(repeating: "x", count: 100_000),
    ]
    let (ending, child) = try Child.run(
      "sh", "-c", #"for word; do printf '%s\0' "$word"; done"#, "sh", more: words)
    #expect(ending == .exited(0))
    #expect(child.text == words.map { $0 + "\0" }.joined())
  }

  @Test("W3: what cannot be started is told with its path, and leaves nothing behind")
  func unable() throws {
    let world = try TemporaryFolder()
    try world.write("plain", "#!/bin/sh\n", mode: 0o644)
    try world.write("text", "echo\n", mode: 0o755)
    try world.write("orphan", "#!/no/such/interpreter\n", mode: 0o755)
    let long = String(repeating: "x", count: 200_000)
    let cases: [([String], Int32)] = [
      (["/no/such/program"], ENOENT), (["no-such-program-in-path"], ENOENT), ([""], ENOENT),
      ([world.path("orphan")], ENOENT), ([world.path], EACCES), ([world.path("plain")], EACCES),
      ([world.path("plain") + "/x"], ENOTDIR), ([world.path("text")], ENOEXEC), (["true", long], E2BIG),
      ([], EINVAL), (["true", "a\0b"], EINVAL), (["tr\0ue"], EINVAL),
    ]
    for (arguments, number) in cases {
      let expected = SystemError(call: "posix_spawn", path: arguments.first ?? "", errno: number)
      #expect(throws: expected) { _ = try Child(arguments) }
    }
  }

  @Test("W3: without a descriptor nothing is started, and without a pidfd nothing goes on")
  func exhausted() async {
    await #expect(processExitsWith: .success) {
      let full = rlimit(rlim_cur: 0, rlim_max: 1024)
      try withUnsafePointer(to: full) { try #require(setrlimit(.init(RLIMIT_NOFILE.rawValue), $0) == 0) }
      #expect(throws: SystemError(call: "pipe2", path: "true", errno: EMFILE)) { _ = try Child(["true"]) }
    }
    var pid: Int32?
    let expected = SystemError(call: "pidfd_open", path: "sleep", errno: ENOSYS)
    #expect(throws: expected) {
      _ = try Child.start(["sleep", "100"]) {
        pid = $0
        Glibc.errno = ENOSYS
        return -1
      }
    }
    #expect(pid.map(state) == .some(nil))
  }

  @Test("W3: a flood neither blocks nor fills memory, and its last bytes are kept")
  func flood() throws {
    let child = try Child(["yes", "0123456"], output: 1000)
    defer { child.destroy() }
    try child.wait(until: { child.droppedOutput > 4 << 20 })
    #expect(child.output.count == 1000)
    try child.endGroup(.terminate)
    #expect(try child.end() == .signalled(SIGTERM))
    #expect(child.output.count == 1000)
    // Where the pipe was cut does not matter: eight bytes again and again.
    #expect(zip(child.output, child.output.dropFirst(8)).allSatisfy { $0 == $1 })
  }

  @Test("W3: one look takes a bounded piece, so that a flood leaves us time for others")
  func bounded() throws {
    let child = try Child(["yes"])
    defer { child.destroy() }
    let pipe = try #require(child.outputDescriptor)
    // F_SETPIPE_SZ, fcntl(2): with room for more than one look takes.
    try #require(fcntl(pipe, 1031, 1 << 20) == 1 << 20)
    var waiting: Int32 = 0
    #expect(eventually { ioctl(pipe, UInt(FIONREAD), &waiting) == 0 && waiting > 200_000 })
    child.takeOutput()
    #expect(child.output.count + child.droppedOutput == 64 << 10)
  }

  @Test("W3: what was said just before the end is not lost, also when nobody looked before")
  func late() throws {
    let child = try Child(["sh", "-c", "head -c 60000 /dev/zero; echo end"], output: 1 << 20)
    defer { child.destroy() }
    // Only the end is waited for: all of it stands in the pipe then.
    #expect(eventually { child.reap() != nil })
    #expect(child.output.count == 60004)
    #expect(child.text.hasSuffix("\0end\n"))
  }

  @Test("W4: two hundred commands leave no descriptor and no zombie")
  func many() async {
    // Its own process: other tests open descriptors, too.
    await #expect(processExitsWith: .success) {
      let before = try FolderNames.list("/proc/self/fd").count
      for number in 0..<200 {
        if number % 4 == 0 { #expect(errno { _ = try Child(["/no/such/program"]) } == ENOENT) }
        let (ending, child) = try Child.run("sh", "-c", "echo \(number)")
        #expect(ending == .exited(0))
        #expect(child.text == "\(number)\n")
      }
      // A leak would be of fifty or more; the testing library opens one or two of its own meanwhile.
      #expect(try FolderNames.list("/proc/self/fd").count < before + 10)
      #expect(errno { try systemCall("waitpid", "") { waitpid(-1, nil, WNOHANG) } } == ECHILD)
    }
  }
}
