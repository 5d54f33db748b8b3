import Glibc
import Testing

@testable import BotChatSystem

@Suite("Ending a child's group")
struct ChildGroupTests {
  /// The pids that the child has printed, one on a line, once there are so many.
  private func pids(_ child: Child, _ count: Int, at location: SourceLocation = #_sourceLocation) throws
    -> [Int32]
  {
    try child.wait(until: { child.text.filter { $0 == "\n" }.count >= count }, at: location)
    let pids = child.lines.prefix(count).compactMap { Int32($0) }
    try #require(pids.count == count, sourceLocation: location)
    return pids
  }

  @Test("W4: a hung command and its grandchildren end with SIGTERM")
  func terminate() throws {
    let child = try Child(["sh", "-c", "sh -c 'echo $$; sleep 100; :' & echo $!; wait"])
    defer { child.destroy() }
    let family = try pids(child, 2)
    #expect(family.allSatisfy(isAlive))
    try child.endGroup(.terminate)
    #expect(try child.end() == .signalled(SIGTERM))
    #expect(eventually { !family.contains(where: isAlive) })
  }

  @Test("W4: who ignores SIGTERM is ended by SIGKILL, all of the group")
  func kill() throws {
    let child = try Child(["sh", "-c", "trap '' TERM; sleep 100 & echo $!; sleep 100 & echo $!; wait"])
    defer { child.destroy() }
    let family = try pids(child, 2)
    try child.endGroup(.terminate)
    #expect(child.reap() == nil)
    #expect(family.allSatisfy(isAlive))
    try child.endGroup(.kill)
    #expect(try child.end() == .signalled(SIGKILL))
    #expect(eventually { !family.contains(where: isAlive) })
  }

  @Test("W4: a group that outlives its leader after SIGTERM is ended before the leader is reaped")
  func outlived() throws {
    let child = try Child(["sh", "-c", "(trap '' TERM; echo ready; exec sleep 100) & echo $!; wait"])
    defer { child.destroy() }
    try child.wait(until: { child.lines.count == 2 })
    let grandchild = try #require(child.lines.compactMap { Int32($0) }.first)
    try child.endGroup(.terminate)
    #expect(eventually { state(of: child.pid) == "Z" })
    #expect(isAlive(grandchild))
    #expect(child.reap() == .signalled(SIGTERM))
    #expect(eventually { !isAlive(grandchild) })
  }

  @Test("W4: a stopped command hears SIGTERM, too")
  func stopped() throws {
    let child = try Child(["sh", "-c", "trap 'exit 9' TERM; kill -STOP $$; while :; do sleep 0.01; done"])
    defer { child.destroy() }
    #expect(eventually { state(of: child.pid) == "T" })
    #expect(child.reap() == nil)
    try child.endGroup(.terminate)
    #expect(try child.end() == .exited(9))
  }

  @Test("W4: what a command left behind by itself stays, and a late order reaches nobody")
  func leftovers() throws {
    let world = try TemporaryFolder()
    let path = try world.write("heard", "")
    let listener = """
      trap 'echo term >> \(path)' TERM; trap 'echo mark >> \(path)' WINCH; echo ready >> \(path)
      while :; do sleep 0.01; done
      """
    let (ending, child) = try Child.run("sh", "-c", "(\(listener)) >&- 2>&- & echo $!")
    let leftover = try #require(child.lines.first.flatMap { Int32($0) })
    defer { Glibc.kill(leftover, SIGKILL) }
    #expect(ending == .exited(0))
    #expect(try eventually { try world.text("heard") == "ready\n" })
    #expect(getpgid(leftover) == child.pid)
    try child.endGroup(.terminate)
    // Signals arrive in the order of their numbers, so a SIGTERM would be heard before this one.
    Glibc.kill(leftover, SIGWINCH)
    #expect(try eventually { try world.text("heard").contains("mark") })
    #expect(try world.text("heard") == "ready\nmark\n")
  }

  @Test("W3: a daemon that keeps the pipe open does not hold up the end, and gets SIGPIPE when it writes")
  func daemon() throws {
    let world = try TemporaryFolder()
    let path = world.path("pid")
    let child = try Child(["sh", "-c", "setsid sh -c 'echo $$ > \(path); exec yes' & exit 3"])
    defer { child.destroy() }
    try child.wait(until: { child.droppedOutput > 0 })
    let daemon = try #require(Int32(try world.text("pid").dropLast()))
    #expect(try child.end() == .exited(3))
    #expect(child.outputDescriptor == nil)
    #expect(eventually { !isAlive(daemon) })
  }

  @Test("W3: a daemon that keeps the pipe open and says nothing does not hold up the end")
  func quietDaemon() throws {
    let (ending, child) = try Child.run("sh", "-c", "setsid sleep 100 & echo $!")
    #expect(ending == .exited(0))
    let daemon = try #require(child.lines.first.flatMap { Int32($0) })
    #expect(isAlive(daemon))
    Glibc.kill(daemon, SIGKILL)
  }

  @Test("W2: when we die a command goes on")
  func orphan() async throws {
    let world = try TemporaryFolder()
    let path = world.path("pid")
    await #expect(processExitsWith: .success) { [path = path as String] in
      let child = try Child(["sh", "-c", "echo $$ > \(path).new; mv \(path).new \(path); exec sleep 100"])
      #expect(eventually { (try? SmallFile.read(path, limit: 100)) != nil })
      #expect(child.reap() == nil)
    }
    let pid = try #require(Int32(try world.text("pid").dropLast()))
    #expect(isAlive(pid))
    Glibc.kill(pid, SIGKILL)
  }
}
