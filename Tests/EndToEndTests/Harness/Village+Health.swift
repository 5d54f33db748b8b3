import Foundation
import Glibc
import Testing

/// What a run of `healthcheck` printed, and how it ended.
struct HealthOutput: Sendable, CustomStringConvertible {
  let exit: Int32
  let output: String
  let errors: String

  var description: String { "exit \(exit)\n\(output)\n\(errors)" }
}

// The health check of a village, and the daemons that it runs there.
extension Village {
  /// Ross has a monitor, John none; a daemon moves every 200 ms.
  static func watched(
    _ names: String..., settings: Settings = Village.waking(),
    _ scenario: (Village) async throws -> Void
  ) async throws {
    try await with(names.isEmpty ? ["Ross", "John"] : names, settings: settings) { village in
      village.logFile = "\(village.state)/log/relay.log"
      try village.bell(for: "Ross")
      try await scenario(village)
    }
  }

  // MARK: running it

  /// The folder of the village's own programs, once ``takePrograms()`` has made it.
  private var programFolder: String? {
    let own = "\(folder)/bin"
    return Disk.exists(own) ? own : nil
  }

  /// Copies the programs into a folder of the village's own, where they can be replaced.
  ///
  /// Another process does it: a child of another scenario that is about to begin would have our copy open for
  /// writing, and what is open for writing does not run.
  func takePrograms() async throws {
    try Disk.makeFolder("\(folder)/bin")
    let paths = try ["relay", "monitor", "healthcheck"].map { try Binary.path(of: $0) }
    try await script("cp \(paths.joined(separator: " ")) \(folder)/bin", as: bots[0])
  }

  /// The path of the village's own copy.
  func program(_ name: String) -> String { "\(folder)/bin/\(name)" }

  /// Begins a run, with the configuration as it stands there.
  func launchHealth(
    _ options: [String], through wrapper: [String] = [], environment: [String] = []
  ) throws -> Program {
    starts += 1
    let path = try programFolder.map { "\($0)/healthcheck" } ?? Binary.path(of: "healthcheck")
    let name = "\(folder)/health-\(starts)"
    let program = try Program(
      wrapper + [path] + options, environment: ["HOME=\(folder)"] + environment, output: "\(name).out",
      errors: "\(name).err")
    // The village sweeps up behind it: what it starts has the same home.
    programs.append(program)
    return program
  }

  /// Runs it with these options and no others, and waits for its end.
  func runHealth(
    _ options: [String], through wrapper: [String] = [], environment: [String] = [],
    at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    let program = try launchHealth(options, through: wrapper, environment: environment)
    return try await healthEnds(program, at: location)
  }

  /// Waits for the end of the run that was begun last.
  func healthEnds(
    _ program: Program, at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    let name = "\(folder)/health-\(starts)"
    let ending = try await program.end(within: .seconds(90), at: location)
    let output = Disk.text("\(name).out")
    let errors = Disk.text("\(name).err")
    guard case .exit(let code) = ending else {
      throw Trouble("the health check ended with \(ending)\n\(output)\n\(errors)", at: location)
    }
    for end in ["out", "err"] { Disk.remove("\(name).\(end)") }
    return HealthOutput(exit: code, output: output, errors: errors)
  }

  /// Runs it on the village's configuration, as a person would.
  func healthText(
    _ options: String..., at location: SourceLocation = #_sourceLocation
  ) async throws -> HealthOutput {
    try await runHealth(["--config", configuration] + options, at: location)
  }

