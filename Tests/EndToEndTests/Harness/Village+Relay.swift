import Glibc
import Testing

// The relay of a village: configured, started, ended.
extension Village {
  /// The configuration as YAML.
  var yaml: String {
    let list = (settings.configured ?? bots).map {
      "  - { name: \($0), chat: \(settings.paths[$0] ?? usual($0))\(settings.ofBots[$0].map { ", \($0)" } ?? "") }"
    }
    let linked = settings.linked.keys.sorted().map {
      "  - { name: \($0), link: { \(settings.linked[$0] ?? "") } }"
    }
    return """
      state: \(state)
      bots:
      \((list + linked).joined(separator: "\n"))
      relay: { poll: \(settings.poll), settle: \(settings.settle), lockHold: \(settings.lockHold), \
      maxMessage: \(settings.maxMessage) }
      \(settings.extra)

      """
  }

  func configure() throws {
    try Disk.write(yaml, to: configuration)
    chmod(configuration, 0o600)
  }

  /// Starts the relay without waiting for anything.
  @discardableResult
  func launch(_ options: [String] = [], through wrapper: [String] = [], configured: Bool = false) throws
    -> Program
  {
    if !configured { try configure() }
    starts += 1
    let command = wrapper + [try Binary.path(of: "relay"), "--config", configuration] + options
    let program = try Program(
      command, environment: ["HOME=\(folder)"], output: "\(folder)/relay.out", errors: logFile)
    relay = program
    return program
  }

  /// Starts the relay and waits until it watches.
  func start(
    _ options: [String] = [], through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws {
    let before = readyLines
    let program = try launch(options, through: wrapper)
    try await eventually("the relay is ready", at: location) {
      if let ending = program.ended() {
        throw Trouble("the relay ended instead of watching: \(ending)", at: location)
      }
      return readyLines > before
    }
  }

  var readyLines: Int { output.split(separator: "\n").filter { $0.hasPrefix("ready ") }.count }

  /// Runs the relay until it ends by itself.
  func run(
    _ options: [String], through wrapper: [String] = [], at location: SourceLocation = #_sourceLocation
  ) async throws -> Program.Ending {
    try await launch(options, through: wrapper).end(at: location)
  }

  /// kill -9, and nothing else.
  func killRelay() {
    relay?.destroy()
    relay = nil
  }

  /// Asks the relay to end, and expects that it does so cleanly.
  func stop(at location: SourceLocation = #_sourceLocation) async throws {
    relay?.signal(SIGTERM)
    let ending = try await relay?.end(at: location)
    try expect(
      ending == .exit(0), "SIGTERM must end the relay with 0, not \(String(describing: ending))", at: location
    )
    relay = nil
  }

  /// Waits until the relay's log holds one of the words, whatever their case.
  func logs(
    _ words: String..., after mark: Int = 0, within limit: Duration = .seconds(25),
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("the log says \(words.joined(separator: " or "))", within: limit, at: location) {
      let text = String(decoding: log.utf8.dropFirst(mark), as: UTF8.self).lowercased()
      return words.contains { text.contains($0.lowercased()) }
    }
  }
}
