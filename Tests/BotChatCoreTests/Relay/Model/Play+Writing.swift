import BotChatCore

// What the bots do to their files.
extension Play {
  /// Begins a letter with its first piece.
  func say(_ letter: Letter) {
    finishHeader(letter.home)
    guard let file = world.file(letter.home) else { return }
    current[letter.home]?.abandon()
    if let last = file.bytes.last, last != 10 { world.write(letter.home, [10]) }
    letters.append(letter)
    current[letter.home] = letter
    world.write(letter.home, letter.takePiece(at: world.steady))
  }

  /// Writes the next piece of what was begun last in a home.
  ///
  /// A bot that goes on behind somebody else's block, with something that was complete, writes a stray text;
  /// that is a law of its own, so here it stops.
  func goOn(_ home: Int) {
    guard let letter = current[home], !letter.isFinished, let file = world.file(home) else { return }
    let isLate = world.steady - letter.lastWrite >= Self.timing.settle
    if letter.hasBody, isLate {
      if world.places[home].trace.endsFile(file) { return letter.abandon() }
      letter.maySplit = true
      letter.isSafe = false
    }
    world.write(home, letter.takePiece(at: world.steady))
  }

  /// A header is written to its end before anything can take its beginning for text.
  func finishHeader(_ home: Int) {
    while let letter = current[home], !letter.isFinished, !letter.hasHeader { goOn(home) }
  }

  func wait(_ milliseconds: Int64) {
    finishHeaders(within: milliseconds)
    world.advance(milliseconds * Self.millisecond)
  }

  func finishHeaders(within milliseconds: Int64) {
    for (home, letter) in current
    where world.steady - letter.lastWrite + milliseconds * Self.millisecond > 1900 * Self.millisecond {
      finishHeader(home)
    }
  }

  /// Nothing stands before the first message of a file: nobody can tell a new text from one that was begun when the
  /// file was empty.
  private func mayReturn(_ home: Int, _ bytes: [UInt8]) {
    for letter in letters where find(Array(letter.headerLine.utf8), in: bytes) != nil {
      letter.repeats[home, default: 0] += 1
    }
  }

  /// Something that was read before is destroyed in a home, or copied: what was not safe is doubtful now.
  private func disturb(_ home: Int) {
    for letter in letters where !letter.isSafe {
      if letter.home == home { letter.isDoubtful = true }
      if letter.destinations.contains(home) { letter.repeats[home, default: 0] += 1 }
    }
    current[home]?.abandon()
    current[home] = nil
  }

  // MARK: files that are changed before their end

  func clear(_ home: Int) {
    finishHeader(home)
    mayReturn(home, world.bytes(home))
    disturb(home)
    world.rewrite(home, [])
  }

  /// Takes off the older part of a file, up to the header of one of its letters.
  func trim(_ home: Int, _ share: Double) {
    finishHeader(home)
    let bytes = world.bytes(home)
    let headers = letters.filter { $0.home == home }.compactMap { find(Array($0.headerLine.utf8), in: bytes) }
    guard !headers.isEmpty else { return }
    let start = headers[Int(Double(headers.count - 1) * share)]
    guard start > 0 else { return }
    disturb(home)
    mayReturn(home, bytes)
    world.rewrite(home, Array(bytes[start...]))
  }

  /// Another file of the same text takes the place.
  func replace(_ home: Int, inode: UInt64? = nil) {
    finishHeader(home)
    guard world.file(home) != nil else { return }
    disturb(home)
    world.create(home, world.bytes(home), inode: inode)
  }

  func remove(_ home: Int) {
    finishHeader(home)
    mayReturn(home, world.bytes(home))
    disturb(home)
    world.places[home].standing = nil
  }

  func makeAgain(_ home: Int) {
    if world.file(home) == nil { world.create(home) }
  }

  func touch(_ home: Int) { world.file(home)?.touch(at: world.wall) }

  func backUp(_ home: Int) {
    finishHeader(home)
    backups[home] = world.bytes(home)
  }

  func restoreBackup(_ home: Int) {
    finishHeader(home)
    guard let old = backups[home], world.file(home) != nil else { return }
    disturb(home)
    for letter in letters { letter.repeats[home, default: 0] += 1 }
    world.rewrite(home, old)
  }

  /// Changes a word of an old letter where it stands.
  func edit(_ home: Int) {
    finishHeader(home)
    guard let (_, range) = oldLetter(home), var bytes = world.file(home)?.bytes else { return }
    guard let place = range.first(where: { bytes[$0] == UInt8(ascii: "t") }) else { return }
    disturb(home)
    bytes[place] = UInt8(ascii: "T")
    world.rewrite(home, bytes)
  }

  /// An old letter grows where it stands.
  func grow(_ home: Int) {
    finishHeader(home)
    guard let (letter, range) = oldLetter(home), var bytes = world.file(home)?.bytes else { return }
    disturb(home)
    let more = Array("\nt\(letter.tag) more \(letter.sent.count)".utf8)
    bytes.insert(contentsOf: more, at: range.upperBound)
    letter.grow(more)
    letter.maySplit = true
    letter.isSafe = false
    world.rewrite(home, bytes)
  }

  /// A letter that is known and stands whole in its home, and where its body is.
  private func oldLetter(_ home: Int) -> (Letter, Range<Int>)? {
    let bytes = world.bytes(home)
    for letter in letters.reversed() where letter.home == home && letter.isSafe && !letter.isDoubtful {
      let whole = Array("\(letter.headerLine)\n".utf8) + letter.body
      guard letter !== current[home], letter.hasBody, letter.sent.starts(with: whole),
        let start = find(whole, in: bytes)
      else { continue }
      return (letter, start + letter.headerLine.utf8.count + 1..<start + whole.count)
    }
    return nil
  }

  // MARK: read, edit, write back

  func readForEdit(_ bot: String) {
    finishHeader(village.home(of: bot))
    snapshots[bot] = world.bytes(village.home(of: bot))
  }

  /// Writes back what was read before, and a letter behind it.
  ///
  /// - Returns: The letters that were erased and must come back.
  @discardableResult
  func writeBack(_ letter: Letter, asNewFile: Bool) -> [Letter] {
    let home = letter.home
    finishHeader(home)
    guard let old = snapshots[letter.sender], world.file(home) != nil else { return [] }
    let bytes = world.bytes(home)
    let isEarlier = bytes.starts(with: old)
    var erased: [Letter] = []
    for other in letters {
      let header = Array(other.headerLine.utf8)
      guard find(header, in: bytes) != nil, find(header, in: old) == nil else { continue }
      if other.home == home, !other.isSafe { other.isDoubtful = true }
      if other.isSafe, other.home != home || roster.homes[home].members.count > 1 { erased.append(other) }
    }
    for other in letters where !isEarlier || erased.contains(where: { $0 === other }) || !other.isSafe {
      other.repeats[home, default: 0] += 1
    }
    current[home]?.abandon()
    var text = old
    if let last = old.last, last != 10 { text.append(10) }
    letters.append(letter)
    current[home] = letter
    while !letter.isFinished { text += letter.takePiece(at: world.steady) }
    if asNewFile { world.create(home, text) } else { world.rewrite(home, text) }
    return isEarlier ? erased : []
  }

  func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard !needle.isEmpty, bytes.count >= needle.count else { return nil }
    return (0...bytes.count - needle.count).first { start in
      bytes[start] == needle[0] && bytes[start..<start + needle.count].elementsEqual(needle)
    }
  }
}
