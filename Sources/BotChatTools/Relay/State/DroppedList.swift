/// What a person has had dropped, where: in the state it counts as having reached the recipient, as what was delivered.
///
/// It is told to people only, so the newest entries are enough.
package struct DroppedList: Equatable, Sendable {
  /// The name of the word in `meta` that holds it.
  static let word = "dropped"

  private struct Entry: Equatable {
    /// The message's sequence number.
    let message: Int
    /// The number of the file that it waited for.
    let file: Int
  }

  private var entries: [Entry] = []

  private static let longest = 1000

  package init() {}

  /// Reads what ``text`` has written; what is no pair of numbers is left out.
  package init(text: String) {
    entries = text.split(separator: " ").suffix(Self.longest).compactMap { pair in
      let numbers = pair.split(separator: ":").compactMap { Int($0) }
      return numbers.count == 2 ? Entry(message: numbers[0], file: numbers[1]) : nil
    }
  }

  /// Pairs of message and file, oldest first: `12:3 15:3`.
  package var text: String { entries.map { "\($0.message):\($0.file)" }.joined(separator: " ") }

  package var isEmpty: Bool { entries.isEmpty }

  /// The sequence numbers of the messages that were dropped on their way to that file.
  package func messages(of file: Int) -> [Int] { entries.filter { $0.file == file }.map(\.message) }

  /// Notes that the message is dropped.
  package mutating func add(_ message: Int, _ file: Int) {
    remove(message, file)
    entries.append(Entry(message: message, file: file))
    if entries.count > Self.longest { entries.removeFirst() }
  }

  /// Notes that the message is on its way again.
  package mutating func remove(_ message: Int, _ file: Int) {
    entries.removeAll { $0 == Entry(message: message, file: file) }
  }
}
