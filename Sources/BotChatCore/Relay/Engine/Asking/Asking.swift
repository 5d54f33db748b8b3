import BotChatFormat

/// What becomes of a request.
enum Decision {
  /// It is done as soon as it is stored.
  case done(String)
  /// Nothing has changed, and this is why.
  case refused(String)
  /// It cannot be judged yet.
  case later
}

// What a person asks for: done in one stored change, and answered when that is safe (R11, R12).
extension RelayEngine {
  /// Does what is asked, between two turns; the next turn delivers what it puts into the outbox.
  ///
  /// The same request may be asked again, also after a kill: what was stored is not done once more.
  ///
  /// - Parameters:
  ///   - request: what is asked for.
  ///   - name: tells this request from all others.
  ///   - now: the time.
  /// - Returns: the answer; nil when it cannot be said yet, so that it has to be asked again.
  package func ask(_ request: Request, named name: String, at now: Moment) -> Reply? {
    if let answered, answered.name == name { return answered.reply }
    guard stateFailures == 0 else { return nil }
    self.now = now
    switch decide(request, name) {
    case .later: return nil
    case .refused(let why): return Reply(isDone: false, why)
    case .done(let what):
      let reply = Reply(isDone: true, what)
      change.answered = Answered(name, reply)
      return store() ? reply : nil
    }
  }

  private func decide(_ request: Request, _ name: String) -> Decision {
    switch request {
    case .resend(let resend): self.resend(resend)
    case .drop(let drop): self.drop(drop)
    case .dropProblem(let key): dropProblem(key)
    case .dropProblems: dropProblems()
    case .archive(let archive): self.archive(archive, named: name)
    }
  }

  /// The open home with that chat file; by bytes, since two spellings of one letter are two files.
  func openHome(at path: String) -> Int? {
    roster.openHomes.first { roster.homes[$0].label.utf8.elementsEqual(path.utf8) }
  }

  /// `Ross`, `Ross and John`, `Ross, John and Jack`.
  static func list(_ names: [String]) -> String {
    guard let last = names.last, names.count > 1 else { return names.first ?? "" }
    return names.dropLast().joined(separator: ", ") + " and " + last
  }
}