  /// Runs it on the village's configuration, and reads its report.
  func health(
    _ options: String..., through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws -> Checkup {
    try await health(options, through: wrapper, at: location)
  }

  func health(
    _ options: [String], through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws -> Checkup {
    let run = try await runHealth(
      ["--config", configuration, "--json"] + options, through: wrapper, at: location)
    return try Checkup(run, at: location)
  }

  /// Writes the configuration and lets the check start everything.
  @discardableResult
  func startAll(at location: SourceLocation = #_sourceLocation) async throws -> Checkup {
    try configure()
    let checkup = try await health("--start", at: location)
    try checkup.isWell(at: location)
    return checkup
  }

  // MARK: the daemons

  /// The lock that a daemon holds for life: of the relay, or of a bot's monitor.
  func lock(_ bot: String? = nil) -> String {
    bot.map { "\(botState($0))/monitor.lock" } ?? "\(state)/relay.lock"
  }

  /// The process of the relay or of a bot's monitor, as its mark of life names it.
  func daemon(_ bot: String? = nil, at location: SourceLocation = #_sourceLocation) throws -> pid_t {
    let mark = Disk.text(bot.map { "\(botState($0))/progress" } ?? "\(state)/relay.progress")
    let word = mark.split(separator: " ").first { $0.hasPrefix("pid=") }
    guard let pid = word.flatMap({ pid_t($0.dropFirst(4)) }), pid > 1 else {
      throw Trouble("no mark of life of \(bot ?? "the relay"): \(mark)", at: location)
    }
    return pid
  }

  /// Sends a signal to the relay, or to a bot's monitor, and waits until it has done its work.
  func signal(
    _ number: Int32, _ bot: String? = nil, at location: SourceLocation = #_sourceLocation
  ) async throws {
    let pid = try daemon(bot, at: location)
    try expect(kill(pid, number) == 0, "cannot signal process \(pid)", at: location)
    if number == SIGKILL {
      try await ends(pid, at: location)
      // It is a zombie before the last of its threads has let go of its files.
      try await eventually("\(lock(bot)) is free", at: location) { isFree(lock(bot)) }
    }
    if number == SIGSTOP {
      try await eventually("process \(pid) is stopped", at: location) { Disk.status("State", of: pid) == "T" }
    }
  }

  /// Waits until a process has ended.
  func ends(_ pid: pid_t, at location: SourceLocation = #_sourceLocation) async throws {
    try await eventually("process \(pid) has ended", at: location) { !Disk.isAlive(pid) }
  }

  /// Fails the scenario unless the relay and Ross's monitor run.
  func allRun(at location: SourceLocation = #_sourceLocation) throws {
    for bot in [nil, "Ross"] {
      let pid = try daemon(bot, at: location)
      try expect(Disk.isAlive(pid), "\(bot ?? "the relay") does not run", at: location)
    }
  }

  /// A message crosses from John to Ross, and wakes him.
  func carries(at location: SourceLocation = #_sourceLocation) async throws {
    let tag = nextTag()
    let letter = try say("John", to: "Ross", tag: tag)
    try await arrives(letter, in: "Ross", at: location)
    try await eventually("a wake for \(tag)", at: location) {
      let calls = Disk.text("\(folder)/bell-ross/calls")
      return calls.contains("(\(tag))") || calls.contains("(\(tag),")
    }
  }

  /// Changes what one check leaves to the next: each line, or leaves it away.
  func remember(_ change: (String) -> String?) throws {
    let lines = Disk.text("\(state)/health").split(separator: "\n").map(String.init)
    try Disk.write(lines.compactMap(change).map { "\($0)\n" }.joined(), to: "\(state)/health")
  }

  /// How often the check has tried to start the relay since it last stayed well.
  var tries: Int {
    let line = Disk.text("\(state)/health").split(separator: "\n").first {
      $0.hasPrefix("try ") && $0.hasSuffix(" relay")
    }
    return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
  }

  /// Lets the check believe that its last tries were so much longer ago, as if somebody had waited.
  func forgetPause(ofSeconds seconds: Int64) throws {
    try remember { line in
      var words = line.split(separator: " ").map(String.init)
      guard words.first == "try", words.count > 3, let last = Int64(words[2]) else { return line }
      words[2] = "\(last - seconds * 1_000_000_000)"
      return words.joined(separator: " ")
    }
  }

  /// Lets the mark of one that does not write it any more look a minute older.
  func ageMark(of bot: String? = nil) throws {
    let path = bot.map { "\(botState($0))/progress" } ?? "\(state)/relay.progress"
    let words = Disk.text(path).split(separator: " ").map { word in
      let number = word.hasPrefix("steady=") ? Int64(word.dropFirst(7)) : nil
      return number.map { "steady=\($0 - 60_000_000_000)" } ?? String(word)
    }
    try Disk.write(words.joined(separator: " "), to: path)
  }

  /// The digest of the configuration that is in force in the relay, or in a bot's monitor.
  func digest(_ bot: String? = nil, at location: SourceLocation = #_sourceLocation) throws -> Substring {
    let mark = Disk.text(bot.map { "\(botState($0))/progress" } ?? "\(state)/relay.progress")
    guard let word = mark.split(separator: " ").first(where: { $0.hasPrefix("config=") }) else {
      throw Trouble("no digest: \(mark)", at: location)
    }
    return word.dropFirst(7)
  }

  /// Whether nobody holds this lock.
  func isFree(_ lock: String) -> Bool {
    let file = open(lock, O_RDONLY | O_CLOEXEC)
    defer { close(file) }
    return file < 0 || flock(file, LOCK_SH | LOCK_NB) == 0
  }
}
