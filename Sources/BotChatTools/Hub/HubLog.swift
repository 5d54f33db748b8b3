import BotChatCore
import BotChatSystem

/// The hub's log: a line for who comes and goes, never a token, never a text.
final class HubLog {
  private let lines: EventLog
  /// Where the clients are.
  private var addresses: [Int: String] = [:]
  private var pace = HubLogPace()

  init(_ lines: EventLog) { self.lines = lines }

  func opened(_ connection: Int, _ address: String) { addresses[connection] = address }

  func closed(_ connection: Int) { addresses[connection] = nil }

  func say(_ text: String) { lines.say(text) }

  func warn(_ text: String) { lines.warn(text) }

  /// To be called each second: as many lines again may be said.
  func secondIsOver() {
    let leftOut = pace.secondIsOver()
    if leftOut > 0 { lines.say("\(leftOut) lines more about connections were left out") }
  }

  func note(_ entry: HubEntry) {
    guard pace.takes(entry) else { return }
    switch entry {
    case .authenticated(let bot, let connection): lines.say("\(bot) connected from \(address(connection))")
    case .badToken(let connection): lines.warn("a wrong token came from \(address(connection))")
    case .left(let bot, let connection): lines.say("\(bot) left: \(address(connection))")
    case .joined(let bot, let room, let buffered):
      lines.say("\(bot) joined \(room)\(buffered == 0 ? "" : ": \(buffered) kept messages follow")")
    case .replaced(let bot, let room): lines.say("another connection of \(bot) took over \(room)")
    case .revoked(let bot): lines.say("a token of \(bot) is not in force any more: cut off")
    case .dead(let bot, let connection):
      lines.say("no sign of life from \(bot ?? "a stranger") at \(address(connection)): closed")
    case .givenUp(let connection, let code):
      lines.say("\(address(connection)) is sent away: \(code.rawValue)")
    case .bufferFull(let bot, let room):
      lines.warn("\(room) keeps as much as it may: a message of \(bot) was not taken")
    case .forgotten(let bot, let room, let messages):
      lines.warn("\(bot) is no member of \(room) any more: \(messages) messages that were kept are dropped")
    case .notStored(let why): lines.warn("nothing can be stored, and no message is taken: \(why)")
    case .storedAgain: lines.say("it can be stored again")
    case .notRead(let why): lines.warn("what is kept cannot be read: \(why)")
    }
  }

  private func address(_ connection: Int) -> String { addresses[connection] ?? "an unknown address" }
}
