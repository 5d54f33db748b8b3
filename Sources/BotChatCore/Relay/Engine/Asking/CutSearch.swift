import BotChatFormat

/// Where a file is to be cut.
struct Cut {
  /// What goes into the archive.
  var moved: Range<Int>
  /// How many bytes are taken off the front: whole blocks.
  var front: Int
  /// What is to stand before the first message that stays.
  var opening: [UInt8]
  /// How many messages go, and how many stay.
  var messages: Int
  var remaining: Int
  /// What stands behind the opening's place before the cut, and after it.
  var before: [UInt8]
  var after: [UInt8]
  /// Marks of what goes, header and body.
  var marks: [UInt64]
}

/// Looks for the place at which a chat file can be cut so that every reader finds the same messages behind it as before.
///
/// Two readers count: the one that carries, and the one that wakes. It is not argued but tried: the file is read as it
/// would be after the cut, with the opening and, since a kill may fall between the two, without it or with a part of it.
struct CutSearch {
  enum Answer {
    case none(ArchiveRefusal, String)
    case found(Cut)
  }

  private let engine: RelayEngine
  private let index: Int
  private let keep: Int
  private let block: Int
  private let archive: String
  private let end: Int
  /// Behind this place nothing has been judged yet, or a parcel waits.
  private let limit: Int
  /// Behind this place somebody's wakes have not been read, and whose those are.
  private let heard: (through: Int, by: String)?
  private var carrying: Findings
  private var listening: Findings

  /// How many messages more than those that stay are remembered, so that there is a choice of places.
  private static let margin = 4096

  /// Reads the whole file; throws where that fails.
  init(_ engine: RelayEngine, _ index: Int, keep: Int, block: Int, archive: String) throws(EffectFailure) {
    self.engine = engine
    self.index = index
    self.keep = keep
    self.block = block
    self.archive = archive
    end = engine.homes[index].readThrough
    let waiting =
      engine.destinations[index].found + engine.destinations[index].unsynced + engine.homes[index].own
    limit = waiting.reduce(engine.homes[index].reader.position) { min($0, $1.lowerBound) }
    heard = Self.leastHearing(engine, index)
    (carrying, listening) = try Self.read(engine, index, [], from: 0, to: end, keeping: keep + Self.margin)
  }

  func find() throws(EffectFailure) -> Answer {
    let messages = carrying.messages
    guard carrying.count > keep, !messages.isEmpty else {
      return .none(.nothing, "it has \(ArchiveReport.counted(carrying.count)), and \(keep) are to stay")
    }
    let beginning = min(carrying.first ?? 0, listening.first ?? 0)
    guard beginning <= ArchiveOpening.longestPreamble else {
      return .none(.impossible, "\(beginning) bytes stand before the first message, too much to carry along")
    }
    var head: [UInt8] = []
    if beginning > 0 { try engine.effects.read(index, from: 0, count: beginning, into: &head) }
    let preamble = ArchiveOpening.preamble(head)
    let last = messages.count - keep
    let begins = Set(listening.messages.map(\.offset))
    let places = messages[...last].filter { $0.offset <= limit && begins.contains($0.offset) }
    let heardOf = places.filter { $0.offset <= heard?.through ?? .max }
    var isTooSmall = false
    for place in heardOf.reversed().prefix(16) where isClean(place.offset) {
      let kept = place.offset
      let most = (kept - ArchiveOpening.least(preamble, archive)) / block * block
      guard kept - ArchiveOpening.least(preamble, archive) >= block, kept > beginning else {
        isTooSmall = true
        continue
      }
      for front in stride(from: most, to: max(0, most - 16 * block), by: -block) {
        guard let cut = try cut(kept, front, preamble, beginning) else { continue }
        return .found(cut)
      }
    }
    if let heard, heardOf.count < places.count {
      return .none(.busy, "what came last has not been read for the wakes of \(heard.by)")
    }
    if isTooSmall || places.isEmpty {
      return .none(.nothing, "what is older than the newest \(keep) does not fill a block of \(block) bytes")
    }
    return .none(.impossible, "no message was found before which the file can be cut")
  }

