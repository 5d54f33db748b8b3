/// Something that the person or a sender must know, kept in the state until it is over.
package struct Problem: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// The chat file is not there.
    case missing
    /// What stands there is no plain file, or cannot be opened.
    case refused
    /// Bytes cannot be written: full, read-only, I/O error.
    case unwritable
    /// A block of a sender who is at home elsewhere (R3).
    case misfiled
    /// Text without a header behind a delivery (R8).
    case stray
    /// A line that is almost a header (F1).
    case nearHeader = "near-header"
    /// A recipient that nobody has (R14).
    case unknownRecipient = "unknown-recipient"
    /// A message over the size limit (R14).
    case oversize
    /// The beginning of a delivery that a crash cut off, with other bytes behind it (R11).
    case fragment
    /// A file was replaced while somebody still writes into the old one (R9).
    case split
    /// Another relay copies the same messages (R3).
    case anotherRelay = "another-relay"
    /// A delivery was erased more than ten times (R10).
    case erased
    /// The state cannot be stored (R12).
    case state
    /// History that a rebuilt state could not judge (R13).
    case unjudged
    /// inotify has reached a limit; the poll carries on.
    case watching
    /// What the hub does not take (DESIGN 9).
    case untaken
  }

  package struct Key: Sendable, Hashable {
    package var kind: Kind
    package var subject: String

    package init(_ kind: Kind, _ subject: String) {
      self.kind = kind
      self.subject = subject
    }

    /// Kind and subject as people are shown them; a subject that says no more than the kind is said once.
    package var text: String { subject == kind.rawValue ? subject : "\(kind.rawValue): \(subject)" }
  }

  package var key: Key
  package var what: String
  /// Wall clock, nanoseconds: when it was last seen.
  package var at: Int64
  /// Whether it goes away by itself once it is cured, or stays listed until a person drops it.
  package var isCurable: Bool {
    switch key.kind {
    case .missing, .refused, .unwritable, .state, .watching, .split: true
    default: false
    }
  }

  /// Subject and what it is, for a place where the kind stands before it; see ``Key/text``.
  package var detail: String { key.subject == key.kind.rawValue ? what : "\(key.subject): \(what)" }

  package init(_ key: Key, _ what: String, at: Int64) {
    self.key = key
    self.what = what
    self.at = at
  }
}
