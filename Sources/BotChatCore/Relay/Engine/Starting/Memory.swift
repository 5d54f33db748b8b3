/// What the state remembers when the relay starts.
package struct Memory: Sendable {
  package struct Waiting: Sendable {
    package var home: Int
    package var count: Int
    package var lastNumber: Int
    package var sentThrough: Int

    package init(home: Int, count: Int, lastNumber: Int, sentThrough: Int) {
      self.home = home
      self.count = count
      self.lastNumber = lastNumber
      self.sentThrough = sentThrough
    }
  }

  /// Positions of the configured homes.
  package var positions: [StoredPosition] = []
  /// Positions of files that are configured no more; a moved home may be among them.
  ///
  /// Their `home` means nothing.
  package var orphans: [StoredPosition] = []
  /// Numbers of the members that were configured before.
  package var members: Set<Int> = []
  package var outbox: [Waiting] = []
  package var kept: [KeptMessage] = []
  package var problems: [Problem] = []
  package var notices: [Notice] = []
  /// Archives that were under way.
  package var archives: [ArchivePlan] = []
  /// The request that was done last.
  package var answered: Answered?
  /// Whether the last relay stored everything before it went.
  package var wasClean = false

  package init() {}
}

/// How a relay begins (R13).
package enum Beginning: Sendable {
  /// With its state.
  case resumed
  /// For the first time: what is there counts as handled, as far as the owner does not say otherwise.
  case first(FirstStart)
  /// Its state is lost: it is rebuilt from the files.
  case lost
}

/// What of the history is sent at a first start; nothing, if it is left empty.
package struct FirstStart: Sendable {
  /// Everything.
  package var backfill = false
  /// Messages whose header says this local time or a later one, `YYYY-MM-DD HH:MM:SS`.
  package var since: String?
  /// What the old scripts had not handled: where it begins, per home.
  package var offsets: [Int: Int] = [:]

  package init() {}
}
