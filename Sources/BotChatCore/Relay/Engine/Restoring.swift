import BotChatFormat

// What a file that was written back no longer holds (R10).
extension RelayEngine {
  /// R10: if the new content begins with what stood there before, what is missing was erased by mistake.
  ///
  /// Whoever wrote back an older text cannot have kept anything from behind the erased place; what was missing before
  /// something that is still there was tidied away. Where nothing stood before it, nothing proves that the file was not
  /// cleared.
  func restoreErased(_ index: Int, _ rereading: Rereading) throws(EffectFailure) {
    guard homes[index].size > 0 else { return forgetKept(index) }
    forgetTidied(index, rereading)
    let missing = homes[index].kept.filter { $0.until > now.wall && rereading.stillThere[$0.mark] == nil }
    guard let first = missing.min(by: { $0.offset < $1.offset }), first.offset <= homes[index].size,
      !first.anchor.isEmpty
    else { return }
    let from = first.offset - first.anchor.count
    try read(index, from: from, count: first.anchor.count, of: rereading, into: &buffer)
    guard buffer == first.anchor else { return }
    var count = 0
    for message in missing.sorted(by: { $0.offset < $1.offset }) {
      homes[index].kept.removeAll { $0.offset == message.offset && $0.mark == message.mark }
      change.drop(message)
      // It comes from the outbox anyway; another one may have the same header.
      if rereading.outbox.contains(message.bytes) { continue }
      if message.restored >= 10 {
        list(
          .erased, "\(roster.homes[index].label):\(message.offset)",
          "a message was erased there more than ten times; it is not written again", at: index)
        continue
      }
      restore(message, at: index)
      count += 1
    }
    if count > 0 { journal.append(.restored(home: index, count: count)) }
  }

  /// What was tidied away is left alone, whatever is erased behind it later.
  private func forgetTidied(_ index: Int, _ rereading: Rereading) {
    let tidied = homes[index].kept.filter {
      $0.offset <= rereading.lastSurvivor && rereading.stillThere[$0.mark] == nil
    }
    guard !tidied.isEmpty else { return }
    for message in tidied { change.drop(message) }
    homes[index].kept.removeAll { tidied.contains($0) }
  }

  /// A file that was cleared is left alone, whatever is written there later.
  private func forgetKept(_ index: Int) {
    for message in homes[index].kept { change.drop(message) }
    homes[index].kept.removeAll()
    homes[index].keptBytes = 0
  }

  /// Watched messages that moved with the text around them.
  func followKept(_ index: Int, _ rereading: Rereading) throws(EffectFailure) {
    for (number, kept) in homes[index].kept.enumerated() {
      guard let header = rereading.stillThere[kept.mark] else { continue }
      let offset = max(0, header - 1)
      homes[index].kept[number].place = nil
      guard offset != kept.offset else { continue }
      moveKept(index, number, to: offset, behind: try tailBefore(offset, index, of: rereading))
    }
  }

  /// Notes where a watched message stands, and what before it.
  func moveKept(_ index: Int, _ number: Int, to offset: Int, behind anchor: [UInt8]) {
    let old = homes[index].kept[number]
    change.drop(old)
    homes[index].kept[number].offset = offset
    homes[index].kept[number].anchor = anchor
    change.kept.append(homes[index].kept[number])
  }

  private func restore(_ message: KeptMessage, at index: Int) {
    attention.insert(index)
    let sequence = records(message.mark).last?.sequence ?? 0
    destinations[index].add(sequence: sequence, mark: message.mark, from: index) { $0 += message.bytes }
    destinations[index].storeFirst = true
    restores[message.mark] = message.restored + 1
  }
}
