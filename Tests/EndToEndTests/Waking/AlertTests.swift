import Glibc
import Testing

/// What the person is told, and what a wake says of its messages' age.
@Suite struct AlertTests {
  @Test("W6: a wake for what came long ago says its age")
  func age() async throws {
    let settings = Village.waking(wake: "timeout: 10s, retryFirst: 100ms, sayAge: 1s")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      let monitor = try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await bell.rings(1)
      try expect(!bell.calls[0].text.contains("ago"), bell.calls[0].text)
      // Seen, but held back, and then nobody was there.
      try Disk.write("", to: "\(village.botState("Ross"))/paused")
      try village.mail(from: "John", to: "Ross", tag: "#2")
      try await village.stop(monitor)
      try await pause(2000)
      Disk.remove("\(village.botState("Ross"))/paused")
      try await village.startMonitor("Ross")
      try await bell.rings(2)
      try expect(bell.calls[1].text.contains("seconds ago"), bell.calls[1].text)
    }
  }

  @Test("W7: a wake that goes on failing is told once, and its solution once")
  func once() async throws {
    let settings = Village.waking(wake: "timeout: 10s, retryFirst: 100ms, retryMost: 100ms")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      let alarm = try village.alarm()
      try bell.fail(20)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await village.monitorLogs("Ross", "woke Ross")
      try await alarm.rings(2)
      try expect(alarm.calls[0].text.contains("Ross cannot be woken"), alarm.calls[0].text)
      try expect(alarm.calls[1].text.contains("can be woken again"), alarm.calls[1].text)
      try village.mail(from: "John", to: "Ross", tag: "#2")
      try await bell.rings(22)
      try expect(alarm.calls.count == 2, "\(alarm.calls.map(\.text))")
    }
  }

  @Test("W7: an alert that cannot be sent is said, tried again, and holds up no wake")
  func failingAlert() async throws {
    let settings = Village.waking(wake: "timeout: 10s, retryFirst: 100ms, retryMost: 100ms")
    try await Village.with("Ross", settings: settings) { village in
      let bell = try village.bell(for: "Ross", "burst: 0s")
      let alarm = try village.alarm()
      try alarm.fail(1)
      try bell.fail(7)
      try await village.startMonitor("Ross")
      try village.mail(from: "John", to: "Ross", tag: "#1")
      try await village.monitorLogs("Ross", "the person could not be told, attempt 1: exit code 3")
      try await village.monitorLogs("Ross", "woke Ross")
      try await alarm.rings(2, within: .seconds(15))
      try expect(alarm.calls[1].text == alarm.calls[0].text, "\(alarm.calls.map(\.text))")
    }
  }
}
