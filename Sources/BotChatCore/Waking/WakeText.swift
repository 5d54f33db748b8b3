import BotChatFormat

/// What a bot is told when it is woken: who wrote how much, and what the newest is called; no word of a body.
///
/// `BOT_CHAT: 3 new messages from Jack and John, newest (#14)`. A gateway drops an event that equals the one
/// before it, so the text of a wake differs from that of the wake before; that of a retry need not.
///
/// Source: W3, W6, R20.
package struct WakeText: Sendable, Equatable {
  /// The line itself, `{text}`: printable ASCII.
  package let text: String
  /// The bot's name, `{bot}`.
  package let bot: String
  /// Who wrote, `{from}`: `Jack and John`.
  package let from: String
  /// How many messages, `{count}`; a continuation is none.
  package let count: Int
  /// The id of the newest message, `{id}`: twelve hex digits.
  package let id: String

  /// How many names are written out; the others are counted.
  private static let mostNames = 5

  /// Makes the texts of a wake.
  ///
  /// - Parameters:
  ///   - wake: what it is for.
  ///   - bot: the bot's name as configured.
  ///   - sayAge: from which age of the oldest message on the text says it.
  ///   - now: the time.
  package init(_ wake: Wake, bot: String, sayAge: Interval, at now: Moment) {
    let messages = wake.messages.isEmpty ? wake.arrivals : wake.messages
    self.bot = bot
    count = messages.count
    from = Self.list(Self.names(of: messages))
    // No wake is for nothing; but an empty value would let what stands behind it begin an argument.
    id = messages.last?.id.description ?? "none"

    var text = "BOT_CHAT: "
    if wake.reminder > 0 { text += "reminder \(wake.reminder): " }
    text +=
      "\(count) \(wake.reminder > 0 ? "unanswered" : "new") message\(count == 1 ? "" : "s") from \(from)"
    text += "\(count == 1 ? "" : ", newest") (\(messages.last?.reference ?? id)"
    // Another message may have had the same tag, and a reminder is for the same messages.
    text += wake.reminder > 0 || wake.isLookalike ? ", wake \(wake.number))" : ")"
    let doubtful = Self.names(of: wake.arrivals.filter { $0.author == .person(isTrusted: false) })
    if !doubtful.isEmpty { text += " (not verified: \(Self.list(doubtful)))" }
    let continuations = wake.arrivals.count - messages.count
    if continuations > 0 { text += ", and \(continuations) continuation\(continuations == 1 ? "" : "s")" }
    if wake.wasInterrupted { text += ", perhaps said before" }
    let age = messages.map { WakePlan.stretch(from: $0.seen, to: now.wall) }.max() ?? 0
    if age >= sayAge.nanoseconds { text += "; \(count == 1 ? "it" : "the oldest") came \(Self.age(age)) ago" }
    self.text = text
  }

  /// What is filled into the command of a wake; by it no argument begins with `-` that did not before.
  package var places: Placeholders {
    Placeholders(["text": text, "bot": bot, "from": from, "count": "\(count)", "id": id])
  }

  /// The body of a wake's request: `{"text": "…", "mode": "now"}`, as OpenClaw's `POST /hooks/wake` takes it.
  package var body: [UInt8] { Array("{\"text\": \(JSONText.quoted(text)), \"mode\": \"now\"}".utf8) }

  /// Each writer once, in the order of their first messages.
  private static func names(of arrivals: [Arrival]) -> [String] {
    var known: Set<FoldedName> = []
    return arrivals.compactMap { arrival in
      // What is no name came out of a state that somebody else wrote.
      let name = NameGrammar.allows(arrival.sender) ? arrival.sender : "somebody"
      return known.insert(FoldedName(text: name)).inserted ? name : nil
    }
  }

  /// `Jack`, `Jack and John`, `Jack, John and Ross`; from six names on the others are counted.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(mostNames)
    switch names.count {
    case 0: return "somebody"
    case 1: return names[0]
    case ...mostNames: return shown.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
    default:
      let others = names.count - mostNames
      return shown.joined(separator: ", ") + " and \(others) other\(others == 1 ? "" : "s")"
    }
  }

  /// An age in nanoseconds as words: from two minutes on in minutes, from two hours on in hours, from two days
  /// on in days.
  private static func age(_ nanoseconds: Int64) -> String {
    let seconds = nanoseconds / Interval.seconds(1).nanoseconds
    let (number, unit) =
      switch seconds {
      case ..<120: (seconds, "second")
      case ..<7200: (seconds / 60, "minute")
      case ..<172_800: (seconds / 3600, "hour")
      default: (seconds / 86_400, "day")
      }
    return "\(number) \(unit)\(number == 1 ? "" : "s")"
  }
}
