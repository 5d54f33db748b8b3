import BotChatCore
import BotChatSystem

/// A short command in a daemon's own world, as `docker exec … monitor --stop`.
enum DaemonCommand {
  /// Runs it, at most so many nanoseconds; why it failed, or nil.
  static func run(_ arguments: [String], within limit: Int64) -> String? {
    do throws(SystemError) {
      return end(of: try Child(arguments, output: 4096), until: MonotonicClock.now() + limit)
    } catch {
      return "\(error)"
    }
  }

  /// What a command said that ended well within so many nanoseconds, or why it failed.
  static func answer(_ arguments: [String], within limit: Int64) -> (said: String, failure: String?) {
    do throws(SystemError) {
      let child = try Child(arguments, output: 4096)
      let failure = end(of: child, until: MonotonicClock.now() + limit)
      return (String(decoding: child.output, as: UTF8.self), failure)
    } catch {
      return ("", "\(error)")
    }
  }

  /// Waits for the command's end, and ends it with its group when it is late; why it failed, or nil.
  static func end(of child: Child, until end: Int64) -> String? {
    // Whoever waits for several comes late to some: what has ended by then has ended in time.
    repeat {
      child.takeOutput()
      if let ending = child.reap() {
        if ending == .exited(0) { return nil }
        let words = Escaping.visible(child.output.split(separator: 0x0A).last.map(Array.init) ?? [])
        return words.isEmpty ? "\(text(ending))" : "\(text(ending)): \(words)"
      }
      Pause.milliseconds(2)
    } while MonotonicClock.now() < end
    try? child.endGroup(.kill)
    while child.reap() == nil { Pause.milliseconds(2) }
    return "it took too long, and was ended"
  }

  private static func text(_ ending: Child.Ending) -> String {
    switch ending {
    case .exited(let code): "exit code \(code)"
    case .signalled(let signal): "ended by signal \(signal)"
    }
  }
}
