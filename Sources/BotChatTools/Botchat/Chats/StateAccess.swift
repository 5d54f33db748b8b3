import BotChatSystem

/// Whether this user can look into the state: who cannot is not to be told that nothing is there.
struct StateAccess {
  private let path: String

  init(_ path: String) { self.path = path }

  /// Why the state folder cannot be looked into, with exit 77 or 74; nil where it can, and where there is none.
  var refusal: Complaint? {
    StateFolder.readingRefusal(path).map { Self.complaint("cannot look into the state folder \(path)", $0) }
  }

  /// Throws a `Complaint` with exit 77 or 74 where the state cannot be looked into.
  func check() throws(Complaint) {
    if let refusal { throw refusal }
  }

  /// What is said of a state folder that cannot be used.
  static func complaint(_ what: String, _ error: TrustError) -> Complaint {
    Complaint(
      "\(what): \(error)",
      hint: error.isRefused
        ? "run this as the relay's user, or as root"
        : "\"state\" in the configuration must name a folder that is yours alone",
      exit: error.isRefused ? .permission : .inputOutput)
  }
}
