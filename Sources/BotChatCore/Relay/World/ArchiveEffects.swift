/// What an archive asks of the world, beside what every turn asks.
package protocol ArchiveEffects: AnyObject {
  /// What can be done in the folder of a home's file, and what stands at the archive's name.
  ///
  /// Tried, and not only asked. Throws where it cannot be done, or something else than a plain file stands there.
  func archivePlace(_ home: Int, _ archive: String) throws(EffectFailure) -> ArchivePlace
  /// How far the file has been read for the bots of a home that are woken.
  func hearings(_ home: Int) -> [Hearing]
  /// Whether somebody may write into the held file at a place of his own choice.
  func writers(_ home: Int) -> Writers
  /// Puts the bytes of the plan behind those of the archive, and makes both them and its name durable.
  func copyToArchive(_ plan: ArchivePlan) throws(EffectFailure)
  /// Takes off the archive what ``copyToArchive(_:)`` has put there, as far as it is that.
  func cutBackArchive(_ plan: ArchivePlan) throws(EffectFailure)
  /// Takes so many bytes off the front of the held file, durably, in one step that no append can fall into.
  ///
  /// - Returns: who stands in the way; then nothing has changed.
  func cutFront(_ home: Int, _ count: Int) throws(EffectFailure) -> Writers
  /// Writes over the first bytes of the held file, durably.
  func writeFront(_ home: Int, _ bytes: [UInt8]) throws(EffectFailure)
  /// Says that a long work goes on (H2).
  func showLife()
}

/// How far a file has been read for a bot's wakes, as whoever reads it has stored it (W2).
package struct Hearing: Sendable, Equatable {
  package var bot: String
  package var inode: UInt64
  /// Everything before this has been heard of.
  package var offset: Int
  /// The bytes just before that.
  package var anchor: [UInt8]

  package init(bot: String, inode: UInt64, offset: Int, anchor: [UInt8]) {
    self.bot = bot
    self.inode = inode
    self.offset = offset
    self.anchor = anchor
  }
}

/// Where an archive goes.
package struct ArchivePlace: Sendable, Equatable {
  /// Only multiples of so many bytes can be taken off a file.
  package var block: Int
  /// How long the archive is, in bytes; nil: there is none.
  package var length: Int?
  /// Whether its last line has no end.
  package var endsInLine: Bool

  package init(block: Int, length: Int?, endsInLine: Bool) {
    self.block = block
    self.length = length
    self.endsInLine = endsInLine
  }
}

/// Who else may write into a file.
package enum Writers: Sendable, Equatable {
  /// Nobody who could spoil a cut: none, or such as only append.
  case harmless
  /// Somebody has it open for writing; the text says who.
  case inTheWay(String)
  /// It cannot be found out.
  case unknown(String)
}
