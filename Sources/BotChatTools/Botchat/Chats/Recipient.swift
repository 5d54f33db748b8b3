import BotChatCore
import BotChatFormat

/// Which of the messages in a chat file are for one bot or person.
struct Recipient {
  let name: String
  private let rule: WakeRule?
  private let directory: Directory?
  private let people: Set<String>

  init(_ name: String, in world: ChatWorld) {
    self.name = name
    let configuration = world.known?.source.configuration
    directory = world.known?.directory
    let index = configuration?.bots.firstIndex { $0.name == name }
    rule =
      if let index, let configuration, let directory {
        WakeRule(bot: index, in: configuration, directory)
      } else {
        nil
      }
    people = Set(configuration?.humans.map(\.name) ?? [])
  }

  /// Whether a message with this header is for the recipient: what would wake the bot (W1).
  func isMeant(by header: Header) -> Bool {
    if let rule { return rule.wakes(header) }
    if isSame(header.sender) { return false }
    return header.recipients.isEmpty || header.recipients.contains { isSame($0) || isEverybody($0) }
  }

  /// Whether the recipient wrote it.
  func isOwn(_ header: Header) -> Bool { rule?.isOwn(header) ?? isSame(header.sender) }

  private func isSame(_ other: String) -> Bool {
    guard let directory, let party = directory.resolve(name) else {
      return other.lowercased() == name.lowercased()
    }
    return directory.resolve(other) == party
  }

  private func isEverybody(_ name: String) -> Bool {
    directory.map { $0.resolve(name) == .everybody } ?? (name.uppercased() == "ALL")
  }
}
