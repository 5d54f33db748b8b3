import BotChatCore
import BotChatFormat
import BotChatSystem

/// `botchat log --follow`: shows each message when it is complete (R5), as the relay would take it.
final class LogFollowing {
  private final class Followed {
    let home: Int
    let chat: Chat
    var file: ChatFile
    var reader: ChatReader
    var offset: Int
    /// Steady clock: when something came last.
    var lastGrowth: Int64 = 0

    init(_ home: Int, _ chat: Chat, _ file: ChatFile, from offset: Int) {
      self.home = home
      self.chat = chat
      self.file = file
      self.offset = offset
      reader = ChatReader(at: offset, vocabulary: chat.writtenHere)
    }
  }

  private let filter: LogFilter
  private let view: LogView
  private let world: ChatWorld
  private var followed: [Followed] = []
  private let settle: Int64
  private let poll: Int64

  /// Begins at the ends of the files, as they are now.
  init(_ world: ChatWorld, _ files: [ChatFile?], _ filter: LogFilter, _ view: LogView) throws(SystemError) {
    self.world = world
    self.filter = filter
    self.view = view
    let settings = world.known?.source.configuration.relay ?? RelaySettings()
    settle = settings.settle.nanoseconds
    poll = settings.poll.nanoseconds
    for (home, file) in files.enumerated() {
      guard let file else { continue }
      followed.append(Followed(home, world.chats[home], file, from: try file.status().size))
    }
  }

  /// Runs until it is ended by a signal, or nobody reads any more.
  func run() throws -> ExitCode {
    let loop = try EventLoop()
    let signals = try Signals()
    var isEnding = false
    try loop.listen(to: signals.descriptor) { isEnding = true }
    // Without events the poll carries on.
    let watcher = try? Watcher()
    if let watcher {
      try loop.listen(to: watcher.descriptor) { watcher.drain { _ in } }
      for one in followed { try? watcher.watch(folder: PathText.divide(one.chat.path).folder) }
    }
    while !isEnding {
      var due = MonotonicClock.now() + poll
      for one in followed {
        guard try look(one) else { return .ok }
      }
      guard view.catchUp() else { return .ok }
      due = min(due, view.due ?? due)
      for one in followed {
        if one.reader.remainder.byteCount > 0 { due = min(due, one.lastGrowth + settle) }
      }
      try loop.wait(until: due)
    }
    return .ok
  }

  /// Shows what is new in a file; false: nobody reads any more.
  private func look(_ one: Followed) throws -> Bool {
    try reopen(one)
    let size = try one.file.status().size
    let now = MonotonicClock.now()
    var items: [Item] = []
    if size < one.offset {
      // Trimmed or cleared: what stands there now was shown, or will be when it grows.
      one.offset = size
      one.reader = ChatReader(at: size, vocabulary: one.chat.writtenHere)
    } else if size > one.offset {
      var buffer: [UInt8] = []
      let count = try one.file.read(from: one.offset, count: size - one.offset, into: &buffer)
      buffer.withUnsafeBytes {
        one.reader.append(UnsafeRawBufferPointer(rebasing: $0[..<count]), into: &items)
      }
      one.offset += count
      one.lastGrowth = now
      if one.reader.remainder.isClosed { one.reader.settle(into: &items) }
    } else if one.reader.remainder.byteCount > 0, now - one.lastGrowth >= settle {
      one.reader.settle(into: &items)
    }
    let messages = items.compactMap { item in
      if case .message(let message) = item { ChatMessage(message) } else { nil }
    }.filter(filter.wants)
    for found in messages {
      guard view.showNew(found, at: one.home) else { return false }
    }
    return true
  }

  /// Turns to the file that stands at the name now, from its beginning, if it is another one.
  private func reopen(_ one: Followed) throws {
    guard FileIdentity(at: one.chat.path) != one.file.identity, let file = try? one.chat.open(),
      file.identity != one.file.identity
    else { return }
    one.file = file
    one.offset = 0
    one.reader = ChatReader(at: 0, vocabulary: one.chat.writtenHere)
  }
}
