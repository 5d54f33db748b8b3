import BotChatCore
import BotChatSystem

// An archive on real files.
extension LinuxEffects: ArchiveEffects {
  private static let piece = 1 << 20

  func archivePlace(_ home: Int, _ archive: String) throws(EffectFailure) -> ArchivePlace {
    let (folder, _, owner) = try chat(home)
    do {
      let status = try folder.status(of: archive)
      if let status, let refusal = ArchiveFile.refusal(status, folder.path(of: archive), owner) {
        throw refusal
      }
      guard let block = try CutTrial.run(in: folder, like: owner) else {
        throw EffectFailure(
          "the file system of \(folder.path) cannot take the front off a file that others may write into (ext4 and XFS can); stop everything that writes there and move the text by hand"
        )
      }
      guard status != nil else { return ArchivePlace(block: block, length: nil, endsInLine: false) }
      let file = try ArchiveFile(archive, in: folder, like: owner, isNew: false)
      return ArchivePlace(block: block, length: try file.size(), endsInLine: try file.endsInLine())
    } catch let error as EffectFailure {
      throw error
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  /// A bot that nobody has begun to wake has heard of everything, and so has one whose database cannot be read: it is
  /// begun anew.
  func hearings(_ home: Int) -> [Hearing] {
    listeners.filter { $0.home == home }.flatMap { listener in
      (try? Self.hearings(listener.bot, listener.database)) ?? []
    }
  }

  private static func hearings(_ bot: String, _ path: String) throws(DatabaseError) -> [Hearing] {
    let database = try Database(path: path, isReadOnly: true)
    let rows = try database.prepare("SELECT inode, offset, anchor FROM file WHERE offset IS NOT NULL")
    var hearings: [Hearing] = []
    while hearings.count < 16, try rows.step() {
      hearings.append(
        Hearing(
          bot: bot, inode: UInt64(UInt(bitPattern: rows.int(0))), offset: max(0, rows.int(1)),
          anchor: rows.bytes(2)))
    }
    return hearings
  }

  func writers(_ home: Int) -> Writers {
    guard let file = files[home].file else { return .unknown("the chat file is not open") }
    return switch FileWriters.of(file) {
    case .none, .appending: .harmless
    case .writing(let who): .inTheWay("the file is held open for writing by \(who)")
    case .unknown:
      .unknown(
        "nobody can say who writes into the file: its file system knows no leases; stop everything that writes there and move the text by hand"
      )
    }
  }

  func copyToArchive(_ plan: ArchivePlan) throws(EffectFailure) {
    let (folder, chat, owner) = try chat(plan.home)
    do {
      let archive = try ArchiveFile(plan.archive, in: folder, like: owner, isNew: plan.archiveLength == nil)
      var at = plan.archiveLength ?? 0
      guard try archive.size() == at else {
        throw EffectFailure("\(archive.path): somebody else has written into it")
      }
      try archive.write(plan.lead[...], at: at)
      at += plan.lead.count
      try eachPiece(plan, of: chat) { piece in
        try archive.write(piece, at: at)
        at += piece.count
        return true
      }
      try archive.sync()
    } catch let error as EffectFailure {
      throw error
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func cutBackArchive(_ plan: ArchivePlan) throws(EffectFailure) {
    let (folder, chat, owner) = try chat(plan.home)
    do {
      guard try folder.exists(plan.archive) else { return }
      let archive = try ArchiveFile(plan.archive, in: folder, like: owner, isNew: false)
      let length = plan.archiveLength ?? 0
      guard try archive.size() > length || plan.archiveLength == nil else { return }
      var at = length + plan.lead.count
      let end = try archive.size()
      // What is not ours stays, whoever put it there.
      var isOurs = try archive.read(at: length, count: plan.lead.count).elementsEqual(
        plan.lead.prefix(max(0, end - length)))
      try eachPiece(plan, of: chat) { piece in
        let there = try archive.read(at: at, count: piece.count)
        isOurs = isOurs && there.elementsEqual(piece.prefix(there.count))
        at += there.count
        return isOurs && there.count == piece.count
      }
      guard isOurs, at >= end else { return }
      try archive.cut(to: length)
      if plan.archiveLength == nil { try archive.remove() }
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  /// Calls `body` with what is to go into the archive, piece by piece, until it says that it is enough.
  private func eachPiece(
    _ plan: ArchivePlan, of chat: ChatFile, _ body: (ArraySlice<UInt8>) throws -> Bool
  ) throws {
    var buffer: [UInt8] = []
    var from = plan.moved.lowerBound
    while from < plan.moved.upperBound {
      let count = min(Self.piece, plan.moved.upperBound - from)
      let got = try chat.read(from: from, count: count, into: &buffer)
      guard got == count else { throw EffectFailure("\(chat.path) has become shorter") }
      guard try body(buffer[..<got]) else { return }
      from += got
      showLife()
    }
  }

  func cutFront(_ home: Int, _ count: Int) throws(EffectFailure) -> Writers {
    let (_, file, _) = try chat(home)
    let writers = writers(home)
    guard writers == .harmless else { return writers }
    do {
      try file.cutFront(count)
      return .harmless
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func writeFront(_ home: Int, _ bytes: [UInt8]) throws(EffectFailure) {
    let (_, file, _) = try chat(home)
    do {
      try file.writeFront(bytes)
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func showLife() {
    let now = MonotonicClock.now()
    guard now > lastLife + 1_000_000_000 else { return }
    lastLife = now
    isAtWork?()
  }

  private func chat(_ home: Int) throws(EffectFailure) -> (Folder, ChatFile, FileStatus) {
    guard let folder = files[home].folder, let file = files[home].file else {
      throw EffectFailure("the chat file is not open")
    }
    do {
      return (folder, file, try file.status())
    } catch {
      throw EffectFailure("\(error)")
    }
  }
}
