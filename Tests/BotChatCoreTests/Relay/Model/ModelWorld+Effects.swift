import BotChatCore
import BotChatFormat

extension ModelWorld: RelayEffects {
  static let gone = EffectFailure("the relay was killed")

  // MARK: files

  func look(at home: Int) -> Look {
    guard enter("look \(home)") else { return .missing }
    defer { leave() }
    if let refusal = places[home].refusal { return .refused(refusal) }
    return places[home].standing.map { .file($0.facts) } ?? .missing
  }

  func held(_ home: Int) -> FileFacts? { places[home].held?.facts }

  func retired(_ home: Int, _ key: FileKey) -> FileFacts? { places[home].retired[key]?.facts }

  func read(_ home: Int, from offset: Int, count: Int, into buffer: inout [UInt8]) throws(EffectFailure) {
    guard enter("read \(home) \(offset)+\(count)") else { throw Self.gone }
    defer { leave() }
    if places[home].failingReads > 0 {
      places[home].failingReads -= 1
      throw EffectFailure("read: input/output error")
    }
    guard let file = places[home].held else { throw EffectFailure("the chat file is not open") }
    buffer = file.read(from: offset, count: count)
  }

  func readRetired(
    _ home: Int, _ key: FileKey, from offset: Int, count: Int, into buffer: inout [UInt8]
  ) throws(EffectFailure) {
    guard enter("readRetired \(home)"), let file = places[home].retired[key] else { throw Self.gone }
    buffer = file.read(from: offset, count: count)
  }

  func adopt(_ home: Int) throws(EffectFailure) {
    guard enter("adopt \(home)") else { throw Self.gone }
    defer { leave() }
    if places[home].failingAdoptions > 0 {
      places[home].failingAdoptions -= 1
      throw EffectFailure("openat2: input/output error")
    }
    guard let standing = places[home].standing else { throw EffectFailure("no such file") }
    if let held = places[home].held, held !== standing, held.key != standing.key {
      places[home].retired[held.key] = held
    }
    places[home].held = standing
  }

  func dropRetired(_ home: Int, _ key: FileKey) {
    guard !isDead else { return }
    places[home].retired[key] = nil
  }

  func hasWriter(_ home: Int, retired: FileKey?) -> Bool {
    (retired.map { places[home].retired[$0] } ?? places[home].held)?.hasWriter ?? false
  }

  func append(_ bytes: [UInt8], to home: Int) throws(AppendFailure) -> Range<Int> {
    guard enter("append \(home) \(bytes.count)", isAppend: true) else {
      throw AppendFailure("the relay was killed")
    }
    defer { leave() }
    guard let file = places[home].held else { throw AppendFailure("the chat file is not open") }
    appendSizes?.append((calls, bytes.count))
    if let kept = tear(of: bytes.count) {
      _ = put(Array(bytes.prefix(kept)), file, home)
      interruption?.act(self)
      if isDead { throw AppendFailure("the relay was killed") }
      return put(Array(bytes.dropFirst(kept)), file, home)
    }
    if !places[home].failingAppends.isEmpty {
      let kept = min(places[home].failingAppends.removeFirst(), bytes.count)
      let range = put(Array(bytes.prefix(kept)), file, home)
      throw AppendFailure("no space left on device", written: kept > 0 ? range : nil)
    }
    return put(bytes, file, home)
  }

  private func put(_ bytes: [UInt8], _ file: ModelFile, _ home: Int) -> Range<Int> {
    let range = file.append(bytes, at: wall)
    places[home].trace.wrote(bytes, into: file, at: range)
    return range
  }

  func sync(_ home: Int) throws(EffectFailure) {
    guard enter("sync \(home)") else { throw Self.gone }
    defer { leave() }
    if places[home].failingSyncs > 0 {
      places[home].failingSyncs -= 1
      throw EffectFailure("fdatasync: input/output error")
    }
    places[home].held?.sync()
  }

  func reopen(_ home: Int) throws(EffectFailure) {
    guard enter("reopen \(home)") else { throw Self.gone }
    leave()
  }

  // MARK: switches

  func stop(_ home: Int) -> String? { places[home].stop }

  func holdWritingLocks(_ home: Int) {}

  // MARK: what is delivered once more

  func announce(_ id: MessageID, to home: Int) throws(EffectFailure) {
    guard enter("announce \(home)") else { throw Self.gone }
    defer { leave() }
    if let announcementFailure { throw EffectFailure(announcementFailure) }
    announced[home, default: []].append(id)
  }

  func isAnnounced(_ id: MessageID) -> Bool { announced[0]?.contains(id) ?? false }

  // MARK: state

  func commit(_ change: StateChange) throws(EffectFailure) {
    guard enter("commit") else { throw Self.gone }
    defer { leave() }
    if failingCommits > 0 {
      failingCommits -= 1
      throw EffectFailure("database or disk is full")
    }
    try state.apply(change)
  }

  func record(_ sequence: Int) -> MessageRecord? { state.records[sequence] }

  func isInHistory(_ mark: UInt64) -> Bool { state.history.contains(mark) }

  func expectManyHistoryQuestions(_ many: Bool) {}

  func outbox(_ home: Int, after number: Int, limit: Int) -> [OutboxRow] {
    guard enter("outbox \(home)") else { return [] }
    defer { leave() }
    return state.rows(home, after: number, limit: limit)
  }

  // MARK: hashes and time stamps

  func identify(_ bytes: [UInt8]) -> MessageID {
    MessageID(high: Self.hash(bytes, 0xCBF2_9CE4_8422_2325), low: Self.hash(bytes, 0x9E37_79B9_7F4A_7C15))
  }

  func mark(_ bytes: [UInt8]) -> UInt64 { Self.hash(bytes, 0x8422_2325_CBF2_9CE4) }

  /// FNV-1a, and a last stir so that all bits count.
  private static func hash(_ bytes: [UInt8], _ seed: UInt64) -> UInt64 {
    var hash = seed
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    hash = (hash ^ (hash >> 32)) &* 0xD6E8_FEB8_6659_FD93
    return hash ^ (hash >> 32)
  }

  func stamp() -> Stamp { Stamp(header: "2026-02-10 19:32:15 SGT", clock: "07:32:15pm SGT") }
}
