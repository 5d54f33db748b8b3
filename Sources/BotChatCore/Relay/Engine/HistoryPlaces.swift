import BotChatFormat

/// Where the headers of a file stand, for as long as much of it comes again: 16 bytes each.
///
/// A bot can append its whole archive once more. Each of those messages is asked for by its header; without this
/// each question would read the file from its beginning.
struct HistoryPlaces {
  private var places: [(mark: UInt64, offset: Int)] = []

  mutating func add(_ mark: UInt64, at offset: Int) { places.append((mark, offset)) }

  mutating func sort() { places.sort { ($0.mark, $0.offset) < ($1.mark, $1.offset) } }

  /// The offsets of the headers with this mark, ascending.
  func offsets(_ mark: UInt64) -> some Sequence<Int> {
    places[places.beginning { $0.mark >= mark }...].lazy.prefix { $0.mark == mark }.map(\.offset)
  }
}

// Whether a message stood in a file already when that was first seen (R6).
extension RelayEngine {
  /// Whether this very message stands in what was history when the file was first seen.
  ///
  /// What came later than the first question of a catch-up is not searched: if it was new it has a record, and
  /// if not it stands before.
  func holdsInHistory(_ id: MessageID, _ mark: UInt64, at index: Int, before end: Int) -> Bool {
    let places = historyPlaces[index] ?? readHistory(index, to: end)
    historyPlaces[index] = places
    return places.offsets(mark).contains { offset in
      guard offset < end, let message = try? message(at: offset, in: index, to: end) else { return false }
      return self.id(of: message) == id
    }
  }

  private func readHistory(_ index: Int, to end: Int) -> HistoryPlaces {
    var places = HistoryPlaces()
    try? scanHeaders(index, from: 0, to: end) { offset, line in
      places.add(self.mark(ofHeader: line), at: offset)
    }
    places.sort()
    return places
  }
}
