import BotChatFormat

/// What a reader finds in a file: how much of it, and where the last of it stands.
struct Findings {
  struct Place: Equatable {
    var offset: Int
    var end: Int
    var isMessage: Bool
    /// Mark of header and body; nil where nobody asks for it.
    var mark: UInt64?

    static func == (one: Place, other: Place) -> Bool {
      one.offset == other.offset && one.end == other.end && one.isMessage == other.isMessage
    }
  }

  /// How many messages there are, deliveries among them.
  private(set) var count = 0
  /// Where the first thing begins that is no preamble.
  private(set) var first: Int?
  /// The last of what was found, in the order in which it ended.
  private var recent: [Place] = []
  private var recentMessages = 0
  /// Marks of messages that are not among them any more.
  private var oldMarks: [UInt64] = []
  private let most: Int
  private let shift: Int

  /// Remembers so many messages; adds `shift` to every place.
  init(keeping most: Int, shift: Int) {
    self.most = most
    self.shift = shift
  }

  /// - Parameters:
  ///   - item: what was found.
  ///   - engine: gives a mark to it; nil: no mark is needed.
  mutating func add(_ item: Item, _ engine: RelayEngine?) {
    switch item {
    case .message(let message):
      let isMarked = message.continuation == 0 && message.header.identifies && !message.isOversize
      let mark = isMarked ? engine?.wholeMark(of: message) : nil
      add(message.offset, message.end, message.continuation == 0, mark)
    case .relayed(let block): add(block.offset, block.end, true, nil)
    case .foreign(let block), .nearHeader(let block), .stray(let block):
      add(block.offset, block.end, false, nil)
    }
  }

  private mutating func add(_ offset: Int, _ end: Int, _ isMessage: Bool, _ mark: UInt64?) {
    first = min(first ?? offset + shift, offset + shift)
    recent.append(Place(offset: offset + shift, end: end + shift, isMessage: isMessage, mark: mark))
    guard isMessage else { return }
    count += 1
    recentMessages += 1
    if recentMessages > 2 * most.clampedHalf { forgetOldest() }
  }

  private mutating func forgetOldest() {
    var gone = 0
    while recentMessages > most {
      if recent[gone].isMessage { recentMessages -= 1 }
      if let mark = recent[gone].mark { oldMarks.append(mark) }
      gone += 1
    }
    recent.removeFirst(gone)
  }

  /// The last messages, in the order in which they stand.
  var messages: [Place] { recent.filter(\.isMessage).sorted { $0.offset < $1.offset } }

  /// Whether nothing goes on behind this place that began before it.
  func endsAll(before place: Int) -> Bool { !recent.contains { $0.offset < place && $0.end > place } }

  /// The marks of the messages before this place.
  func marks(before place: Int) -> [UInt64] {
    oldMarks + recent.filter { $0.offset < place }.compactMap(\.mark)
  }

  /// Whether this reading finds the same from a place on as a reading of the whole file, and before it nothing at all,
  /// or, where old text stands there, nothing but what that reading found there too.
  func agrees(with all: Findings, from place: Int, isWhole: Bool) -> Bool {
    guard recent.filter({ $0.offset >= place }) == all.recent.filter({ $0.offset >= place }) else {
      return false
    }
    let before = recent.filter { $0.offset < place }
    if isWhole { return before.isEmpty }
    let known = Dictionary(all.recent.map { ($0.offset, $0) }) { one, _ in one }
    return before.allSatisfy { known[$0.offset] == $0 }
  }
}

extension Int {
  /// Half of the largest number for anything larger, so that it can be doubled.
  fileprivate var clampedHalf: Int { Swift.min(self, .max / 2) }
}
