import BotChatSystem

/// A daemon's log: one line an event with its time, on standard error.
struct EventLog: Sendable {
  let time: LocalTime
  let colour: Colour
  /// Whether nothing is said: another log has it.
  private let isSilent: Bool

  /// How a line begins that a person should look at.
  static let alarm = "problem:"

  init(time: LocalTime, isSilent: Bool = false) {
    self.time = time
    self.isSilent = isSilent
    colour = Colour(for: StandardError.descriptor)
  }

  /// Says something that a person should look at.
  func warn(_ text: String) { say("\(Self.alarm) \(text)") }

  func say(_ text: String) {
    if isSilent { return }
    // What a bot wrote may stand in it: a line end would forge a line, an escape sequence drive a terminal.
    var shown = Escaping.visible(text)
    if shown.hasPrefix(Self.alarm) { shown = colour.red(Self.alarm) + shown.dropFirst(Self.alarm.count) }
    StandardError.write("\(time.headerText(WallClock.now())) \(shown)")
  }
}
