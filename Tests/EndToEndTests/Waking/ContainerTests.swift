import Glibc
import Testing

/// A monitor inside a container: of the state it sees `bots/<bot>` alone (W2).
@Suite struct ContainerTests {
  @Test(
    "W2: a monitor that sees only bots/<bot> of the state has the bot from the relay, and gives it back",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func onlyItsOwnFolder() async throws {
    try await Village.with("Ross", "John", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross", "burst: 20ms")
      try await village.start()
      try village.say("John", to: "Ross")
      try await bell.hears(1)
      let (wrapper, file) = try Self.container(for: "Ross", in: village)
      let monitor = try await village.startMonitor("Ross", through: wrapper, with: file)
      let mark = village.log.utf8.count
      for number in 1...20 { try village.say("John", to: "Ross", "Number \(number).") }
      try await bell.hears(21)
      try await village.monitorLogs("Ross", "woke Ross")
      let log = String(decoding: village.log.utf8.dropFirst(mark), as: UTF8.self)
      try expect(!log.contains("woke Ross"), "the relay woke it too")
      // The switch and the hold are seen from both sides.
      try Disk.write("", to: "\(village.botState("Ross"))/paused")
      try village.say("John", to: "Ross")
      try await pause(600)
      try expect(bell.sum == 21, "woken while paused: \(bell.counts)")
      Disk.remove("\(village.botState("Ross"))/paused")
      try await bell.hears(22)
      monitor.destroy()
      try village.say("John", to: "Ross")
      try await bell.hears(23)
      try await village.judged()
      try await village.settles(bell, of: "Ross", at: 23)
    }
  }

  @Test(
    "W2: a pid of a container means nothing outside: --stop there ends no stranger, and says so",
    .enabled(if: Sandbox.hasMountNamespaces, "needs root and mount namespaces"))
  func foreignPid() async throws {
    try await Village.with("Ross", settings: Village.waking()) { village in
      let bell = try village.bell(for: "Ross")
      let wrapper = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
      let monitor = try await village.startMonitor("Ross", through: wrapper)
      let ending = try await village.runMonitor("Ross", ["--stop"])
      try expect(ending == .exit(74), "--stop ended with \(ending)")
      try expect(monitor.ended() == nil, "it was ended")
      try village.mail(from: "John", to: "Ross")
      try await village.settles(bell, of: "Ross", at: 1)
    }
  }

  /// A prefix that shows only one bot's folder of the state, and the configuration that is used behind it.
  private static func container(for bot: String, in village: Village) throws -> (
    wrapper: [String], file: String
  ) {
    let inside = "\(village.folder)/inside"
    let folder = "\(inside)/bots/\(bot.lowercased())"
    try Disk.makeFolder(folder)
    for path in [inside, "\(inside)/bots", folder] { chmod(path, 0o700) }
    let file = "\(village.folder)/inside.yaml"
    try Disk.write(village.yaml.replacing("state: \(village.state)\n", with: "state: \(inside)\n"), to: file)
    chmod(file, 0o600)
    let script =
      "mount --bind \(village.botState(bot)) \(folder) && mount -t tmpfs -o mode=700 tmpfs \(village.state) "
      + "&& exec \"$0\" \"$@\""
    return (["unshare", "--mount", "sh", "-c", script], file)
  }
}
