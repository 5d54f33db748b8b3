import BotChatCore

/// A bot's wakes drawn as two lines, a character or a group in brackets for each second.
///
/// What happens: `a`…`z` a message with that tag, `+` a continuation, `!` the bot shows life, `(` the gate shuts,
/// `)` it opens, `X` the toolkit dies and comes back, `-` nothing, `|` the end. What is done: the tags of a wake
/// (`2ab` when it is reminder 2, `~ab` when it was interrupted), `R` a rescue (`E` one that needs evidence), and the
/// alerts `F` failing, `W` works again, `U` unanswered, `V` unanswered after the rescue, `A` answered.
struct WakeTimeline {
  private var play: WakePlay
  private var calls: [WakePlay.Ending]
  private let lasting: Int
  private var endsIn = 0

  /// Plays the line of what happens, and draws what is done.
  ///
  /// - Parameters:
  ///   - events: the line of what happens.
  ///   - bot: how the bot is woken and watched.
  ///   - wake: how failed wakes are tried again.
  ///   - calls: how each call ends, as in `WakePlay.Ending`; good when there is none left.
  ///   - lasting: how many seconds a call takes.
  /// - Returns: a line as long as that of what happens.
  static func draw(
    _ events: String, bot: Bot = Bot(name: "Ross", burst: .seconds(2)),
    wake: WakeSettings = WakeSettings(retryFirst: .seconds(4), retryMost: .seconds(16)), calls: String = "",
    lasting: Int = 0
  ) -> String {
    var line = WakeTimeline(
      play: WakePlay(bot, wake), calls: calls.compactMap(WakePlay.Ending.init), lasting: lasting)
    var drawn = ""
    var group: [Character]?
    for event in events {
      switch (event, group) {
      case ("|", _): return drawn + "|"
      case ("[", _): group = []
      case ("]", let all?):
        drawn += line.step(all)
        group = nil
      case (_, nil): drawn += line.step([event])
      case (_, _?): group?.append(event)
      }
    }
    return drawn
  }

  private mutating func step(_ events: [Character]) -> String {
    if play.running != nil {
      endsIn -= 1
      if endsIn == 0 { end() }
    }
    for event in events { happen(event) }
    var done: [String] = []
    // A plan that never has enough shall fail its test, not hang it.
    while done.count < 20, let action = play.next() {
      done.append(Self.token(action))
      guard play.running != nil else { continue }
      endsIn = lasting
      if lasting == 0 { end() }
    }
    // The plan says itself when it wants to be asked again, and not for a time that has passed.
    let isLate = play.plan.dueAt.map { $0 <= play.now.steady } ?? false
    play.wait(WakePlay.second)
    let text = done.joined(separator: " ") + (isLate ? "?" : "")
    return text.isEmpty ? "-" : text.count == 1 ? text : "[\(text)]"
  }

  private mutating func end() { play.end(calls.isEmpty ? .good : calls.removeFirst()) }

  private mutating func happen(_ event: Character) {
    switch event {
    case "-": break
    case "+": play.arrive("+", isContinuation: true)
    case "!": play.plan.showedLife(at: play.now)
    case "(": play.gate = .shut(why: "paused")
    case ")": play.gate = .open
    case "X": play.crash()
    default: play.arrive(String(event))
    }
  }

  private static func token(_ action: WakeAction) -> String {
    switch action {
    case .wake(let wake):
      return (wake.wasInterrupted ? "~" : "") + (wake.reminder > 0 ? "\(wake.reminder)" : "")
        + wake.arrivals.map { $0.tag ?? "" }.joined()
    case .rescue(let needsEvidence, _): return needsEvidence ? "E" : "R"
    case .alert(.failing): return "F"
    case .alert(.worksAgain): return "W"
    case .alert(.unanswered(_, _, let isRescued)): return isRescued ? "V" : "U"
    case .alert(.answered): return "A"
    }
  }
}
