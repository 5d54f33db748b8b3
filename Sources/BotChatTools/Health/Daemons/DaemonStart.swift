import BotChatCore
import BotChatSystem

/// One start of a daemon: begun for many at once, then waited for one after the other.
///
/// It counts as started when it has said that it is ready, holds its lock, and its main loop has left a mark (H3).
struct DaemonStart {
  private enum Way {
    case here(DetachedProcess, logged: Int)
    case there(Child)
    case failed(String)
  }

  private let place: DaemonPlace
  private let logs: StateFolder
  private let begun = MonotonicClock.now()
  private let way: Way

  /// Starts the program, and waits for nothing.
  init(_ place: DaemonPlace, logs: StateFolder) {
    self.place = place
    self.logs = logs
    do throws(SystemError) {
      if place.via.isEmpty {
        let logged = try logs.status(of: place.log)?.size ?? 0
        way = .here(try DetachedProcess(place.command, log: logs.path(of: place.log)), logged: logged)
      } else {
        way = .there(try Child(place.via + place.command + ["--detach"], output: 4096))
      }
    } catch {
      way = .failed("\(error)")
    }
  }

  /// What a start came to.
  enum Outcome {
    /// In so many nanoseconds.
    case ready(process: Int32?, took: Int64)
    case failed(why: String)
  }

  /// Waits until it is ready, at most so many nanoseconds from its beginning.
  func finish(within limit: Int64) -> Outcome {
    let end = begun + limit
    switch way {
    case .failed(let why): return .failed(why: why)
    case .there(let child):
      if let why = DaemonCommand.end(of: child, until: end) { return .failed(why: why) }
      return moves(until: end, process: nil)
    case .here(let process, let logged):
      guard let line = process.firstLine(within: end - MonotonicClock.now()), line.hasPrefix("ready ") else {
        giveUp(process.pid)
        return .failed(why: said(since: logged) ?? "it did not say that it is ready; its log is \(place.log)")
      }
      return moves(until: end, process: process.pid)
    }
  }

  /// Ends our child if it has not even its lock: nobody would see it any more, and each check would add another one.
  private func giveUp(_ pid: Int32) {
    guard DaemonObserver(place).read().life == .absent, let start = ProcessTable().startTime(of: pid) else {
      return
    }
    _ = try? ProcessIdentity(pid: pid, startTime: start).send(.kill)
  }

  private func moves(until end: Int64, process: Int32?) -> Outcome {
    let observer = DaemonObserver(place)
    repeat {
      let reading = observer.read()
      let isNew = reading.mark.map { $0.steady >= begun && (process == nil || $0.pid == process) } ?? false
      if isNew, reading.life != .absent {
        return .ready(process: process, took: MonotonicClock.now() - begun)
      }
      Pause.milliseconds(5)
    } while MonotonicClock.now() < end
    return .failed(why: "it said that it is ready, but its main loop leaves no mark")
  }

  /// The last line that it wrote to its log since then.
  private func said(since size: Int) -> String? {
    guard let bytes = try? logs.readTail(place.log, from: size, limit: 8192) else { return nil }
    let lines = bytes.split(separator: 0x0A)
    // The hint follows the error; what went wrong is the better answer.
    let error = lines.last { String(decoding: $0, as: UTF8.self).contains(": error: ") } ?? lines.last
    return error.map { Escaping.visible(Array($0)) }
  }
}
