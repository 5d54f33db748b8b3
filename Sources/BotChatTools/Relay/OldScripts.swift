import BotChatCore
import BotChatSystem

/// The shell scripts that this toolkit replaces: whether they run, and how far they had read (R13, R16).
enum OldScripts {
  static let relay = "bot-chat-relay.sh"

  /// Refuses to run beside the old relay, and names the crontab lines that would bring it back.
  static func refuse() throws(Complaint) {
    guard let running = (try? ProcessTable().find(script: relay))?.first else { return }
    let lines = Crontabs().lines(naming: relay)
    let cron =
      lines.isEmpty
      ? "" : ", and take it out of cron: " + lines.map(\.description).joined(separator: "; ")
    throw Complaint(
      "the old \(relay) runs as process \(running.pid); both together would deliver twice",
      hint: "end it with: kill \(running.pid)\(cron)", exit: .tryAgain)
  }

  /// Crontab lines that would start the old relay beside this one.
  static func crontabLines() -> [String] { Crontabs().lines(naming: relay).map(\.description) }

  /// Where each home goes on, by the line counts that the old relay left in a folder.
  ///
  /// A file there belongs to a bot when the bot's name stands in the file's name; its first number is the count
  /// of lines that were handled.
  static func offsets(in path: String, _ layout: Layout) throws(Complaint) -> [Int: Int] {
    let counts = try readCounts(path, layout)
    var offsets: [Int: Int] = [:]
    for (home, lines) in counts {
      offsets[home] = offset(of: lines, in: layout.homes[home])
    }
    guard !offsets.isEmpty else {
      throw Complaint(
        "no line counts of the configured bots in \(path)",
        hint: "the files there need a bot's name in their name and a number in their first line",
        exit: .inputOutput)
    }
    return offsets
  }

  private static func readCounts(_ path: String, _ layout: Layout) throws(Complaint) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    do {
      let folder = try FolderNames.list(path)
      for name in folder {
        let folded = name.lowercased()
        // The longest name wins, so that "ross2" is not taken for "ross".
        let resident = layout.residents.filter { folded.contains($0.name.lowercased()) }
          .max { $0.name.count < $1.name.count }
        guard let resident, let bytes = try? TrustedFile.read("\(path)/\(name)", limit: 4096) else {
          continue
        }
        let digits = bytes.drop { !(48...57).contains($0) }.prefix { (48...57).contains($0) }
        guard let count = Int(String(decoding: digits, as: UTF8.self)) else { continue }
        // Of several counts for one file the smallest: rather look at a message again than lose it.
        counts[resident.home] = min(counts[resident.home] ?? Int.max, count)
      }
    } catch {
      throw Complaint("cannot read \(path): \(error)", exit: .inputOutput)
    }
    return counts
  }

  private static func offset(of lines: Int, in path: String) -> Int {
    let home = HomeFile(path: path)
    guard lines > 0, (try? home.holdFolder()) != nil, let folder = home.folder,
      let file = try? ChatFile(name: home.name, in: folder)
    else { return 0 }
    var left = lines
    var at = 0
    var buffer: [UInt8] = []
    while let count = try? file.read(from: at, count: 1 << 20, into: &buffer), count > 0 {
      for index in 0..<count where buffer[index] == 10 {
        left -= 1
        if left == 0 { return at + index + 1 }
      }
      at += count
    }
    return at
  }
}
