import BotChatCore
import BotChatFormat
import BotChatSystem

/// What waits, measured from the files and the stored positions: the relay is not asked (H2).
struct BacklogCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    // Where nobody is at home no relay runs.
    if world.configuration.bots.isEmpty { return [] }
    do throws(DatabaseError) {
      let state = try StoredState(world.state)
      let positions = try state.positions()
      let now = WallClock.now()
      let waiting = try state.outbox().map { row in
        let age = row.seen.map { now / 1_000_000 - $0 } ?? 0
        return BacklogJudge.Waiting(
          path: row.path, messages: row.count, age: max(0, min(age, 1 << 40)) * 1_000_000)
      }
      let sources = world.layout.homes.indices.compactMap { source($0, positions[world.layout.homes[$0]]) }
      return BacklogJudge(poll: world.poll, isHalted: world.isPaused || world.isStopped).judge(
        sources, waiting)
    } catch {
      if error.isUnopenable {
        // Stopped before it ever ran, which is how an install leaves it.
        if world.isStopped { return [.ok(.backlog, found: "the relay has never run here")] }
        return [
          Finding(
            .backlog, .unknown, found: "there is no \(world.state)/relay.db: the relay has never run here",
            expected: "positions to compare the files with")
        ]
      }
      let why = error.isBusy ? "another program keeps it locked" : "\(error)"
      return [
        Finding(
          .state, "relay.db", .critical, found: why, expected: "a database that can be read",
          done: error.isDamaged ? "the relay moves it aside at its next start, and rebuilds it" : nil)
      ]
    }
  }

  /// No more than this is read of what waits in one file.
  private static let most = 4 << 20

  /// What of one home the relay has not taken up; nil where its file cannot be read.
  func source(_ index: Int, _ position: StoredState.Position?) -> BacklogJudge.Source? {
    let path = world.layout.homes[index]
    let home = HomeFile(path: path, isServed: false)
    guard (try? home.holdFolder()) != nil, let folder = home.folder,
      let file = try? ChatFile(name: home.name, in: folder), let status = try? file.status()
    else { return nil }
    // When the inode changed: whoever may write the file can set the other time, but not this one.
    let age = max(0, WallClock.now() - status.changed)
    guard let position, position.key == FileKey(status.identity), status.size >= position.through,
      position.offset <= position.through
    else {
      return BacklogJudge.Source(path: path, messages: 0, unread: status.size, age: age)
    }
    return BacklogJudge.Source(
      path: path, messages: messages(file, index, position, status.size),
      unread: status.size - position.through, age: age)
  }

  /// The whole messages behind the stored position, as the relay would read them once nobody writes any more.
  private func messages(_ file: ChatFile, _ index: Int, _ position: StoredState.Position, _ size: Int) -> Int
  {
    let count = min(size - position.offset, Self.most)
    var bytes: [UInt8] = []
    guard count > 0, let read = try? file.read(from: position.offset, count: count, into: &bytes) else {
      return 0
    }
    var reader = ChatReader(
      at: position.offset, context: Context(bytes: position.context) ?? .preamble,
      vocabulary: world.roster.vocabulary(at: index))
    var items: [Item] = []
    var at = position.offset
    let end = position.offset + read
    bytes.withUnsafeBytes { bytes in
      func append(to limit: Int) {
        guard limit > at else { return }
        reader.append(
          UnsafeRawBufferPointer(rebasing: bytes[(at - position.offset)..<(limit - position.offset)]),
          into: &items)
        at = limit
      }
      for own in position.own where own.upperBound > at && own.lowerBound < end {
        append(to: own.lowerBound)
        let through = min(own.upperBound, end)
        reader.skipRelayed(through - at, into: &items)
        at = through
      }
      append(to: end)
    }
    reader.settle(into: &items)
    return items.count { item in
      guard case .message(let message) = item else { return false }
      return !message.body.isEmpty
    }
  }
}
