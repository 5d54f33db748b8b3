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
    // A home without a count would count as handled, and nobody would miss what was written there meanwhile.
    let without = layout.residents.filter { !$0.isPerson && counts[$0.home] == nil }
    guard without.isEmpty else {
      throw Complaint(
        "no line count of \(without.map(\.name).joined(separator: ", ")) in \(path)",
        hint: "a file there needs the bot's name in its name and a number in its first line; or use --since",
        exit: .inputOutput)
    }
    var offsets: [Int: Int] = [:]
    for (home, lines) in counts {
      offsets[home] = offset(of: lines, in: layout.homes[home])
    }
    return offsets
  }

  private static func readCounts(_ path: String, _ layout: Layout) throws(Complaint) -> [Int: Int] {
    var counts: [Int: Int] = [:]
    for name in try names(in: path) {
      let folded = name.lowercased()
      // The longest name wins, so that "ross2" is not taken for "ross".
      let resident = layout.residents.filter { folded.contains($0.name.lowercased()) }
        .max { $0.name.count < $1.name.count }
      guard let resident else { continue }
      let bytes: [UInt8]
      do throws(TrustError) {
        bytes = try TrustedFile.read("\(path)/\(name)", limit: 4096).bytes
      } catch {
        throw Complaint(
          "cannot trust the line count of \(resident.name): \(error)",
          hint: "it must be yours or root's, and writable by nobody else: chmod go-w FILE", exit: .inputOutput
        )
      }
      let digits = bytes.drop { !(48...57).contains($0) }.prefix { (48...57).contains($0) }
      guard let count = Int(String(decoding: digits, as: UTF8.self)) else { continue }
      // Of several counts for one file the smallest: rather look at a message again than lose it.
      counts[resident.home] = min(counts[resident.home] ?? Int.max, count)
    }
    return counts
  }

  private static func names(in path: String) throws(Complaint) -> [String] {
    do throws(SystemError) {
      return try FolderNames.list(path)
    } catch {
      throw Complaint("cannot read the folder \(path): \(error)", exit: .inputOutput)
    }
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
