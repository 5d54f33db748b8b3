import BotChatFormat

/// Everything that the relay's decisions ask of the world: files, state, time stamps, hashes.
///
/// The engine calls these and nothing else, so a test can play any order of events and stop at any call.
/// A home is named by its index in the `Roster`.
package protocol RelayEffects: ArchiveEffects {
  // MARK: files

  /// What stands at the home's path now. Never follows a link out of the configured chats.
  func look(at home: Int) -> Look
  /// The file whose descriptor is held for this home, which after a rename is no longer the one at the path.
  func held(_ home: Int) -> FileFacts?
  /// Reads at most `count` bytes of the held file into `buffer`, replacing what was in it.
  func read(_ home: Int, from offset: Int, count: Int, into buffer: inout [UInt8]) throws(EffectFailure)
  /// Turns from the held file to the one that stands at the path now; the old one is kept as retired.
  func adopt(_ home: Int) throws(EffectFailure)
  /// A file that was held before an `adopt`, as long as it is kept.
  func retired(_ home: Int, _ key: FileKey) -> FileFacts?
  /// As `read`, of a retired file.
  func readRetired(
    _ home: Int, _ key: FileKey, from offset: Int, count: Int, into buffer: inout [UInt8]
  ) throws(EffectFailure)
  /// Closes a retired file.
  func dropRetired(_ home: Int, _ key: FileKey)
  /// Whether somebody holds the held file, or a retired one, open for writing (R5); false when the system cannot tell.
  func hasWriter(_ home: Int, retired: FileKey?) -> Bool
  /// Appends in one write; a short write is finished. Returns where the bytes stand.
  func append(_ bytes: [UInt8], to home: Int) throws(AppendFailure) -> Range<Int>
  /// Makes what was appended durable.
  func sync(_ home: Int) throws(EffectFailure)
  /// Opens the held file afresh after a failed sync.
  func reopen(_ home: Int) throws(EffectFailure)

  // MARK: switches

  /// Why nothing may be delivered to this home now (R18), or nil.
  func stop(_ home: Int) -> String?
  /// Shows to everybody who looks that the relay is about to write there (R15).
  func holdWritingLocks(_ home: Int)

  // MARK: what is delivered once more

  /// Tells whoever wakes the bots of a home that this message will stand there once more (W4).
  func announce(_ id: MessageID, to home: Int) throws(EffectFailure)
  /// Whether it was announced here that this message comes once more.
  func isAnnounced(_ id: MessageID) -> Bool

  // MARK: state

  /// Stores a change as a whole, synced, or not at all.
  func commit(_ change: StateChange) throws(EffectFailure)
  /// The stored record with this sequence number.
  func record(_ sequence: Int) -> MessageRecord?
  /// Whether a header with this mark stood in a file when that file was first seen.
  func isInHistory(_ mark: UInt64) -> Bool
  /// Announces that very many `isInHistory` questions follow, or that they are over.
  func expectManyHistoryQuestions(_ many: Bool)
  /// Stored parcels for a home behind `number`, oldest first, about `limit` bytes of them and at least one.
  func outbox(_ home: Int, after number: Int, limit: Int) -> [OutboxRow]

  // MARK: hashes and time stamps

  /// BLAKE2b-128 (F9).
  func identify(_ bytes: [UInt8]) -> MessageID
  /// A short keyed hash.
  func mark(_ bytes: [UInt8]) -> UInt64
  /// Now, as the relay writes it into its own messages.
  func stamp() -> Stamp
}

/// Time as text for a header and for the `⏱` line.
package struct Stamp: Sendable {
  /// `2026-02-10 19:32:15 SGT`.
  package let header: String
  /// `07:32:15pm SGT`.
  package let clock: String

  package init(header: String, clock: String) {
    self.header = header
    self.clock = clock
  }
}

/// Which file: device and inode.
package struct FileKey: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64

  package init(device: UInt64, inode: UInt64) {
    self.device = device
    self.inode = inode
  }
}

/// What one look at a file tells.
package struct FileFacts: Sendable, Equatable {
  package var key: FileKey
  /// Bytes.
  package var size: Int
  /// Nanoseconds since 1970.
  package var modified: Int64

  package init(key: FileKey, size: Int, modified: Int64) {
    self.key = key
    self.size = size
    self.modified = modified
  }
}

/// What stands at a home's path.
package enum Look: Sendable, Equatable {
  case missing
  /// Something that is no plain file of one link, or cannot be opened; the text says what.
  case refused(String)
  case file(FileFacts)
}

/// A call that failed, said for people.
package struct EffectFailure: Error, Sendable, Equatable {
  package var what: String

  package init(_ what: String) { self.what = what }
}

/// An append that failed, perhaps after some bytes.
package struct AppendFailure: Error, Sendable, Equatable {
  package var what: String
  /// Where the bytes stand that did get written.
  package var written: Range<Int>?

  package init(_ what: String, written: Range<Int>? = nil) {
    self.what = what
    self.written = written
  }
}

/// Two clocks, read once per turn.
package struct Moment: Sendable {
  /// Monotonic nanoseconds: every timer.
  package var steady: Int64
  /// Nanoseconds since 1970: what is written down.
  package var wall: Int64

  package init(steady: Int64, wall: Int64) {
    self.steady = steady
    self.wall = wall
  }
}
