import BotChatCore
import BotChatSystem

/// Evidence that a bot is ill, from the sessions of its gateway (W5).
///
/// The file belongs to the gateway and is only read: as JSON, which YAML includes.
struct Evidence {
  private let folder: String?

  init(_ gateway: Gateway?) { folder = gateway?.sessions }

  /// Why there is no evidence that the bot fell ill since that time of the wall clock; nil: there is.
  func isMissing(since: Int64) -> String? {
    guard let folder else {
      return "no \"gateway: { sessions }\" is configured that could show whether it is ill"
    }
    let path = Self.path(in: folder)
    let sessions: [GatewaySession]
    do {
      sessions = try Self.sessions(in: folder)
    } catch {
      return "\(path) cannot be read: \(error)"
    }
    if sessions.contains(where: { $0.isIll(since: since) }) { return nil }
    return "no session in \(path) failed, was killed or timed out since it was woken"
  }

  static func path(in folder: String) -> String { "\(folder)/sessions.json" }

  /// The sessions of a gateway that keeps them in this folder.
  ///
  /// Throws `SystemError` and `YAMLError`.
  static func sessions(in folder: String) throws -> [GatewaySession] {
    sessions(try YAMLReader.read(try SmallFile.read(path(in: folder), limit: YAMLReader.maximumSize)))
  }

  private static func sessions(_ root: YAMLNode?) -> [GatewaySession] {
    guard case .mapping(let pairs)? = root?.kind else { return [] }
    return pairs.map { pair in
      GatewaySession(
        status: text("status", in: pair.value),
        // Milliseconds; what is no number, or one that no clock shows, says nothing.
        endedAt: text("endedAt", in: pair.value).flatMap { Int64($0) }
          .flatMap { (0...9_000_000_000_000).contains($0) ? $0 * 1_000_000 : nil })
    }
  }

  private static func text(_ key: String, in node: YAMLNode) -> String? {
    guard case .mapping(let pairs) = node.kind else { return nil }
    for pair in pairs {
      if case .scalar(key, _) = pair.key.kind, case .scalar(let text, _) = pair.value.kind { return text }
    }
    return nil
  }
}
