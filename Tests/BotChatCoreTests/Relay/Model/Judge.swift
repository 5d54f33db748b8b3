import BotChatCore

/// Says whether every letter stands where it must: exactly once, whole, in order, and nowhere else.
///
/// It knows the letters and what the relay wrote, and shares no code with the relay.
struct Judge {
  /// One header line of what the relay wrote, and the text up to the next.
  private struct Piece {
    var header: String
    var text: [UInt8]
    /// Something foreign stands behind it, so it may be a fragment.
    var endsRun: Bool
    /// Its last line end is missing, and something foreign stands behind it.
    var isTorn = false
  }

  private let play: Play
  private var allowsFragments = false
  private var broken: [String] = []
  /// Where in the trace of each home the letters begin, by tag.
  private var places: [[Int: Int]] = []
  private var counts: [[Int: Int]] = []
  /// Whole but for the last line end.
  private var complete: [Set<Int>] = []

  /// The laws that are broken, in words.
  ///
  /// - Parameters:
  ///   - play: What happened.
  ///   - allowsFragments: After a crash another source's message may be ready before the torn one is; then a
  ///     fragment stays, and is told.
  /// - Returns: One line for each; none when all is well.
  static func laws(_ play: Play, allowsFragments: Bool = false) -> [String] {
    var judge = Judge(play: play)
    judge.allowsFragments = allowsFragments
    for home in play.roster.homes.indices { judge.read(home) }
    for letter in play.letters { judge.judge(letter) }
    judge.judgeOrder()
    return play.complaints + judge.broken
  }

  private init(play: Play) {
    self.play = play
    places = Array(repeating: [:], count: play.roster.homes.count)
    counts = places
    complete = places.map { _ in [] }
  }

  // MARK: what stands in a home

  private mutating func read(_ home: Int) {
    var rest: [Int: [UInt8]] = [:]
    var torn: Set<Int> = []
    // What a piece that may be a fragment would have been; it may follow once more.
    var again: [String: [UInt8]] = [:]
    for (at, piece) in pieces(home).enumerated() {
      if piece.header.contains(" - Relay → ") || piece.header.hasSuffix(" (#local)") { continue }
      guard let (letter, continuation) = letter(of: piece) else {
        if !piece.endsRun && !allowsFragments {
          broken.append("home \(home): a torn header in the middle: \(piece.header)")
        }
        continue
      }
      let tag = letter.tag
      let expected: [UInt8]
      if continuation {
        guard let left = again[piece.header] ?? rest[tag] else {
          broken.append("home \(home): #\(tag) goes on but was complete or never begun")
          continue
        }
        expected = Self.withoutLeadingBlankLines(left)
      } else {
        if let left = rest[tag], !left.isEmpty, !torn.contains(tag), !allowsFragments,
          letter.repeats[home] == nil,
          !(piece.endsRun && Letter.trimmed(piece.text).isEmpty)
        {
          broken.append("home \(home): #\(tag) begins again though its beginning was whole")
        }
        if rest[tag] == nil { places[home][tag] = at }
        expected = home == letter.home ? letter.body : Letter.quoted(letter.body)
      }
      let text = Letter.trimmed(continuation ? Self.withoutLeadingBlankLines(piece.text) : piece.text)
      if piece.endsRun, text.isEmpty, !expected.isEmpty { continue }
      again[piece.header] = piece.endsRun ? expected : nil
      if text == expected, piece.isTorn {
        // A line end of somebody else makes it whole; without one it must follow again.
        rest[tag] = []
        complete[home].insert(tag)
        torn.insert(tag)
      } else if text == expected {
        counts[home][tag, default: 0] += 1
        rest[tag] = []
        torn.remove(tag)
      } else if expected.starts(with: text) {
        rest[tag] = Array(expected[text.count...])
        if piece.endsRun { torn.insert(tag) }
        if !letter.maySplit && !piece.endsRun && !letter.isDoubtful && !allowsFragments {
          broken.append("home \(home): #\(tag) was split without a reason")
        }
      } else if letter.isDoubtful, text.starts(with: expected) {
        // Half of a line stood behind it when its file was destroyed.
        counts[home][tag, default: 0] += 1
      } else {
        broken.append(
          "home \(home): #\(tag) has other bytes: \(String(reflecting: String(decoding: text, as: UTF8.self)))"
            + " for \(String(reflecting: String(decoding: expected, as: UTF8.self)))")
      }
    }
  }

