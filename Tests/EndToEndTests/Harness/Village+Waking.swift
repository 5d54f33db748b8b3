import Glibc
import Testing

// Who wakes the bots of a village: its stubs, its monitors, and mail as the relay would bring it.
extension Village {
  /// Settings for scenarios about waking: quick retries, and a loop guard that keeps out of the way.
  static func waking(
    wake: String = "timeout: 10s, retryFirst: 100ms",
    guard loop: String = "wakesPerHour: 100000, pairWakesPerHour: 100000, spacing: 0s", extra: String = ""
  ) -> Settings {
    Settings(settle: "100ms", poll: "200ms", extra: "wake: { \(wake) }\nguard: { \(loop) }\n\(extra)")
  }

  /// Gives a bot a stub that its wakes run, and further settings of the bot.
  @discardableResult
  func bell(for bot: String, _ settings: String = "burst: 50ms") throws -> Stub {
    let stub = try Stub(in: "\(folder)/bell-\(bot.lowercased())")
    self.settings.ofBots[bot] = "wake: { \(stub.run) }, \(settings)"
    return stub
  }

  /// Gives the person a stub that alerts run; the text is its second argument too.
  func alarm() throws -> Stub {
    let stub = try Stub(in: "\(folder)/alarm")
    settings.extra += "\nalert: { run: [\(stub.program), \"1\", \"{text}\"] }"
    return stub
  }

  /// A message to a bot appears in its file, whole and in one write, as the relay would bring it.
  @discardableResult
  func mail(
    from sender: String, to bot: String, _ body: String = "Hello.", tag: String? = nil,
    addressed recipients: String? = nil
  ) throws -> Letter {
    let letter = Letter(from: sender, to: recipients ?? bot, tag: tag ?? nextTag(), body: body)
    try write(letter.delivered, in: bot)
    return letter
  }

  /// Waits until the calls of a bot's stub were for exactly so many messages, none of them for nothing.
  ///
  /// One more message is sent, by somebody whom nobody configured: whatever is still to come, comes before it.
  func settles(
    _ bell: Stub, of bot: String, at messages: Int, located location: SourceLocation = #_sourceLocation
  ) async throws {
    try await bell.hears(messages, at: location)
    try mail(from: "Visitor", to: bot, "Over.")
    try await bell.hears(messages + 1, at: location)
    try expect(
      bell.sum == messages + 1, "calls for \(bell.sum) messages instead of \(messages + 1): \(bell.counts)",
      at: location)
    try expect(!bell.counts.contains { $0 < 1 }, "a wake for nothing: \(bell.counts)", at: location)
  }

  // MARK: monitors

  func monitorLog(_ bot: String) -> String { Disk.text("\(folder)/monitor-\(bot.lowercased()).log") }

  func monitorOutput(_ bot: String) -> String { Disk.text("\(folder)/monitor-\(bot.lowercased()).out") }

  /// The folder of all that waking a bot needs (W2).
  func botState(_ bot: String) -> String { "\(state)/bots/\(bot.lowercased())" }

  /// Starts a monitor without waiting for anything, with the village's configuration unless a file is given.
  @discardableResult
  func launchMonitor(
    _ bot: String, _ options: [String] = [], through wrapper: [String] = [], with file: String? = nil
  ) throws -> Program {
    if file == nil { try configure() }
    let name = "\(folder)/monitor-\(bot.lowercased())"
    let command =
      wrapper + [
        try Binary.path(of: "monitor"), "--config", file ?? configuration, "--bot", bot,
      ]
    let program = try Program(
      command + options, environment: ["HOME=\(folder)"], output: "\(name).out", errors: "\(name).log")
    programs.append(program)
    return program
  }

  /// Starts a monitor and waits until it watches.
  @discardableResult
  func startMonitor(
    _ bot: String, _ options: [String] = [], through wrapper: [String] = [], with file: String? = nil,
    at location: SourceLocation = #_sourceLocation
  ) async throws -> Program {
    let before = readyLines(of: bot).count
    let program = try launchMonitor(bot, options, through: wrapper, with: file)
    // Behind a wrapper its pid may be another one.
    let line = wrapper.isEmpty ? "ready pid=\(program.pid) " : "ready "
    try await monitorReady(bot, program, line, after: before, at: location)
    return program
  }

  /// Waits until a monitor watches.
  func monitorReady(
    _ bot: String, _ monitor: Program, _ line: String? = nil, after before: Int = 0,
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let line = line ?? "ready pid=\(monitor.pid) "
    try await eventually("the monitor of \(bot) is ready", at: location) {
      if let ending = monitor.ended() {
        throw Trouble("the monitor of \(bot) ended instead of watching: \(ending)", at: location)
      }
      return readyLines(of: bot).dropFirst(before).contains { $0.hasPrefix(line) }
    }
  }

  func readyLines(of bot: String) -> [String] {
    monitorOutput(bot).split(separator: "\n").map(String.init).filter { $0.hasPrefix("ready ") }
  }

  /// Runs a monitor until it ends by itself.
  func runMonitor(
    _ bot: String, _ options: [String], at location: SourceLocation = #_sourceLocation
  ) async throws -> Program.Ending {
    try await launchMonitor(bot, options).end(at: location)
  }

  /// Asks a monitor to end, and expects that it does so cleanly.
  func stop(_ monitor: Program, at location: SourceLocation = #_sourceLocation) async throws {
    monitor.signal(SIGTERM)
    let ending = try await monitor.end(at: location)
    try expect(ending == .exit(0), "SIGTERM must end the monitor with 0, not \(ending)", at: location)
  }

  /// Waits until the log of a bot's monitor holds one of the words, whatever their case.
  func monitorLogs(
    _ bot: String, _ words: String..., after mark: Int = 0, within limit: Duration = .seconds(25),
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually(
      "the log of \(bot)'s monitor says \(words.joined(separator: " or "))", within: limit, at: location
    ) {
      let text = String(decoding: monitorLog(bot).utf8.dropFirst(mark), as: UTF8.self).lowercased()
      return words.contains { text.contains($0.lowercased()) }
    }
  }

  /// Ends what the village's programs have left behind; they all have the village's folder as their home.
  func sweep() {
    for program in programs { program.destroy() }
    for pid in Disk.names(in: "/proc").compactMap({ pid_t($0) }) {
      let settings = Disk.contents(ofSpecial: "/proc/\(pid)/environ").split(separator: 0)
      if settings.contains(where: { $0.elementsEqual("HOME=\(folder)".utf8) }) { kill(pid, SIGKILL) }
    }
  }
}
