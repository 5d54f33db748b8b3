import Foundation
import Glibc
import Testing

/// A temporary world for one scenario: bots with their chat files, a configuration, a state folder, a relay.
///
/// One task at a time uses it.
final class Village: @unchecked Sendable {
  /// What stands in each chat file before anybody speaks.
  static let preamble = Array("# BOT_CHAT\n\nHouse rules.\n".utf8)

  let folder: String
  /// Names in the order of the configuration.
  let bots: [String]
  /// For each bot the bot whose file it uses, in most cases its own.
  let homes: [String: String]
  var settings: Settings
  var relay: Program?
  /// Monitors, servers and whatever else is ended with the village.
  var programs: [Program] = []
  var starts = 0
  /// Where the relay's standard error is appended to.
  var logFile: String

  /// What the bots of each home wrote, piece by piece.
  var own: [String: [[UInt8]]] = [:]
  /// What each home must get, from which source, in the order of the source.
  var due: [String: [(source: String, piece: [UInt8])]] = [:]
  /// Owner, mode and inode of each chat file as it was made.
  var identities: [String: String] = [:]
  /// Whether kills may leave beginnings of deliveries behind, which the log must name (R11).
  var allowsFragments = false
  private var tags = 0
  /// Calls of `botchat`, and where each one's answer goes.
  var calls = 0
  var outputs: [pid_t: String] = [:]

  struct Settings {
    /// Long enough for a writer's pauses, short enough for a suite; scenarios about time set their own.
    var settle = "150ms"
    var poll = "2s"
    var lockHold = "1s"
    var maxMessage = "1MiB"
    /// Lines of YAML to stand at the top level.
    var extra = ""
    /// For bots whose chat is not the usual file.
    var paths: [String: String] = [:]
    /// Further settings of each bot, as they stand between braces: how it is woken, most of all.
    var ofBots: [String: String] = [:]
    /// Bots that live on another machine, with their `link` as it stands between braces.
    var linked: [String: String] = [:]
    /// Bots that are configured; nil: all.
    var configured: [String]?
  }

  /// Makes the folders and files; a name is `Ross`, or `Jack@John` where the file is a symlink to John's.
  init(_ names: [String], _ settings: Settings) throws {
    var template = Array("/tmp/botchat-e2e-XXXXXX".utf8CString)
    try expect(mkdtemp(&template) != nil, "cannot make a temporary folder")
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let pairs = names.map { $0.split(separator: "@").map(String.init) }
    logFile = "\(folder)/relay.log"
    bots = pairs.map { $0[0] }
    homes = Dictionary(uniqueKeysWithValues: pairs.map { ($0[0], $0.last ?? $0[0]) })
    self.settings = settings
    for bot in bots {
      try Disk.makeFolder("\(folder)/\(bot.lowercased())")
      if let home = homes[bot], home != bot {
        try expect(symlink("../\(home.lowercased())/BOT_CHAT.md", usual(bot)) == 0, "cannot make a symlink")
      } else {
        try Disk.write(Self.preamble, to: usual(bot))
        own[bot] = [Self.preamble]
        identities[bot] = Disk.identity(usual(bot))
      }
    }
  }

  /// Runs a scenario in a world of its own, and shows that world when it fails.
  static func with(
    _ names: String..., settings: Settings = Settings(), _ scenario: (Village) async throws -> Void
  ) async throws {
    try await with(names, settings: settings, scenario)
  }

  static func with(
    _ names: [String], settings: Settings = Settings(), _ scenario: (Village) async throws -> Void
  ) async throws {
    await Gate.shared.enter()
    do {
      let village = try Village(names, settings)
      do {
        try await scenario(village)
      } catch {
        let location = (error as? Trouble)?.location
        let comment = Comment(rawValue: "\(error)\n\(village.report())")
        if let location { Issue.record(comment, sourceLocation: location) } else { Issue.record(comment) }
      }
      village.relay?.destroy()
      if !village.settings.ofBots.isEmpty || !village.programs.isEmpty { village.sweep() }
      if getenv("BOTCHAT_KEEP") == nil { Disk.remove(village.folder) }
    } catch {
      Issue.record(error)
    }
    await Gate.shared.leave()
  }

  // MARK: places

  var state: String { "\(folder)/state" }
  var configuration: String { "\(folder)/botchat.yaml" }
  var log: String { Disk.text(logFile) }
  var output: String { Disk.text("\(folder)/relay.out") }

  func home(_ bot: String) -> String { homes[bot] ?? bot }

  /// The physical chat file of a bot.
  func chat(_ bot: String) -> String { usual(home(bot)) }

  /// The path of a bot's chat, which may be a symlink.
  func usual(_ bot: String) -> String { "\(folder)/\(bot.lowercased())/BOT_CHAT.md" }

  func bytes(_ bot: String) -> [UInt8] { Disk.read(chat(bot)) ?? [] }

  func text(_ bot: String) -> String { String(decoding: bytes(bot), as: UTF8.self) }

  func count(_ text: String, in bot: String) -> Int { Disk.count(Array(text.utf8), in: bytes(bot)) }

  func count(_ piece: [UInt8], in bot: String) -> Int { Disk.count(piece, in: bytes(bot)) }

  func nextTag() -> String {
    tags += 1
    return "#\(tags)"
  }

  // MARK: what a failure shows

  private func report() -> String {
    var lines = [
      "--- the world was \(folder); with BOTCHAT_KEEP set it stays", "--- relay's log",
      String(log.suffix(8000)), "--- its output", String(output.suffix(1000)), "--- files",
    ]
    let names = (FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? []).sorted()
    for name in names {
      lines.append("\(name)  \(Disk.identity("\(folder)/\(name)"))  \(Disk.size("\(folder)/\(name)")) bytes")
    }
    for name in names where name.hasSuffix(".log") && name != "relay.log" {
      lines += ["--- \(name)", String(Disk.text("\(folder)/\(name)").suffix(6000))]
    }
    for name in names where name.hasSuffix("/calls") {
      let calls = Disk.text("\(folder)/\(name)").split(separator: "\u{1e}")
      lines += ["--- \(name)"] + calls.suffix(40).map { String($0).replacing("\u{1f}", with: " | ") }
    }
    for bot in bots where home(bot) == bot {
      lines += ["--- end of \(bot)'s file", String(decoding: bytes(bot).suffix(1500), as: UTF8.self)]
    }
    return lines.joined(separator: "\n")
  }
}
