import BotChatFormat

// What a bot that rewrites its whole file may erase is watched for two minutes (R10).
extension RelayEngine {
  /// How many bytes of one home are watched; in a catch-up only the last ones are.
  static var keptBytes: Int { 256 << 10 }

  /// Watches the parcels of the batch, which was just written at `start` behind the bytes `tail`.
  func keep(_ index: Int, at start: Int, after tail: [UInt8]) {
    let batch = destinations[index].batch
    let parcels = destinations[index].parcels
    var first = parcels.count
    var room = Self.keptBytes
    while first > 0, parcels[first - 1].range.count <= room {
      first -= 1
      room -= parcels[first].range.count
    }
    for parcel in parcels[first...] where parcel.sequence > 0 {
      let at = parcel.range.lowerBound
      let anchor =
        at >= Home.tailLength
        ? Array(batch[at - Home.tailLength..<at]) : Array((tail + batch[..<at]).suffix(Home.tailLength))
      watch(
        KeptMessage(
          home: index, offset: start + at, mark: parcel.mark, anchor: anchor,
          bytes: Array(batch[parcel.range]),
          until: now.wall + timing.watch, restored: restores[parcel.mark] ?? 0))
    }
  }

  /// A bot's own message can be erased by a neighbour of the same home.
  func watchNeighbours(_ message: ParsedMessage, _ mark: UInt64, at index: Int) {
    guard roster.homes[index].members.count > 1, message.continuation == 0, unread.isEmpty else { return }
    var bytes: [UInt8] = [10]
    bytes += message.headerLine + [10] + message.body + [10]
    var anchor: [UInt8] = []
    let from = max(0, message.offset - Home.tailLength)
    do {
      try effects.read(index, from: from, count: message.offset - from, into: &anchor)
    } catch {
      return
    }
    watch(
      KeptMessage(
        home: index, offset: message.offset, mark: mark, anchor: anchor, bytes: bytes,
        until: now.wall + timing.watch, restored: restores[mark] ?? 0))
  }

  func watch(_ message: KeptMessage) {
    homes[message.home].kept.append(message)
    change.kept.append(message)
    var bytes = homes[message.home].kept.reduce(0) { $0 + $1.bytes.count }
    while bytes > Self.keptBytes, homes[message.home].kept.count > 1 {
      let old = homes[message.home].kept.removeFirst()
      bytes -= old.bytes.count
      change.droppedKept.append((message.home, old.offset))
    }
  }
}
