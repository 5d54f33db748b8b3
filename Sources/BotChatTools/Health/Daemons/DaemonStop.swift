import BotChatCore
import BotChatSystem

/// The end of a daemon: asked, waited for, and only then forced; begun for many at once.
struct DaemonStop {
  /// How long one that works is given, nanoseconds: a wake may be under way.
  static func patience(_ configuration: Configuration) -> Int64 {
    configuration.wake.timeout.nanoseconds + 5_000_000_000
  }

  private let place: DaemonPlace
  private let process: ProcessIdentity?
  private let refusal: String?

  /// Asks the process that was seen to end; no other is ever signalled.
  init(_ place: DaemonPlace, _ reading: DaemonReading) {
    self.place = place
    process = reading.process.map { ProcessIdentity(pid: $0.pid, startTime: $0.start) }
    do throws(SystemError) {
      try process?.send(.terminate)
      refusal = nil
    } catch {
      refusal = "\(error)"
    }
  }

  /// Waits for its end so many nanoseconds, then kills it; why it did not end, or nil.
  ///
  /// One that is elsewhere can only be ended there.
  func finish(within limit: Int64) -> String? {
    if let refusal { return refusal }
    guard let process else { return finishElsewhere(limit) }
    if hasEnded(process, until: MonotonicClock.now() + limit) { return nil }
    do throws(SystemError) {
      try process.send(.kill)
    } catch {
      return "\(error)"
    }
    return hasEnded(process, until: MonotonicClock.now() + 5_000_000_000)
      ? nil : "process \(process.pid) does not end, not even by SIGKILL: it waits for a disk"
  }

  private func finishElsewhere(_ limit: Int64) -> String? {
    guard !place.via.isEmpty else {
      let how = place.daemon.program == "monitor" ? ", with monitor --stop" : ""
      return "it runs where it cannot be seen from here: end it there\(how)"
    }
    return DaemonCommand.run(place.via + place.command + ["--stop"], within: limit)
  }

  /// A process that is our own child stays as a zombie until we end, which is an end.
  private func hasEnded(_ process: ProcessIdentity, until end: Int64) -> Bool {
    while process.isAlive {
      guard MonotonicClock.now() < end else { return false }
      Pause.milliseconds(2)
    }
    return true
  }
}
