import BotChatCore
import BotChatSystem

/// A request to the running relay: laid into its inbox, and waited for.
struct RelayRequest {
  private let state: String

  init(_ source: ConfigurationFile) { state = source.state }

  /// So long is waited for the relay, which looks at its inbox at least at each poll; nanoseconds.
  static let patience: Int64 = 10_000_000_000

  /// Has the relay do it.
  ///
  /// - Returns: what was done, in the relay's words.
  /// - Throws: a `Complaint`: 65 when the relay refuses, 69 when none runs, 74 or 77 when its inbox cannot be written,
  ///   75 when it does not answer.
  func ask(_ request: Request) throws(Complaint) -> String {
    let reply = try reply(to: request)
    guard reply.isDone else { throw Complaint(reply.text, exit: .refused) }
    return reply.text
  }

  /// Has the relay do it, or say why not.
  ///
  /// - Parameters:
  ///   - request: what to do.
  ///   - patience: how long the relay is waited for; nanoseconds.
  ///   - isSlow: called once when it takes longer than a moment.
  /// - Returns: what was done, or why nothing was.
  /// - Throws: as ``ask(_:)``, except for what the relay refuses.
  func reply(
    to request: Request, patience: Int64 = Self.patience, isSlow: () -> Void = {}
  ) throws(Complaint) -> Reply {
    guard try hasRelay() else { throw Self.noRelay("no relay runs that could do it") }
    let folder = try open()
    let name = InboxName.new()
    do throws(SystemError) {
      try folder.writeAtomically(InboxName.request(name), request.bytes, isDurable: false)
    } catch {
      throw Complaint(
        "cannot ask the relay: \(error)", hint: error.isRefused ? Self.otherUser : nil,
        exit: error.isRefused ? .permission : .inputOutput)
    }
    return try reply(to: name, in: folder, patience, isSlow)
  }

  private static let otherUser = "run this as the relay's user"

  private static func noRelay(_ what: String) -> Complaint {
    Complaint(what, hint: "healthcheck --start", exit: .unavailable)
  }

  private func hasRelay() throws(Complaint) -> Bool {
    do throws(SystemError) {
      return try LockFile.isHeld("\(state)/relay.lock")
    } catch {
      throw Complaint(
        "cannot see whether a relay runs: \(error)", hint: error.isRefused ? Self.otherUser : nil,
        exit: error.isRefused ? .permission : .inputOutput)
    }
  }

  private func open() throws(Complaint) -> StateFolder {
    do throws(TrustError) {
      return try StateFolder(path: state).subfolder(InboxName.folder)
    } catch {
      throw Complaint(
        "cannot use the state folder \(state): \(error)", hint: Self.otherUser, exit: .permission)
    }
  }

  private func reply(
    to name: String, in folder: StateFolder, _ patience: Int64, _ isSlow: () -> Void
  ) throws(Complaint) -> Reply {
    let begin = MonotonicClock.now()
    var pause: Int64 = 200_000
    var isSlowSaid = false
    while MonotonicClock.now() < begin + patience {
      if !isSlowSaid, MonotonicClock.now() > begin + 1_000_000_000 {
        isSlow()
        isSlowSaid = true
      }
      if let reply = take(name, folder) { return reply }
      guard try hasRelay() else { break }
      Pause.nanoseconds(pause)
      pause = min(pause * 3 / 2, 20_000_000)
    }
    return try takeBack(name, folder)
  }

  /// The reply, if it is there; it is removed.
  private func take(_ name: String, _ folder: StateFolder) -> Reply? {
    let file = InboxName.reply(to: name)
    guard let bytes = try? folder.readSmall(file, limit: 1 << 20) else { return nil }
    _ = try? folder.remove(file)
    return Reply(line: String(decoding: bytes.prefix { $0 != 10 }, as: UTF8.self))
  }

  /// Takes the request back, so that nobody does it later.
  private func takeBack(_ name: String, _ folder: StateFolder) throws(Complaint) -> Reply {
    _ = try? folder.remove(InboxName.request(name))
    // The relay may have done it in this very moment, or have ended before it could say so.
    if let reply = take(name, folder) { return reply }
    if let done = try? StoredState(state).answered(), done.name == name { return done.reply }
    if try !hasRelay() { throw Self.noRelay("no relay runs any more that could do it; it is taken back") }
    throw Complaint(
      "the relay does not answer; what was asked is taken back", hint: "botchat status shows how it is",
      exit: .tryAgain)
  }
}