  /// Where the slowest of those stands who wake the bots at home there; nil when all have read as far as the relay.
  ///
  /// A message in an archive wakes nobody any more. A stored place that the file does not agree with proves nothing:
  /// the file was archived or rewritten a moment ago.
  private static func leastHearing(_ engine: RelayEngine, _ index: Int) -> (through: Int, by: String)? {
    let home = engine.homes[index]
    let hearings = engine.effects.hearings(index)
    return Dictionary(grouping: hearings, by: \.bot).map { bot, hearings in
      // A bot's file may have been another one before.
      let standing = hearings.filter { hearing in
        hearing.inode == home.key?.inode && hearing.offset <= home.readThrough
          && (try? engine.stand(hearing.anchor, before: hearing.offset, in: index)) == true
      }
      return (standing.map(\.offset).max() ?? 0, bot)
    }.min { $0.0 < $1.0 }
  }

  /// Whether nothing that began before this place goes on behind it.
  private func isClean(_ place: Int) -> Bool {
    carrying.endsAll(before: place) && listening.endsAll(before: place)
  }

  private func cut(_ kept: Int, _ front: Int, _ preamble: [UInt8], _ beginning: Int) throws(EffectFailure)
    -> Cut?
  {
    let gap = kept - front
    guard let opening = ArchiveOpening.make(preamble, archive, length: gap) else { return nil }
    var before: [UInt8] = []
    var after: [UInt8] = []
    let count = min(256, limit - kept + 1, end - kept)
    try engine.effects.read(index, from: gap, count: count, into: &before)
    try engine.effects.read(index, from: kept, count: count, into: &after)
    guard before != after, !after.isEmpty else { return nil }
    var torn: [UInt8] = []
    try engine.effects.read(index, from: front, count: gap, into: &torn)
    // A kill or a power cut may leave any number of blocks of the opening written.
    for written in Array(stride(from: 0, to: gap, by: block)) + [gap] {
      let text = Array(opening.prefix(written) + torn.dropFirst(written))
      let isWhole = written == gap
      let (one, other) = try Self.read(engine, index, text, from: kept, to: end, keeping: .max)
      guard one.agrees(with: carrying, from: kept, isWhole: isWhole),
        other.agrees(with: listening, from: kept, isWhole: isWhole)
      else { return nil }
    }
    let remaining = carrying.messages.count { $0.offset >= kept }
    return Cut(
      moved: beginning..<kept, front: front, opening: opening, messages: carrying.count - remaining,
      remaining: remaining, before: before, after: after, marks: carrying.marks(before: kept))
  }

  /// Reads `text` and then the file from `start`, as both readers do, in the file's own places.
  private static func read(
    _ engine: RelayEngine, _ index: Int, _ text: [UInt8], from start: Int, to end: Int, keeping count: Int
  ) throws(EffectFailure) -> (Findings, Findings) {
    let shift = start - text.count
    var carrying = Findings(keeping: count, shift: shift)
    var listening = Findings(keeping: count, shift: shift)
    var carrier = ChatReader(.cold, limit: engine.limit, vocabulary: engine.coldVocabulary(index, []))
    var listener = ChatReader(
      .cold, limit: engine.limit, vocabulary: engine.roster.listeningVocabulary(at: index))
    var items: [Item] = []
    func take(_ feed: (inout ChatReader, inout [Item]) -> Void) {
      feed(&carrier, &items)
      for item in items { carrying.add(item, engine) }
      items.removeAll(keepingCapacity: true)
      feed(&listener, &items)
      for item in items { listening.add(item, nil) }
      items.removeAll(keepingCapacity: true)
    }
    func take(_ bytes: [UInt8]) {
      take { reader, items in bytes.withUnsafeBytes { reader.append($0, into: &items) } }
    }
    take(text)
    var piece: [UInt8] = []
    var at = start
    while at < end {
      try engine.effects.read(index, from: at, count: min(RelayEngine.chunk, end - at), into: &piece)
      if piece.isEmpty { break }
      take(piece)
      at += piece.count
      engine.effects.showLife()
    }
    take { reader, items in reader.settle(into: &items) }
    return (carrying, listening)
  }
}
