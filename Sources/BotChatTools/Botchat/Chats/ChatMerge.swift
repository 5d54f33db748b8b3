import BotChatCore
import BotChatFormat
import BotChatSystem

/// The messages of several chat files in the order of their times, each where it was written.
///
/// The order within a file is kept, whatever its times say. A person may write into any file, and the relay carries
/// that on; of such a message the first copy is given.
struct ChatMerge {
  private struct Source {
    let home: Int
    var stream: ChatStream
    /// The latest time so far: a message with an earlier one is not before those that stand before it.
    var moment = ""
  }

  private var sources: [Source] = []
  private let people: (String) -> Bool
  /// In which order the relay saw messages, for those that have the same time.
  private let sequence: (MessageID) -> Int?
  private var given: Set<MessageID> = []

  /// - Parameters:
  ///   - world: the chats.
  ///   - files: each chat's file; nil where it could not be opened.
  ///   - last: how many messages are wanted at the end; nil: all.
  ///   - filter: which ones count.
  ///   - sequence: the place of a message in the order in which the relay saw them; nil: not known.
  /// - Throws: `SystemError` of `fstat` and `pread`.
  init(
    _ world: ChatWorld, _ files: [ChatFile?], last: Int?, _ filter: LogFilter,
    sequence: @escaping (MessageID) -> Int?
  ) throws(SystemError) {
    self.sequence = sequence
    let directory = world.known?.directory
    people = { name in if case .human? = directory?.resolve(name) { true } else { false } }
    for (home, file) in files.enumerated() {
      guard let file else { continue }
      var begin = 0
      if let last {
        begin = try Self.beginning(file, world.chats[home].writtenHere, last, filter)
      }
      sources.append(Source(home: home, stream: ChatStream(file, world.chats[home].writtenHere, from: begin)))
    }
    guard let last else { return }
    try skip(allBut: last, filter)
  }

  /// Where so many wanted messages stand behind; it is read twice, which costs less than to keep them.
  private static func beginning(
    _ file: ChatFile, _ vocabulary: Vocabulary, _ last: Int, _ filter: LogFilter
  ) throws(SystemError) -> Int {
    var places = LastPlaces(last)
    let tail = try ChatTail(file, vocabulary) { messages in messages.count(where: filter.wants) >= last }
    for message in tail.messages { places.pass(message, isWanted: filter.wants(message)) }
    if places.isFull || tail.begin == 0 { return places.isFull ? places.first ?? tail.size : 0 }
    // They are far apart, or too few: what is kept of the whole file is where they stand.
    places = LastPlaces(last)
    var stream = ChatStream(file, vocabulary)
    while let message = try stream.next() { places.pass(message, isWanted: filter.wants(message)) }
    return places.first ?? tail.size
  }

  /// Each file has so many at its end; all of them together have more.
  private mutating func skip(allBut last: Int, _ filter: LogFilter) throws(SystemError) {
    var counting = self
    var count = 0
    while let (message, _) = try counting.next() { if filter.wants(message) { count += 1 } }
    while count > last, let (message, _) = try next() {
      if filter.wants(message) { count -= 1 }
    }
  }

  /// The next message and the index of its chat; nil when there are no more.
  ///
  /// Throws `SystemError` of `pread`.
  mutating func next() throws(SystemError) -> (ChatMessage, home: Int)? {
    while let (message, home) = try take() {
      guard people(message.header.sender) else { return (message, home) }
      if given.insert(message.id).inserted { return (message, home) }
    }
    return nil
  }

  /// Whether the next message of one file comes before that of another, which is there.
  private mutating func isBefore(_ one: Int, _ other: Int) throws(SystemError) -> Bool {
    if sources[one].moment != sources[other].moment { return sources[one].moment < sources[other].moment }
    guard let first = try sources[one].stream.peek(), let second = try sources[other].stream.peek(),
      let place = sequence(first.id), let otherPlace = sequence(second.id)
    else { return false }
    return place < otherPlace
  }

  private mutating func take() throws(SystemError) -> (ChatMessage, Int)? {
    var first: Int?
    for index in sources.indices {
      guard let message = try sources[index].stream.peek() else { continue }
      sources[index].moment = max(sources[index].moment, message.moment)
      if try first.map({ place throws(SystemError) in try isBefore(index, place) }) ?? true { first = index }
    }
    guard let first, let message = try sources[first].stream.next() else { return nil }
    return (message, sources[first].home)
  }
}

/// Where the last so many wanted messages of a file stand.
private struct LastPlaces {
  private let limit: Int
  private var offsets: ArraySlice<Int> = []
  /// Where the message began that a continuation belongs to.
  private var begin = 0

  init(_ limit: Int) { self.limit = limit }

  var isFull: Bool { offsets.count >= limit }

  /// The beginning of the first of them.
  var first: Int? { offsets.first }

  mutating func pass(_ message: ChatMessage, isWanted: Bool) {
    if message.message.continuation == 0 { begin = message.message.offset }
    guard isWanted, limit > 0 else { return }
    if isFull { offsets.removeFirst() }
    offsets.append(begin)
  }
}
