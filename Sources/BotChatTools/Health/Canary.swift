import BotChatCore
import BotChatFormat
import BotChatSystem

/// Sends a message through the private pair of files that the relay serves beside the configured ones (H2).
///
/// Nobody else writes there, so whatever crosses proves that this relay reads, decides and appends at this moment.
struct Canary {
  private let source: ConfigurationFile
  private let time: LocalTime
  private let sent: HomeFile
  private let received: HomeFile

  init(_ source: ConfigurationFile, _ time: LocalTime) {
    self.source = source
    self.time = time
    let chats = CanaryPair.chats(inState: source.state)
    sent = HomeFile(path: chats[0], isServed: false)
    received = HomeFile(path: chats[1], isServed: false)
  }

  /// Sends one message with the next number, and a second one if the first was lost.
  func fly(_ memory: inout HealthMemory) -> [CanaryJudge.Trial] {
    var trials: [CanaryJudge.Trial] = []
    for _ in 0..<2 {
      trials.append(trial(&memory))
      if trials.last != .lost { break }
    }
    return trials
  }

  private func trial(_ memory: inout HealthMemory) -> CanaryJudge.Trial {
    memory.canaries += 1
    do {
      let (from, to) = (try open(sent), try open(received))
      let before = try to.status().size
      let mark = "(#\(memory.canaries))"
      let begin = MonotonicClock.now()
      try from.append(message(mark))
      // As a bot does it: a file that was emptied just now is still being written for as long as it is open (R5).
      from.closeWriter()
      let trial = try wait(for: Array(mark.utf8), in: to, after: before, since: begin)
      if trial != .lost { try trim(from, to) }
      return trial
    } catch {
      return .unable(why: "\(error)")
    }
  }

  private func open(_ home: HomeFile) throws -> ChatFile {
    _ = try home.holdFolder()
    guard let folder = home.folder else {
      throw SystemError(call: "open", path: home.folderPath, errno: SystemError.missing)
    }
    return try ChatFile(name: home.name, in: folder)
  }

  /// The two files are nobody's record: once they hold some hundred messages, they begin anew.
  private static let longest = 64 << 10

  /// Behind a message that has crossed: the relay has all the time until the next check to see it.
  private func trim(_ from: ChatFile, _ to: ChatFile) throws {
    guard try from.status().size > Self.longest || to.status().size > Self.longest else { return }
    try from.clear()
    try to.clear()
  }

  private func message(_ mark: String) -> [UInt8] {
    let now = WallClock.now()
    let zone = source.configuration.zone.label ?? time.label(now)
    var bytes: [UInt8] = []
    Delivery.write(
      headerLine: Array(
        "### \(time.headerText(now)) \(zone) - \(CanaryPair.sender) → \(CanaryPair.recipient) \(mark)".utf8),
      body: Array("healthcheck\n\n⏱ \(time.clockText(now)) \(zone)".utf8), into: &bytes)
    return bytes
  }

  private func wait(
    for mark: [UInt8], in file: ChatFile, after begin: Int, since: Int64
  ) throws -> CanaryJudge.Trial {
    let limit = CanaryJudge.limit(poll: source.configuration.relay.poll).nanoseconds
    var pause: Int64 = 50_000
    var buffer: [UInt8] = []
    while MonotonicClock.now() - since < limit {
      let size = try file.status().size
      if size > begin {
        let count = try file.read(from: begin, count: size - begin, into: &buffer)
        if Self.holds(buffer[..<count], mark) { return .crossed(MonotonicClock.now() - since) }
      }
      Pause.nanoseconds(pause)
      pause = min(pause * 5 / 4, 5_000_000)
    }
    return .lost
  }

  private static func holds(_ bytes: ArraySlice<UInt8>, _ mark: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { $0.suffix(mark.count).elementsEqual(mark) }
  }
}
