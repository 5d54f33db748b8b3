import Glibc
import Testing

@testable import BotChatSystem

// libinotifytools has one instance for the process, so these run one after the other, each with its own.
@Suite("Watching", .serialized)
struct WatcherTests {
  /// Collects hints until one of them is what is waited for, or ten seconds are over.
  private func hints(_ watcher: Watcher, until wanted: Hint) throws -> [Hint] {
    let waiter = try Waiter()
    try waiter.add(watcher.descriptor)
    let deadline = MonotonicClock.now() + 10_000_000_000
    var seen: [Hint] = []
    while !seen.contains(wanted), MonotonicClock.now() < deadline {
      try waiter.wait(nanoseconds: 100_000_000) { _ in }
      watcher.drain { seen.append($0) }
    }
    return seen
  }

  @Test("R1: an append in a watched folder is a hint with the folder as given and the name")
  func append() throws {
    let world = try TemporaryFolder()
    let watcher = try Watcher()
    try watcher.watch(folder: world.path)
    let appeared = Hint(folder: world.path, name: "chat", kind: .appeared)
    let changed = Hint(folder: world.path, name: "chat", kind: .changed)
    try world.write("chat", "a", append: true)
    #expect(try hints(watcher, until: changed) == [appeared, changed])
    try world.write("chat", "b", append: true)
    #expect(try hints(watcher, until: changed) == [changed])
    watcher.drain { Issue.record("nothing happened, but \($0)") }
  }

  @Test("R5: the end of writing is a hint only where closes are watched")
  func closes() throws {
    let world = try TemporaryFolder()
    let watcher = try Watcher()
    try watcher.watch(folder: world.path, closes: true)
    try world.write("chat", "a")
    let closed = Hint(folder: world.path, name: "chat", kind: .closed)
    #expect(try hints(watcher, until: closed).last == closed)
  }

  @Test("R9: renaming over and removing are told, and the new file's appends too")
  func replaced() throws {
    let world = try TemporaryFolder()
    try world.write("chat", "a")
    let watcher = try Watcher()
    try watcher.watch(try Folder(path: world.path))
    try world.write("draft", "b")
    try #require(rename(world.path("draft"), world.path("chat")) == 0)
    let moved = Hint(folder: world.path, name: "chat", kind: .appeared)
    let seen = try hints(watcher, until: moved)
    #expect(seen.contains(Hint(folder: world.path, name: "draft", kind: .vanished)))
    try world.write("chat", "c", append: true)
    let changed = Hint(folder: world.path, name: "chat", kind: .changed)
    #expect(try hints(watcher, until: changed) == [changed])
    try #require(unlink(world.path("chat")) == 0)
    let vanished = Hint(folder: world.path, name: "chat", kind: .vanished)
    #expect(try hints(watcher, until: vanished) == [vanished])
  }

  @Test("R1: a folder that was removed and made again is watched again")
  func remade() throws {
    let world = try TemporaryFolder()
    let watcher = try Watcher()
    let gone = Hint(folder: world.path("a"), name: "", kind: .folderGone)
    let changed = Hint(folder: world.path("a"), name: "chat", kind: .changed)
    for _ in 1...3 {
      try world.makeFolder("a")
      try watcher.watch(folder: world.path("a"))
      try world.write("a/chat", "a")
      #expect(try hints(watcher, until: changed).contains(changed))
      try #require(unlink(world.path("a/chat")) == 0)
      try #require(rmdir(world.path("a")) == 0)
      let seen = try hints(watcher, until: gone)
      #expect(seen.filter { $0 == gone }.count == 1)
    }
    #expect(errno { try watcher.watch(folder: world.path("a")) } == ENOENT)
  }

