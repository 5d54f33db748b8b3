import BotChatCore

/// Reads a small part of YAML for the tests: `key: value` lines, flow maps and lists, bare and quoted text.
///
/// Lines and columns are those of the text, so that a test can say where an error must stand.
struct SettingLiteral {
  private let characters: [Character]
  private var index = 0
  private var line = 1
  private var column = 1

  /// The tree of a text; entries stand on lines of their own.
  static func node(_ text: String) -> SettingNode {
    var literal = SettingLiteral(characters: Array(text))
    return SettingNode(line: 1, column: 1, value: .map(literal.entries(until: nil)))
  }

  private init(characters: [Character]) { self.characters = characters }

  private var next: Character? { index < characters.count ? characters[index] : nil }

  private mutating func take() -> Character {
    defer { index += 1 }
    if characters[index] == "\n" {
      line += 1
      column = 1
    } else {
      column += 1
    }
    return characters[index]
  }

  private mutating func skip(_ blanks: String) {
    while let next, blanks.contains(next) { _ = take() }
  }

  private mutating func entries(until end: Character?) -> [(key: SettingNode, value: SettingNode)] {
    var entries: [(key: SettingNode, value: SettingNode)] = []
    skip(" ,\n")
    while let next, next != end {
      let key = value(stoppingAt: ":")
      precondition(take() == ":", "a colon in line \(line), column \(column)")
      skip(" ")
      entries.append((key, value(stoppingAt: ",}]\n")))
      skip(" ,\n")
    }
    if end != nil { _ = take() }
    return entries
  }

  private mutating func value(stoppingAt stops: String) -> SettingNode {
    let (line, column) = (line, column)
    func node(_ value: SettingNode.Value) -> SettingNode {
      SettingNode(line: line, column: column, value: value)
    }
    switch next {
    case "{":
      _ = take()
      return node(.map(entries(until: "}")))
    case "[":
      _ = take()
      var items: [SettingNode] = []
      skip(" ,\n")
      while next != "]" {
        items.append(value(stoppingAt: ",]"))
        skip(" ,\n")
      }
      _ = take()
      return node(.list(items))
    case "\"":
      _ = take()
      var text = ""
      while next != "\"" { text.append(take()) }
      _ = take()
      return node(.scalar(text, quoted: true))
    default:
      var text = ""
      while let next, !stops.contains(next) { text.append(take()) }
      while text.last == " " { text.removeLast() }
      return node(.scalar(text, quoted: false))
    }
  }
}

/// The configuration of a text, as a file `/etc/botchat/botchat.yaml` of a user at home in `/home/ann`.
///
/// A last line with a bot is added to a text that has none.
func configuration(_ text: String) throws(ConfigurationError) -> Configuration {
  let whole = text.contains("bots:") ? text : "\(text)\nbots: [{ name: Ross, chat: /srv/ross/BOT_CHAT.md }]"
  return try Configuration(
    SettingLiteral.node(whole), file: "b.yaml", folder: "/etc/botchat", home: "/home/ann")
}

/// The error of a text that is no configuration, as two lines; nil when it is one.
func refusal(_ text: String) -> String? {
  do {
    _ = try configuration(text)
    return nil
  } catch {
    return "\(error)\n\(error.hint)"
  }
}
