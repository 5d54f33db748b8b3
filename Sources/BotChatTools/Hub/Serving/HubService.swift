import BotChatCore
import BotChatSystem

/// The running hub: from the lock to the last ack.
final class HubService {
  private var source: HubConfiguration
  private let log: HubLog
  private let state: HubState
  private let mark: LifeMarkFile
  private let ownLog: OwnLog
  private let store: HubStore
  private let serving: HubServing
  /// Until the hub serves: then the rules have the one, and the storage has its own of the other.
  private var opened: (database: HubDatabase, memory: HubMemory)?
  private var nextMark: Int64 = 0
  private var nextSummary: Int64
  private var lastCounts = HubCounts()
  private var isEnding = false

  /// How often the main loop leaves its mark.
  static let pace = Interval.seconds(1)
  private static let second: Int64 = 1_000_000_000
  /// How long the disk and the clients have, when the hub ends.
  private static let patience = 5 * second

  /// Throws a `Complaint`: 75 when another hub runs, 74 when state or network cannot be used, 78 for a newer state.
  init(_ source: HubConfiguration) throws {
    self.source = source
    let signals = try Signals()
    log = HubLog(EventLog(time: try LocalTime(zone: nil)))
    state = try HubState(source)
    opened = try state.open()
    mark = try LifeMarkFile(in: state.folder, HubState.markName)
    ownLog = OwnLog(inState: source.state)
    store = try HubStore()
    serving = HubServing(source, store, try HubReader(path: state.path), signals, log)
    nextSummary = MonotonicClock.now() + 60 * Self.second
  }

  /// Serves until it is told to end.
  func run() throws -> ExitCode {
    let settings = source.settings
    do throws(ServerError) {
      if let tls = settings.tls { try WebSocketServer.check(certificate: (tls.certificate, tls.key)) }
    } catch {
      throw Complaint("tls: \(error)", exit: .configuration)
    }
    do {
      if let opened { try serving.begin(settings, opened.memory, opened.database) }
    } catch let error as ServerError {
      throw Complaint(
        "\(error)",
        hint:
          "port: and listen: say where this hub listens: on an address of this machine, where no other one does",
        exit: .inputOutput)
    }
    opened = nil
    let storing = try store.start(path: state.path)
    defer {
      serving.end()
      store.end()
      storing.join()
    }
    if settings.insecure, settings.tls == nil {
      log.warn("insecure: true lets tokens cross the network in the clear")
    }
    log.say("configuration \(source.digest) is in force: \(source.path)")
    do throws(SystemError) {
      try state.noteAddress(settings.listen, port: serving.port, isEncrypted: settings.tls != nil)
    } catch {
      log.warn("where it listens cannot be stored for the health check: \(error)")
    }
    let address = settings.listen.contains(":") ? "[\(settings.listen)]" : settings.listen
    StandardOutput.write(
      "ready pid=\(ThisProcess.pid) config=\(source.digest) address=\(address):\(serving.port)")
    while !isEnding { turn() }
    close()
    return .ok
  }

  private func turn() {
    serving.turn(until: nextMark)
    for request in serving.takeRequests() {
      switch request {
      case .terminate, .interrupt: isEnding = true
      case .hangUp: reload()
      }
    }
    let now = MonotonicClock.now()
    guard now >= nextMark else { return }
    nextMark = now + Self.pace.nanoseconds
    mark.write(config: source.digest, changed: source.hasChanged, path: source.path)
    log.secondIsOver()
    ownLog.lookAfter(LogSettings())
    if now >= nextSummary { summarize(at: now) }
  }

  /// A line a minute, when there was anything.
  private func summarize(at now: Int64) {
    nextSummary = now + 60 * Self.second
    let counts = serving.counts
    defer { lastCounts = counts }
    guard counts.taken != lastCounts.taken || counts.sent != lastCounts.sent else { return }
    log.say(
      "in the last minute \(counts.taken - lastCounts.taken) messages were taken and "
        + "\(counts.sent - lastCounts.sent) sent; \(counts.kept) are kept")
  }

  /// R17: takes the whole new configuration, or keeps the old one and says why.
  private func reload() {
    do throws(Complaint) {
      let new = try HubConfiguration(named: source.path)
      if let fixed = fixed(new) {
        throw Complaint("another \(fixed) needs a restart", exit: .configuration)
      }
      serving.reload(new)
      source = new
      nextMark = 0
      log.say("configuration \(new.digest) is in force: \(new.path)")
    } catch {
      log.warn("configuration \(source.digest) stays in force: \(error.what)")
    }
  }

  /// The first key that is other than it was, and cannot be changed while the hub runs; nil: none.
  private func fixed(_ new: HubConfiguration) -> String? {
    let (old, new) = ((source.settings, source.state), (new.settings, new.state))
    if old.1 != new.1 { return "state" }
    if old.0.port != new.0.port { return "port" }
    if old.0.listen != new.0.listen { return "listen" }
    if old.0.tls != new.0.tls { return "tls" }
    let (limits, others) = (old.0.limits, new.0.limits)
    if limits.connections != others.connections { return "limits.connections" }
    if limits.header != others.header { return "limits.header" }
    return limits.output == others.output ? nil : "limits.output"
  }

  /// Stores what was taken, gives the acks for it, and says goodbye.
  private func close() {
    log.say("closing")
    serving.beginClosing()
    let end = MonotonicClock.now() + Self.patience
    while !serving.isDrained, MonotonicClock.now() < end { serving.turn(until: end) }
    serving.finishClosing()
    while serving.hasConnections, MonotonicClock.now() < end { serving.turn(until: end) }
    log.say("closed")
  }
}
