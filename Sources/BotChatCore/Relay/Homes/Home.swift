import BotChatFormat

/// One chat file as the relay knows it: how far it is read, what stands unfinished, what is its state.
package struct Home {
  /// How many bytes before a position are kept to recognise it again (R9).
  package static let tailLength = 128

  package enum Presence: Sendable, Equatable {
    case missing
    case refused(String)
    case steady
    /// Shrunk, replaced or changed before the position: nothing is written and nothing judged until it has
    /// stood still (R5, R8).
    case unsettled
  }

  package let index: Int
  package var presence = Presence.missing
  package var key: FileKey?
  package var size = 0
  package var modified: Int64 = 0
  package var reader: ChatReader
  /// Everything before this has gone through the reader.
  package var readThrough = 0
  /// The last bytes before `readThrough`.
  package var tail: [UInt8] = []
  /// How far had been read when the remainder was last judged: it is not judged twice.
  package var judgedThrough = -1
  /// What the relay wrote, as far as it lies behind the reader's position; ascending.
  package var own: [Range<Int>] = []
  /// Where the growth began that is being read (R5: header and closing line in one growth).
  package var growthStart = 0
  /// Steady clock: when somebody else last changed the file.
  package var lastGrowth: Int64 = 0
  /// Steady clock: until then a writer holds the file open, as far as we looked.
  package var heldUntil: Int64 = 0
  /// Whether it has to be asked once more what of ours stands there, when it has been quiet (R11).
  package var isRecovering = false
  /// Whether the last attempt failed to see what stands there, once it had stood still.
  package var isUnreadable = false
  /// What the first start was to do with the file, which could not be read then, and the wall clock of that (R13).
  package var notBegun: (wishes: FirstStart, at: Int64)?
  /// Files that stood at the path before the present one, while they may still grow.
  package var retired: [FileKey: Retired] = [:]
  /// Deliveries and messages of neighbours that a rewrite may erase (R10).
  package var kept: [KeptMessage] = []
  /// At least as many bytes as these have.
  package var keptBytes = 0
  /// Blocks of others' that somebody wrote here himself, by mark: not delivered once more.
  package var strangers: [UInt64: MessageID] = [:]
  /// The turn in which the file was last looked at.
  package var lookedAtIn = -1
  /// Whether the position differs from the stored one.
  package var isDirty = false

  package struct Retired {
    package var reader: ChatReader
    package var readThrough: Int
    /// The last bytes before that.
    package var tail: [UInt8]
    package var lastGrowth: Int64
  }

  package init(index: Int, reader: ChatReader) {
    self.index = index
    self.reader = reader
  }

  /// Steady clock: when what is unfinished may be judged (R5); nil when there is nothing to judge.
  package func judgeAt(_ timing: Timing) -> Int64? {
    let remainder = reader.remainder
    guard remainder.byteCount > 0, readThrough != judgedThrough else { return nil }
    // A header alone waits for its body; the line behind it counts once it is there, ended or not.
    guard !remainder.hasHeader || remainder.hasBody || !remainder.endsInNewline else { return nil }
    let quiet = remainder.endsInNewline ? timing.settle : timing.patience
    return min(max(lastGrowth + quiet, heldUntil), lastGrowth + timing.patience)
  }

  /// Steady clock: until then somebody may be in the middle of writing, so nothing is appended (R8).
  package func busyUntil(_ timing: Timing) -> Int64 {
    let remainder = reader.remainder
    if remainder.byteCount == 0 { return 0 }
    return judgeAt(timing) ?? lastGrowth + timing.patience
  }

  /// Whether these bytes begin with the tail.
  package func tailBegins(_ bytes: [UInt8]) -> Bool {
    guard bytes.count >= tail.count else { return false }
    return bytes.withUnsafeBytes { bytes in
      tail.withUnsafeBytes { tail in
        var differences: UInt8 = 0
        for at in tail.indices { differences |= tail[at] ^ bytes[at] }
        return differences == 0
      }
    }
  }

  /// Adds bytes that now stand before `readThrough` to the tail.
  package mutating func extendTail(_ bytes: ArraySlice<UInt8>) {
    let kept = max(0, min(tail.count, Self.tailLength - bytes.count))
    tail.removeFirst(tail.count - kept)
    tail.append(contentsOf: bytes.suffix(Self.tailLength))
  }

  /// Notes bytes of ours at or behind `readThrough`.
  package mutating func addOwn(_ range: Range<Int>) {
    forgetPassedOwn()
    own.append(range)
    own.sort { $0.lowerBound < $1.lowerBound }
  }

  /// What lies before the reader's position is never read again.
  package mutating func forgetPassedOwn() {
    let position = reader.position
    own.removeAll { $0.upperBound <= position }
  }
}

/// How long things are waited for, in nanoseconds.
package struct Timing: Sendable {
  /// R5: nothing written for so long settles a message.
  package var settle: Int64
  /// R5, R6 of the format, R8: the most that a writer is waited for.
  package var patience: Int64
  package var poll: Int64
  /// R10: how long an erased message is written again.
  package var watch: Int64 = 120_000_000_000

  package init(settle: Int64, poll: Int64) {
    self.settle = settle
    self.patience = max(2_000_000_000, settle)
    self.poll = poll
  }
}
