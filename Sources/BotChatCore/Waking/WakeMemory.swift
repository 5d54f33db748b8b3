/// What a bot's wake plan must remember over a crash: plain numbers and texts.
///
/// It is stored, synced, before the action is carried out that came with it. A crash before that forgets a
/// decision that had no effect yet; a crash after it finds the claim.
/// Source: W2, W4, W5.
package struct WakeMemory: Sendable, Equatable {
  /// Arrivals up to this number are done: a wake for them succeeded.
  package var doneThrough = 0
  /// How many wakes there were, retries not counted: the number of the latest.
  package var wakes = 0
  /// How many calls have failed since the last one that succeeded.
  package var failures = 0
  /// Why the last of them failed.
  package var lastFailure: String?
  /// Whether the person has been told that wakes fail.
  package var hasToldFailing = false
  /// What the newest message of the last wake that succeeded was called in its text.
  package var lastReference: String?
  /// The wake that runs or is to be tried again.
  package var claim: Claim?
  /// The answer that is waited for.
  package var watch: Watch?
  /// What the person knows of the bot's silence.
  package var silence = Silence.unknown

  /// A wake that has not succeeded yet.
  package struct Claim: Sendable, Equatable {
    /// The wake's number.
    package var number: Int
    /// It is for the arrivals above `doneThrough` up to this number, and as a reminder for the watched ones.
    package var through: Int
    /// 0, or which reminder it is.
    package var reminder: Int
    /// Whether its command or request is under way, as far as the memory knows.
    package var isRunning: Bool
    /// How often a crash fell while it ran.
    package var interruptions: Int
    /// Wall clock, nanoseconds: when its latest call began.
    package var begun: Int64

    /// Makes a claim from its parts.
    package init(
      number: Int, through: Int, reminder: Int = 0, isRunning: Bool, interruptions: Int = 0, begun: Int64
    ) {
      self.number = number
      self.through = through
      self.reminder = reminder
      self.isRunning = isRunning
      self.interruptions = interruptions
      self.begun = begun
    }
  }

  /// An answer that is waited for (W5).
  package struct Watch: Sendable, Equatable {
    /// How far the bot's rescue is.
    package enum Rescue: Int, Sendable {
      case notYet
      case running
      /// It succeeded: the bot is to be woken once more.
      case owesWake
      /// It is over, and so is the wake after it.
      case done
    }

    /// The watched arrivals are those above this number.
    package var after: Int
    /// The last of the watched arrivals.
    package var through: Int
    /// Wall clock, nanoseconds: when the first wake for them began.
    package var woken: Int64
    /// How many reminders succeeded.
    package var reminders = 0
    /// How long was waited since the last wake for them, before `since`; nanoseconds.
    package var waited: Int64 = 0
    /// Wall clock, nanoseconds: since when the present stretch of waiting lasts; nil while the gate is shut.
    package var since: Int64?
    /// Whether the person has been told that this waiting was in vain.
    package var isTold = false
    /// How far the rescue is.
    package var rescue = Rescue.notYet

    /// Begins a watch; what is not given is that of a new one.
    package init(after: Int, through: Int, woken: Int64, since: Int64?) {
      self.after = after
      self.through = through
      self.woken = woken
      self.since = since
    }
  }

  /// What the person knows of the bot's silence.
  package enum Silence: Int, Sendable {
    /// Nothing.
    case unknown
    /// That it does not answer.
    case told
    /// That it does not answer; but it has shown life since.
    case over
  }

  /// The memory of a bot that was never woken.
  package init() {}

  /// Whether the arrival with this number is still needed: not yet done, or watched for an answer.
  ///
  /// All others can be forgotten.
  package func needs(_ number: Int) -> Bool {
    if number > doneThrough { return true }
    guard let watch else { return false }
    return watch.after < number && number <= watch.through
  }

  /// The memory with every count where the plan can go on counting.
  ///
  /// It may come from a folder that a container can write: nothing in it may end the relay.
  var bounded: WakeMemory {
    let range = 0...1_000_000_000_000
    func bound(_ count: inout Int) { count = min(max(count, range.lowerBound), range.upperBound) }
    var memory = self
    bound(&memory.wakes)
    bound(&memory.failures)
    if var claim = memory.claim {
      bound(&claim.number)
      bound(&claim.reminder)
      bound(&claim.interruptions)
      claim.through = max(claim.through, doneThrough)
      memory.claim = claim
    }
    if var watch = memory.watch {
      bound(&watch.reminders)
      memory.watch = watch
    }
    return memory
  }
}
