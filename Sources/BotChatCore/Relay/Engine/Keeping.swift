import BotChatFormat

/// A message that a neighbour in the same file may erase.
struct Neighbour {
  var home: Int
  var message: ParsedMessage
  var mark: UInt64
}

// What a bot that rewrites its whole file may erase is watched for two minutes (R10).
extension RelayEngine {
  /// How many bytes of one home are watched; in a catch-up only the last ones are.
  static var keptBytes: Int { 256 << 10 }
  /// How many bytes of one turn are watched: while files are being read on, nobody can keep all that goes out.
  private var watchedBytes: Int { unread.isEmpty ? Self.keptBytes : Self.keptBytes / 4 }

  /// Watches the parcels of the batch, which was just written.
  ///
  /// What is not known to stand before it is not asked now: the file may have been written back in that instant. Behind
  /// writes that nobody had read, or in the gap of a rewrite, it is watched as if it stood where it would have come.
  ///
  /// - Parameters:
  ///   - index: the home.
  ///   - end: where the append began.
  ///   - known: how far the file had been read.
  ///   - tail: the last bytes before that.
  ///   - lead: the line end that was put before the batch, if one was missing.
  func keep(_ index: Int, at end: Int, known: Int, _ tail: [UInt8], _ lead: [UInt8]) {
    let (start, place) = (known + lead.count, end + lead.count)
    let tail = tail + lead
    let batch = destinations[index].batch
    let parcels = destinations[index].parcels
    var first = parcels.count
    var room = watchedBytes
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
          until: now.wall + timing.watch, restored: restores[parcel.mark] ?? 0,
          place: place + at))
    }
  }

  /// A bot's own message can be erased by a neighbour of the same home.
  ///
  /// This waits until the turn's deliveries are out.
  func watchNeighbours() {
    defer { neighbours.removeAll(keepingCapacity: neighbours.capacity <= 64) }
    var room = watchedBytes
    for neighbour in neighbours.reversed() where room > 0 {
      room -= neighbour.message.length
      watch(neighbour)
    }
  }

  private func watch(_ neighbour: Neighbour) {
    let message = neighbour.message
    var bytes: [UInt8] = [10]
    bytes += message.headerLine + [10] + message.body + [10]
    // As with a delivery, the line end before its header is part of it.
    let start = max(0, message.offset - 1)
    guard let anchor = try? tailBefore(start, neighbour.home) else { return }
    watch(
      KeptMessage(
        home: neighbour.home, offset: start, mark: neighbour.mark, anchor: anchor, bytes: bytes,
        until: now.wall + timing.watch, restored: restores[neighbour.mark] ?? 0))
  }

  /// The files of private homes are only ever appended to or emptied.
  func watch(_ message: KeptMessage) {
    if roster.homes[message.home].isPrivate { return }
    homes[message.home].kept.append(message)
    change.kept.append(message)
    homes[message.home].keptBytes += message.bytes.count
    if homes[message.home].keptBytes > Self.keptBytes { dropOldest(message.home) }
  }

  /// Counts what is watched, and if it really is too much leaves the newer half: rarely, so it costs little.
  private func dropOldest(_ index: Int) {
    let kept = homes[index].kept
    homes[index].keptBytes = kept.reduce(0) { $0 + $1.bytes.count }
    guard homes[index].keptBytes > Self.keptBytes else { return }
    var first = kept.count - 1
    var room = Self.keptBytes / 2 - kept[first].bytes.count
    while first > 0, kept[first - 1].bytes.count <= room {
      first -= 1
      room -= kept[first].bytes.count
    }
    for message in kept[..<first] { change.drop(message) }
    homes[index].kept.removeFirst(first)
    homes[index].keptBytes = Self.keptBytes / 2 - room
  }
}
