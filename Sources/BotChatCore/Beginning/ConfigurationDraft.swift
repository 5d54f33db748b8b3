/// A first configuration, as text with comments.
package struct ConfigurationDraft: Sendable, Equatable {
  /// How a bot is woken.
  package enum Waking: Sendable, Equatable {
    /// By `openclaw` on this machine.
    case here
    /// By `openclaw` in the container of this name.
    case container(String)
    /// Not yet: nothing shows how.
    case unknown

    /// The command; nil: none is known.
    package var command: [String]? {
      let event = ["openclaw", "system", "event", "--text", "{text}", "--mode", "now"]
      return switch self {
      case .here: event
      case .container(let name): ["docker", "exec", name] + event
      case .unknown: nil
      }
    }
  }

  package struct Bot: Sendable, Equatable {
    package var name: String
    package var chat: String
    package var waking: Waking
    /// Whose file it is, where that is another one's.
    package var shares: String?

    package init(_ name: String, chat: String, waking: Waking, shares: String? = nil) {
      self.name = name
      self.chat = chat
      self.waking = waking
      self.shares = shares
    }
  }

  package var bots: [Bot]
  package var people: [String]
  /// What headers call the time zone; nil: they do not say.
  package var zone: String?

  package init(bots: [Bot], people: [String], zone: String?) {
    self.bots = bots
    self.people = people
    self.zone = zone
  }

  /// The file.
  package var text: String {
    var lines = [
      "# The configuration of the BOT_CHAT toolkit, written by `botchat init`. Check it with: relay --check",
      "",
      "# The order of the bots is the order in which the relay looks at their files.", "bots:",
    ]
    for bot in bots { lines += Self.lines(bot) }
    lines += [
      "", "# People who get messages; without a `chat` their files are made in the state folder.",
      people.isEmpty
        ? "# humans: [YOUR-NAME]" : "humans: [\(people.map(Self.scalar).joined(separator: ", "))]",
      "", "# How you are told of trouble, outside of the files. Without it nobody tells you.",
      "# alert: { run: [/usr/local/bin/tell-me, \"{text}\"] }",
      "",
      "# Where the tools keep what they know. By default /var/lib/botchat for root, else ~/.local/state/botchat.",
      "# state: /var/lib/botchat",
      "", "# The time in headers that the tools write themselves; by default the machine's.",
      "# zone: { name: Asia/Singapore, label: \(zone.map(Self.scalar) ?? "SGT") }",
    ]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ bot: Bot) -> [String] {
    var lines = ["  - name: \(scalar(bot.name))", "    chat: \(JSONText.quoted(bot.chat))"]
    if let shares = bot.shares { lines[1] += "     # leads to the file of \(shares): they share it" }
    if let command = bot.waking.command {
      let words = command.map { $0.contains("{") ? JSONText.quoted($0) : scalar($0) }
      lines.append("    wake: { run: [\(words.joined(separator: ", "))] }")
      lines.append(
        "    # answer: { within: 10m, repeat: 2 }     # silent for so long: woken again, then you are told")
    } else {
      lines.append("    # Nobody wakes it yet. Where it is an OpenClaw gateway on this machine:")
      lines.append("    # wake: { run: [openclaw, system, event, --text, \"{text}\", --mode, now] }")
    }
    return lines
  }

  /// A word as YAML takes it for text: in quotes, unless it can be nothing else.
  private static func scalar(_ text: String) -> String {
    let words: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
    let isPlain =
      text.utf8.first.map { (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x2D } ?? false
      && text.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 == 0x2D
      }
    return isPlain && text.utf8.count > 1 && !words.contains(text.lowercased()) ? text : JSONText.quoted(text)
  }
}
