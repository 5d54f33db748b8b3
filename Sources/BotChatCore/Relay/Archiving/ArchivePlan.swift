/// What is about to be moved out of a chat file: stored before the first byte of it is, so that it can be finished or
/// taken back after a kill at any instruction (R11).
///
/// 1. The plan is stored. 2. The text is appended to the archive and synced. 3. Whole blocks are taken off the front
/// of the chat file. 4. What is left before the first message that stays is written over. 5. Every place is stored as
/// it is now, and the plan is gone. Whether the third has happened is seen by what stands at the end of the opening.
package struct ArchivePlan: Sendable, Equatable {
  package var home: Int
  package var key: FileKey
  /// The archive's name, in the chat file's folder.
  package var archive: String
  /// How long the archive was, in bytes; nil: there was none.
  package var archiveLength: Int?
  /// What goes there first: a line end where the archive's last line has none.
  package var lead: [UInt8]
  /// What goes there; what stands behind it stays.
  package var moved: Range<Int>
  /// How many bytes are taken off the front.
  package var cut: Int
  /// What then has to stand before the first message that stays.
  package var opening: [UInt8]
  /// What stands at the end of the opening as long as nothing was cut.
  package var before: [UInt8]
  /// What stands there as soon as it was: the first message that stays.
  package var after: [UInt8]
  /// The request that is done with it.
  package var answered: Answered
  /// Whether every place is stored as it is after the cut, and only the opening is to be written.
  package var isShifted: Bool

  package init(
    home: Int, key: FileKey, archive: String, archiveLength: Int?, lead: [UInt8], moved: Range<Int>, cut: Int,
    opening: [UInt8], before: [UInt8], after: [UInt8], answered: Answered, isShifted: Bool = false
  ) {
    self.home = home
    self.key = key
    self.archive = archive
    self.archiveLength = archiveLength
    self.lead = lead
    self.moved = moved
    self.cut = cut
    self.opening = opening
    self.before = before
    self.after = after
    self.answered = answered
    self.isShifted = isShifted
  }

  /// Where a place of the file is after the cut; what went into the archive has none.
  package func place(_ offset: Int) -> Int { offset < moved.upperBound ? 0 : offset - cut }

  /// What stands before a place after the cut, where these bytes stood before it.
  package func bytes(_ bytes: [UInt8], before offset: Int) -> [UInt8] {
    Array((opening + bytes.suffix(max(0, offset - moved.upperBound))).suffix(Home.tailLength))
  }

  package func place(_ range: Range<Int>) -> Range<Int> { range.lowerBound - cut..<range.upperBound - cut }
}
