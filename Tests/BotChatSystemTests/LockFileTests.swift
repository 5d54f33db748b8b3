import Glibc
import Testing

@testable import BotChatSystem

@Suite("Lock files")
struct LockFileTests {
  @Test("R16: a lock is one holder's, tells who that is, and ends with it")
  func one() throws {
    let world = try TemporaryFolder()
    let path = world.path("relay.lock")
    #expect(try !LockFile.isHeld(path))
    #expect(LockFile.holder(path) == nil)
    var lock = try LockFile.acquire(path)
    #expect(lock != nil)
    #expect(try LockFile.isHeld(path))
    #expect(try LockFile.acquire(path) == nil)
    let holder = try #require(LockFile.holder(path))
    #expect(holder == ThisProcess.holder)
    #expect(holder.pid == getpid())
    #expect(holder.startTime > 0)
    #expect(holder.executable.hasPrefix("/"))
    lock = nil
    // A child that another test is starting may hold a copy of the descriptor for an instant.
    #expect(try eventually { try !LockFile.isHeld(path) })
    #expect(LockFile.holder(path) == holder)
    #expect(try eventually { try LockFile.acquire(path) != nil })
  }

  @Test("R16: a lock for life waits for what a dead holder has left behind, and for no living one")
  func leftBehind() throws {
    let world = try TemporaryFolder()
    let path = world.path("monitor.lock")
    let living = try #require(try LockFile.acquire(path))
    #expect(try LockFile.acquireForLife(path) == nil)
    try living.remove()
    let dead = LockHolder(pid: Int32.max, startTime: 1, executable: "/gone")
    let child = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    #expect(write(child, dead.text, dead.text.utf8.count) > 0)
    #expect(flock(child, LOCK_EX | LOCK_NB) == 0)
    let worker = try Worker {
      // As long as a child may take on a busy machine.
      usleep(50_000)
      close(child)
    }
    #expect(try LockFile.acquireForLife(path) != nil)
    worker.join()
  }

  @Test("R15: a removed lock file is gone, and its old holder does not remove the next one's")
  func removal() throws {
    let world = try TemporaryFolder()
    let path = world.path("relay-writing-ross")
    let first = try #require(try LockFile.acquire(path))
    try first.remove()
    #expect(try !Folder(path: world.path).exists("relay-writing-ross"))
    try first.remove()
    let second = try #require(try LockFile.acquire(path))
    try first.remove()
    #expect(try LockFile.isHeld(path))
    try second.remove()
  }

  @Test("R15: the text of a shorter holder leaves nothing of a longer one, and a forged line is none")
  func text() throws {
    let world = try TemporaryFolder()
    let path = world.path("lock")
    try world.write("lock", String(repeating: "x", count: 3000))
    let holder = LockHolder(pid: 7, startTime: 8, executable: "/bin/a\npid 9")
    let lock = try #require(try LockFile.acquire(path, as: holder))
    #expect(try world.text("lock") == "pid 7\nstart 8\nexe /bin/apid 9\n")
    try lock.remove()
  }

  @Test(
    "A text that is not ours names nobody",
    arguments: ["", "pid", "pid x\nstart 1\n", "pid 0\nstart 1\n", "pid 1\n", "4711\n"])
  func illegible(text: String) throws {
    let world = try TemporaryFolder()
    try world.write("lock", text)
    #expect(LockFile.holder(world.path("lock")) == nil)
  }

  @Test("Section 8: a link, FIFO, folder or hard link is not taken as a lock file")
  func refused() throws {
    let world = try TemporaryFolder()
    try world.write("target", "precious")
    try #require(symlink("target", world.path("link")) == 0)
    try #require(mkfifo(world.path("fifo"), 0o600) == 0)
    try world.makeFolder("folder")
    try #require(link(world.path("target"), world.path("hard")) == 0)
    #expect(errno { _ = try LockFile.acquire(world.path("link")) } == ELOOP)
    #expect(errno { _ = try LockFile.acquire(world.path("fifo")) } == EEXIST)
    #expect(errno { _ = try LockFile.acquire(world.path("folder")) } == EISDIR)
    #expect(errno { _ = try LockFile.acquire(world.path("hard")) } == EEXIST)
    #expect(errno { _ = try LockFile.acquire(world.path("no/lock")) } == ENOENT)
    #expect(try world.text("target") == "precious")
  }
}
