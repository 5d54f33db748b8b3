import BotChatCore
import BotChatSystem

/// Which OpenClaw a workspace belongs to, from the files beside it.
struct EraFinder {
  /// What was found.
  struct Found: Equatable {
    var version: String?
    var era: OpenClawEra?
    /// `openclaw.json` and the line of a heartbeat key that a later version refuses.
    var refusedKey: String?
  }

  private static let longest = 1 << 20

  /// Looks beside the workspace, and where a client's own folder has it.
  static func find(_ workspace: String) -> Found {
    let parent = PathText.divide(workspace).folder
    for folder in [parent, "\(parent)/.openclaw", "\(parent)/config"] {
      let found = look(in: folder)
      if found != Found() { return found }
    }
    return Found()
  }

  private static func look(in folder: String) -> Found {
    let path = "\(folder)/openclaw.json"
    let text = (try? SmallFile.read(path, limit: longest)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    var found = Found(version: version(in: text))
    found.era =
      found.version.flatMap { OpenClawEra(version: $0) }
      ?? OpenClawEra(hasSessionsFile: has("sessions.json", folder), hasDatabase: hasDatabase(folder))
    if let era = found.era, era != .heartbeat, let line = heartbeatLine(in: text) {
      found.refusedKey = "\(path):\(line)"
    }
    return found
  }

  /// It is JSON with comments, so it is not parsed: the last program that wrote it says its version in `meta`.
  private static func version(in text: String) -> String? {
    guard let key = text.firstRange(of: "\"lastTouchedVersion\"") else { return nil }
    let rest = text[key.upperBound...].drop { ": \t".contains($0) }
    guard rest.hasPrefix("\"") else { return nil }
    let version = rest.dropFirst().prefix { $0.isNumber || $0 == "." || $0 == "-" || $0.isLetter }.prefix(32)
    return version.isEmpty ? nil : String(version)
  }

  private static func heartbeatLine(in text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    return lines.firstIndex { line in
      guard let key = line.firstRange(of: "\"heartbeat\"") else { return false }
      return line[key.upperBound...].drop { $0 == " " }.hasPrefix(":")
    }.map { $0 + 1 }
  }

  private static func sessionFolders(_ folder: String) -> [String] {
    ((try? FolderNames.list("\(folder)/agents")) ?? []).flatMap { agent in
      ["\(folder)/agents/\(agent)", "\(folder)/agents/\(agent)/sessions"]
    }
  }

  private static func has(_ name: String, _ folder: String) -> Bool {
    sessionFolders(folder).contains { FileIdentity(at: "\($0)/\(name)") != nil }
  }

  private static func hasDatabase(_ folder: String) -> Bool {
    sessionFolders(folder).contains { place in
      ((try? FolderNames.list(place)) ?? []).contains { $0.hasSuffix(".sqlite") || $0.hasSuffix(".db") }
    }
  }
}
