import BotChatCore
import BotChatSystem

/// Waits until a message that was sent is delivered, or answered, as the files show it.
struct SendWaiting {
  private let crossing: Crossing
  private let options: SendOptions

  init(_ crossing: Crossing, _ options: SendOptions) {
    self.crossing = crossing
    self.options = options
  }

  func run() throws -> ExitCode {
    guard crossing.world.known != nil else { return .ok }
    let targets = crossing.targets
    let begin = MonotonicClock.now()
    let (end, isForEver) = begin.addingReportingOverflow(options.timeout.nanoseconds)
    var pause: Int64 = 200_000
    while true {
      let isDelivered = try targets.allSatisfy(crossing.stands)
      if isDelivered, try !options.answer || crossing.isAnswered() { return .ok }
      if !isDelivered, !crossing.isCarried {
        throw Complaint(
          "it is written, but no relay runs that would carry it", hint: "healthcheck --start",
          exit: .unavailable)
      }
      guard isForEver || MonotonicClock.now() < end else { break }
      Pause.nanoseconds(pause)
      pause = min(pause * 3 / 2, 20_000_000)
    }
    let what = try targets.allSatisfy(crossing.stands) ? "answered" : "delivered"
    throw Complaint(
      "not \(what) within \(options.timeout)",
      hint: crossing.isPaused
        ? "nothing is delivered before botchat resume; it is written: botchat show \(crossing.id)"
        : "it is written, and goes on its way: botchat show \(crossing.id)",
      exit: .tryAgain)
  }
}