  private func pieces(_ home: Int) -> [Piece] {
    var pieces: [Piece] = []
    let place = play.world.places[home]
    for (at, run) in place.trace.runs.enumerated() {
      let isLast = at + 1 == place.trace.runs.count && place.standing.map(place.trace.endsFile) ?? false
      let text = isLast ? run : Self.withoutTornStart(run)
      var isBegun = false
      for line in text.split(separator: 10, omittingEmptySubsequences: false) {
        // A neighbour's message comes back as it stood, with what its fences hold.
        if line.starts(with: "### 2".utf8), !line.reversed().starts(with: "(#999)".utf8.reversed()) {
          pieces.append(Piece(header: String(decoding: line, as: UTF8.self), text: [], endsRun: false))
          isBegun = true
        } else if isBegun {
          pieces[pieces.count - 1].text += line + [10]
        }
      }
      if isBegun, !isLast {
        pieces[pieces.count - 1].endsRun = true
        pieces[pieces.count - 1].isTorn = text.last != 10
      }
    }
    return pieces
  }

  /// Without the very first bytes of a delivery, which are too few to show what they are.
  private static func withoutTornStart(_ run: [UInt8]) -> [UInt8] {
    for start in ["### ", "###", "##", "#"] where run.reversed().starts(with: "\n\(start)".utf8.reversed()) {
      return Array(run.dropLast(start.utf8.count))
    }
    return run
  }

  private func letter(of piece: Piece) -> (Letter, continuation: Bool)? {
    for letter in play.letters {
      if piece.header == letter.headerLine { return (letter, false) }
      if piece.header.hasPrefix("\(letter.headerLine) (cont. ") { return (letter, true) }
    }
    return nil
  }

  private static func withoutLeadingBlankLines(_ text: [UInt8]) -> [UInt8] {
    var lines = text.split(separator: 10, omittingEmptySubsequences: false)
    while lines.count > 1, let first = lines.first, first.allSatisfy({ $0 == 32 || $0 == 9 || $0 == 13 }) {
      lines.removeFirst()
    }
    return Array(lines.joined(separator: [10]))
  }

  // MARK: the laws

  private mutating func judge(_ letter: Letter) {
    let isOpen = !letter.hasBody && play.current[letter.home] === letter
    for home in play.roster.homes.indices {
      let count = counts[home][letter.tag] ?? 0
      let extra = letter.repeats[home] ?? 0
      if letter.destinations.contains(home) {
        if count == 0, !complete[home].contains(letter.tag), !letter.isDoubtful, !isOpen {
          broken.append("home \(home): #\(letter.tag) of \(letter.sender) is lost")
        }
        if count > 1 + extra { broken.append("home \(home): #\(letter.tag) stands \(count) times") }
      } else if count > (home == letter.home ? extra : 0) {
        broken.append("home \(home): #\(letter.tag) of \(letter.sender) does not belong there")
      }
    }
  }

  private mutating func judgeOrder() {
    for home in play.roster.homes.indices {
      var last: [Int: (tag: Int, place: Int)] = [:]
      for letter in play.letters where !letter.isDoubtful && letter.destinations.contains(home) {
        guard let place = places[home][letter.tag] else { continue }
        if let before = last[letter.home], before.place > place {
          broken.append("home \(home): #\(letter.tag) stands before #\(before.tag)")
        }
        last[letter.home] = (letter.tag, place)
      }
    }
  }
}