  @Test("R1: a folder that was moved is told once, and can be watched under its new path")
  func moved() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("a")
    let watcher = try Watcher()
    try watcher.watch(folder: world.path("a"))
    try #require(rename(world.path("a"), world.path("b")) == 0)
    let gone = Hint(folder: world.path("a"), name: "", kind: .folderGone)
    #expect(try hints(watcher, until: gone) == [gone])
    try world.write("b/chat", "unseen")
    try world.makeFolder("a")
    try watcher.watch(folder: world.path("a"))
    try watcher.watch(folder: world.path("b"))
    watcher.drain { #expect($0.folder == world.path("b")) }
    let old = Hint(folder: world.path("b"), name: "chat", kind: .changed)
    let new = Hint(folder: world.path("a"), name: "chat", kind: .changed)
    try world.write("b/chat", "x", append: true)
    #expect(try hints(watcher, until: old) == [old])
    try world.write("a/chat", "x", append: true)
    #expect(try hints(watcher, until: new).last == new)
  }

  @Test("R3: two paths to one folder each get their hints, and watching twice changes nothing")
  func twoPaths() throws {
    let world = try TemporaryFolder()
    try world.makeFolder("a")
    try #require(symlink("a", world.path("b")) == 0)
    let watcher = try Watcher()
    for name in ["a", "b", "a"] { try watcher.watch(folder: world.path(name)) }
    try world.write("a/chat", "x")
    let last = Hint(folder: world.path("a"), name: "chat", kind: .changed)
    let seen = try hints(watcher, until: last)
    #expect(seen.filter { $0.kind == .changed }.map(\.folder).sorted() == [world.path("a"), world.path("b")])
    try watcher.watch(folder: world.path("b"), closes: true)
    try world.write("a/chat", "y", append: true)
    let closed = Hint(folder: world.path("b"), name: "chat", kind: .closed)
    #expect(try hints(watcher, until: closed).contains(closed))
  }

  @Test("R1: an overflow of the kernel's queue is told as one")
  func overflow() throws {
    let world = try TemporaryFolder()
    let watcher = try Watcher()
    try watcher.watch(folder: world.path)
    let limit = try SmallFile.read("/proc/sys/fs/inotify/max_queued_events", limit: 100)
    let count = try #require(Int(String(decoding: limit.dropLast(), as: UTF8.self)))
    guard count <= 100_000 else {
      print("NOT RUN: the overflow, since the queue takes \(count) events")
      return
    }
    // Equal events merge only when they follow each other.
    for _ in 0...(count / 2) {
      close(open(world.path("x"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600))
      unlink(world.path("x"))
    }
    let wanted = Hint(folder: "", name: "", kind: .overflow)
    #expect(try hints(watcher, until: wanted).contains(wanted))
    try world.write("chat", "x")
    let changed = Hint(folder: world.path, name: "chat", kind: .changed)
    #expect(try hints(watcher, until: changed).contains(changed))
  }

  @Test("R1: when no descriptor is left the watcher says so, and the slow poll remains")
  func exhausted() async {
    await #expect(processExitsWith: .success) {
      var limit = rlimit(rlim_cur: 0, rlim_max: .max)
      try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      let first = dup(0)
      limit.rlim_cur = rlim_t(first + 1)
      try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
      do throws(SystemError) {
        _ = try Watcher()
        Issue.record("the limit did not bite")
      } catch {
        #expect(error.errno == EMFILE)
        #expect(error.isExhausted)
      }
    }
  }

  @Test("The process has one watcher, its descriptor is not inherited, and the next starts clean")
  func oneInstance() throws {
    let world = try TemporaryFolder()
    let other = try TemporaryFolder()
    do {
      let watcher = try Watcher()
      #expect(errno { _ = try Watcher() } == EBUSY)
      #expect(fcntl(watcher.descriptor, F_GETFD) & FD_CLOEXEC != 0)
      try watcher.watch(folder: world.path)
      try world.write("chat", "never read")
    }
    let watcher = try Watcher()
    try watcher.watch(folder: other.path)
    watcher.drain { Issue.record("left over from before: \($0)") }
    #expect(errno { try watcher.watch(folder: world.path("none")) } == ENOENT)
    try world.write("file", "x")
    #expect(errno { try watcher.watch(folder: world.path("file")) } == ENOTDIR)
  }
}
