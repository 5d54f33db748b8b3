import Glibc
import Testing

@Suite struct MarkTests {
  private func mark(_ village: Village) -> String { Disk.text("\(village.state)/relay.progress") }

  @Test("H2: the relay's mark says who runs, and whether its configuration has changed since")
  func relay() async throws {
    try await Village.with("Ross", "John", settings: .init(poll: "100ms")) { village in
      try await village.start()
      let pid = village.relay?.pid ?? 0
      try expect(
        mark(village).hasPrefix("pid=\(pid) start=\(Disk.startTime(of: pid)) steady="), "\(mark(village))")
      try expect(
        mark(village).contains(" changed=no ") && mark(village).hasSuffix(" path=\(village.configuration)\n"),
        "\(mark(village))")
      let first = mark(village)
      try await eventually("the mark moves: \(first)") { mark(village) != first }

      try Disk.write(village.yaml + "# a remark\n", to: village.configuration)
      try await eventually("it says that the file changed") { mark(village).contains(" changed=yes ") }
      village.relay?.signal(SIGHUP)
      try await eventually("the new one is in force") { mark(village).contains(" changed=no ") }
      try Disk.move(village.configuration, to: "\(village.configuration).gone")
      try await eventually("none is another one") { mark(village).contains(" changed=yes ") }
      try Disk.move("\(village.configuration).gone", to: village.configuration)
      try await eventually("it is back") { mark(village).contains(" changed=no ") }
    }
  }

  @Test("H2: so does the monitor's")
  func monitor() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      try village.bell(for: "Ross")
      let monitor = try await village.startMonitor("Ross")
      func mark() -> String { Disk.text("\(village.botState("Ross"))/progress") }
      try expect(
        mark().hasPrefix("pid=\(monitor.pid) start=\(Disk.startTime(of: monitor.pid)) steady="), mark())
      try Disk.write(village.yaml + "# a remark\n", to: village.configuration)
      try await eventually("it says that the file changed") { mark().contains(" changed=yes ") }
      monitor.signal(SIGHUP)
      try await eventually("the new one is in force") { mark().contains(" changed=no ") }
      try await village.stop(monitor)
    }
  }
}
