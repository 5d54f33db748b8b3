/// What a bot's wake plan asks for.
package enum WakeAction: Sendable, Equatable {
  /// The bot is to be woken; `ended` says how that went.
  case wake(Wake)
  /// The bot's rescue is to be run; `rescueEnded` says how that went (W5).
  ///
  /// `needsEvidence`: only when a session of it failed, was killed or timed out since `since` (wall clock,
  /// nanoseconds).
  case rescue(needsEvidence: Bool, since: Int64)
  /// The person is to be told (W7).
  case alert(WakeAlert)
}

/// One wake: what it is for.
package struct Wake: Sendable, Equatable {
  /// Counts up from 1 for each bot; a retry keeps its number.
  package var number: Int
  /// The messages, in the order in which they came; at least one of them is no continuation.
  package var arrivals: [Arrival]
  /// 0: the first wake for them.
  ///
  /// N: the N-th reminder, because nobody answered (W5).
  package var reminder: Int
  /// How often it has been tried, this time included.
  package var attempt: Int
  /// Whether a crash fell while its command ran: it may have been carried out before.
  package var wasInterrupted: Bool
  /// Whether its newest message has the reference of the last wake's: its text needs the number to differ.
  package var isLookalike: Bool

  /// Makes a wake from its parts.
  package init(
    number: Int, arrivals: [Arrival], reminder: Int = 0, attempt: Int = 1, wasInterrupted: Bool = false,
    isLookalike: Bool = false
  ) {
    self.number = number
    self.arrivals = arrivals
    self.reminder = reminder
    self.attempt = attempt
    self.wasInterrupted = wasInterrupted
    self.isLookalike = isLookalike
  }

  /// The messages that count: all but the continuations.
  package var messages: [Arrival] { arrivals.filter { !$0.isContinuation } }
}

/// What the person is to be told about a bot's wakes.
package enum WakeAlert: Sendable, Equatable {
  /// So many wakes have failed in a row, the last one for this reason; told once until one succeeds.
  case failing(failures: Int, why: String)
  /// A wake succeeded after `failing` had been told.
  case worksAgain
  /// The bot shows no life though it was woken and reminded; `since` is the first of these wakes (wall clock,
  /// nanoseconds).
  ///
  /// `isRescued`: nor after its rescue.
  case unanswered(reminders: Int, since: Int64, isRescued: Bool)
  /// The bot showed life after `unanswered` had been told.
  case answered
}

/// How a command or request ended.
package enum CallOutcome: Sendable, Equatable {
  case succeeded
  /// The reason for people, and the least pause that the other side asked for, in nanoseconds.
  case failed(why: String, retryAfter: Int64?)
}

/// Whether a bot may be woken now (R18, R19).
package enum WakeGate: Sendable, Equatable {
  case open
  /// Paused, disabled or held: nothing is run, and the clock of an awaited answer stands.
  case shut(why: String)
  /// Not before this time (steady clock, nanoseconds).
  case spaced(until: Int64)
}
