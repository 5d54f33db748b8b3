import BotChatCore

// Archives in memory.
extension ModelWorld: ArchiveEffects {
  func archivePlace(_ home: Int, _ archive: String) throws(EffectFailure) -> ArchivePlace {
    guard enter("archivePlace \(home)") else { throw Self.gone }
    defer { leave() }
    if let refusal = archiveRefusal { throw EffectFailure(refusal) }
    let there = archives[home]?[archive]
    return ArchivePlace(
      block: block, length: there?.bytes.count, endsInLine: there?.bytes.last.map { $0 != 10 } ?? false)
  }

  func hearings(_ home: Int) -> [Hearing] { hearings[home] ?? [] }

  func writers(_ home: Int) -> Writers {
    places[home].held?.hasWriter == true ? .inTheWay("a bot") : .harmless
  }

  func copyToArchive(_ plan: ArchivePlan) throws(EffectFailure) {
    guard let chat = places[plan.home].held else { throw EffectFailure("the chat file is not open") }
    let archive = archives[plan.home]?[plan.archive] ?? ModelFile(inode: 1, [], at: wall)
    archives[plan.home, default: [:]][plan.archive] = archive
    // Each half is a moment of its own.
    let text = plan.lead + chat.read(from: plan.moved.lowerBound, count: plan.moved.count)
    for half in [text.prefix(text.count / 2), text.dropFirst(text.count / 2)] {
      guard enter("copyToArchive \(plan.home)") else { throw Self.gone }
      defer { leave() }
      if failingArchives > 0 {
        failingArchives -= 1
        throw EffectFailure("no space left on device")
      }
      _ = archive.append(Array(half), at: wall)
    }
    guard enter("sync archive") else { throw Self.gone }
    defer { leave() }
    archive.sync()
  }

  func cutBackArchive(_ plan: ArchivePlan) throws(EffectFailure) {
    guard enter("cutBackArchive \(plan.home)") else { throw Self.gone }
    defer { leave() }
    guard let archive = archives[plan.home]?[plan.archive] else { return }
    archive.rewrite(Array(archive.bytes.prefix(plan.archiveLength ?? 0)), at: wall)
    if plan.archiveLength == nil { archives[plan.home]?[plan.archive] = nil }
  }

  func cutFront(_ home: Int, _ count: Int) throws(EffectFailure) -> Writers {
    guard enter("cutFront \(home) \(count)") else { throw Self.gone }
    defer { leave() }
    guard let file = places[home].held, count % block == 0, count < file.bytes.count else {
      throw EffectFailure("invalid argument")
    }
    if writers(home) != .harmless { return writers(home) }
    file.cutFront(count, at: wall)
    places[home].trace.moved(file, by: count)
    return .harmless
  }

  func writeFront(_ home: Int, _ bytes: [UInt8]) throws(EffectFailure) {
    guard let file = places[home].held else { throw EffectFailure("the chat file is not open") }
    for half in [bytes[..<(bytes.count / 2 / block * block)], bytes[...]] {
      guard enter("writeFront \(home)") else { throw Self.gone }
      defer { leave() }
      if failingFronts > 0 {
        failingFronts -= 1
        throw EffectFailure("input/output error")
      }
      file.writeFront(Array(half), at: wall)
    }
  }

  func showLife() {}

  /// Everything that was archived of a home, oldest first.
  func archived(_ home: Int) -> [UInt8] {
    (archives[home] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value.bytes)
  }
}
