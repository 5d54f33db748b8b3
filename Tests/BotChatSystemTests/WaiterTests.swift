import Glibc
import Testing

@testable import BotChatSystem

@Suite("Waiting")
struct WaiterTests {
  private func makePipe() throws -> (read: Descriptor, write: Descriptor) {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    return (Descriptor(ends[0]), Descriptor(ends[1]))
  }

  @Test("A descriptor that is readable wakes, and one that was removed does not")
  func ready() throws {
    let pipe = try makePipe()
    let waiter = try Waiter()
    try waiter.add(pipe.read.number)
    #expect(errno { try waiter.add(pipe.read.number) } == EEXIST)
    #expect(try waiter.wait(nanoseconds: 0) { _ in } == 0)
    try #require(write(pipe.write.number, "x", 1) == 1)
    var seen: [Int32] = []
    #expect(try waiter.wait(nanoseconds: nil) { seen.append($0) } == 1)
    #expect(seen == [pipe.read.number])
    try waiter.remove(pipe.read.number)
    #expect(try waiter.wait(nanoseconds: 1000) { _ in } == 0)
    #expect(errno { try waiter.remove(pipe.read.number) } == ENOENT)
  }

  @Test("W6: a wait ends after its time and not before, and a negative time only looks")
  func time() throws {
    let waiter = try Waiter()
    let start = MonotonicClock.now()
    #expect(try waiter.wait(nanoseconds: 3_000_000) { _ in } == 0)
    #expect(MonotonicClock.now() - start >= 3_000_000)
    #expect(try waiter.wait(nanoseconds: -5) { _ in } == 0)
  }

  @Test("R17: TERM, INT and HUP come out of the descriptor, and what is harmless is ignored")
  func signals() async {
    await #expect(processExitsWith: .success) {
      let signals = try Signals()
      let waiter = try Waiter()
      try waiter.add(signals.descriptor)
      #expect(try signals.take() == [])
      for number in [SIGHUP, SIGHUP, SIGTERM, SIGPIPE, SIGIO, SIGXFSZ] {
        pthread_kill(pthread_self(), number)
      }
      #expect(try waiter.wait(nanoseconds: 10_000_000_000) { _ in } == 1)
      let requests = try signals.take()
      #expect(requests.count == 2)
      #expect(requests.contains(.hangUp))
      #expect(requests.contains(.terminate))
      pthread_kill(pthread_self(), SIGINT)
      #expect(try signals.take() == [.interrupt])
    }
  }
}
