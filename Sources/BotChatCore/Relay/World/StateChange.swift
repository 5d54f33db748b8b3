import BotChatFormat

/// All that one turn of the relay writes into its state; stored as a whole or not at all (R11, R12).
package struct StateChange: Sendable {
  /// Wall clock, milliseconds since 1970.
  package var at: Int64 = 0
  package var records: [MessageRecord] = []
  package var positions: [StoredPosition] = []
  package var parcels: [OutboxRow] = []
  package var sentParcels: [(home: Int, through: Int)] = []
  /// What a person wants to wait no longer.
  package var droppedParcels: [(home: Int, number: Int)] = []
  package var kept: [KeptMessage] = []
  package var droppedKept: [(home: Int, offset: Int)] = []
  package var problems: [Problem] = []
  package var solved: [Problem.Key] = []
  package var notices: [Notice] = []
  /// Marks of the header lines that stood in a file when it was first seen.
  package var history: [UInt64] = []
  /// What came in, where the engine only listens (W2).
  package var heard: [Heard] = []
  /// What came from another machine, stored with the parcels that were made of it (DESIGN 9).
  package var received: [Received] = []
  /// The request that this change does.
  package var answered: Answered?
  /// What is about to be archived.
  package var archives: [ArchivePlan] = []
  /// What has been cut off a file: the places of the messages that were written there move with it.
  package var shifts: [ArchivePlan] = []
  /// Homes whose archive is over.
  package var endedArchives: [Int] = []

  package init() {}

  /// A message is watched no longer; what was to be stored of it is not.
  package mutating func drop(_ message: KeptMessage) {
    kept.removeAll {
      $0.offset == message.offset && $0.home == message.home && $0.mark == message.mark
    }
    droppedKept.append((message.home, message.offset))
  }

  package var isEmpty: Bool {
    records.isEmpty && positions.isEmpty && parcels.isEmpty && sentParcels.isEmpty && kept.isEmpty
      && droppedParcels.isEmpty && answered == nil
      && droppedKept.isEmpty && heard.isEmpty && received.isEmpty && notices.isEmpty && problems.isEmpty
      && solved.isEmpty && history.isEmpty && archives.isEmpty && shifts.isEmpty && endedArchives.isEmpty
  }
}

/// A saved position, distrusted when it is read again (R9).
package struct StoredPosition: Sendable, Equatable {
  package var home: Int
  package var key: FileKey?
  /// The unfinished remainder begins here; everything before it has been judged.
  package var offset: Int
  /// The file's end as far as it was known; a crash can only have left bytes of ours behind this.
  package var readThrough: Int
  /// The bytes just before `offset`, at most `Home.tailLength`.
  package var anchor: [UInt8]
  /// The reader's context at `offset`.
  package var context: [UInt8]
  /// What the relay wrote behind `offset`.
  package var own: [Range<Int>]
  /// Where parcels of the outbox may stand already, whole or torn (R11).
  package var found: [Range<Int>]
  /// Blocks of others' that stand there though the relay did not write them, by mark (R3).
  package var strangers: [UInt64: MessageID]
  package var modified: Int64

  package init(
    home: Int, key: FileKey?, offset: Int, readThrough: Int, anchor: [UInt8], context: [UInt8],
    own: [Range<Int>], found: [Range<Int>], strangers: [UInt64: MessageID], modified: Int64
  ) {
    self.home = home
    self.key = key
    self.offset = offset
    self.readThrough = readThrough
    self.anchor = anchor
    self.context = context
    self.own = own
    self.found = found
    self.strangers = strangers
    self.modified = modified
  }

  /// The same position after a cut.
  func shifted(_ plan: ArchivePlan) -> StoredPosition {
    var shifted = self
    shifted.offset -= plan.cut
    shifted.readThrough -= plan.cut
    shifted.anchor = plan.bytes(anchor, before: offset)
    shifted.own = own.map(plan.place)
    shifted.found = found.map(plan.place)
    return shifted
  }
}

/// A delivery that waits in the state (R12), or that is stored before it is tried.
package struct OutboxRow: Sendable, Equatable {
  package var home: Int
  /// Rises within a home: its place in the queue (R7).
  package var number: Int
  /// The message's sequence number; 0 for a notice of the relay's own.
  package var sequence: Int
  package var bytes: [UInt8]

  package init(home: Int, number: Int, sequence: Int, bytes: [UInt8]) {
    self.home = home
    self.number = number
    self.sequence = sequence
    self.bytes = bytes
  }
}

/// A message that could still be erased by a bot that rewrites its whole file (R10).
package struct KeptMessage: Sendable, Equatable {
  package var home: Int
  package var offset: Int
  package var mark: UInt64
  /// The bytes that stood just before it.
  package var anchor: [UInt8]
  /// As it would be written again.
  package var bytes: [UInt8]
  /// Wall clock, nanoseconds: how long it is watched.
  package var until: Int64
  package var restored: Int
  /// Where it was put, which may be another place than where it is watched: behind somebody's writes that nobody had
  /// read, or in the gap of a rewrite.
  ///
  /// Not stored: a power cut may have taken what was put there.
  package var place: Int?

  package init(
    home: Int, offset: Int, mark: UInt64, anchor: [UInt8], bytes: [UInt8], until: Int64, restored: Int,
    place: Int? = nil
  ) {
    self.home = home
    self.offset = offset
    self.mark = mark
    self.anchor = anchor
    self.bytes = bytes
    self.until = until
    self.restored = restored
    self.place = place
  }
}
