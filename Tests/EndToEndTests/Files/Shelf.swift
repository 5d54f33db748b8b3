import Glibc
import Testing

/// A village whose chat files lie on a small file system of their own, of any kind, that goes with the village.
struct Shelf {
  let village: Village
  let room: Room
  private let disk: String

  /// Whether a file system can be made in a file and mounted where nobody else sees it.
  static let hasFileSystems =
    Sandbox.hasMountNamespaces
    && Sandbox.succeeds([
      "unshare", "--mount", "sh", "-c",
      "d=$(mktemp -d) && truncate -s 16m $d/image && mkfs.ext4 -q $d/image && mkdir $d/disk "
        + "&& mount -o loop $d/image $d/disk && umount $d/disk && rm -r $d",
    ])

  /// Mounts it and puts a chat file with a preamble for each bot on it, which belong to nobody that runs here.
  init(_ village: Village, ext4 isExt4: Bool = true, megabytes: Int = 64) async throws {
    self.village = village
    disk = "\(village.folder)/disk"
    room = try await Room(in: village)
    try Disk.makeFolder(disk)
    let mount =
      isExt4
      ? "truncate -s \(megabytes)m $d.image && mkfs.ext4 -q -m 0 $d.image && mount -o loop $d.image $d"
      : "mount -t tmpfs -o size=\(megabytes)m tmpfs $d"
    let files = village.bots.map { bot in
      "mkdir $d/\(bot) && printf '# BOT_CHAT\\n\\nHouse rules.\\n' >$d/\(bot)/BOT_CHAT.md "
        + "&& chown 1234:2345 $d/\(bot) $d/\(bot)/BOT_CHAT.md && chmod 640 $d/\(bot)/BOT_CHAT.md"
    }
    try await room.run(([mount] + files).joined(separator: " && "), in: disk)
    for bot in village.bots { village.settings.paths[bot] = chat(bot) }
  }

  /// The path of a bot's chat, in the room.
  func chat(_ bot: String) -> String { "\(disk)/\(bot)/BOT_CHAT.md" }

  /// The names beside a bot's chat.
  func names(_ bot: String) -> [String] { Disk.names(in: room.outside("\(disk)/\(bot)")).sorted() }

  /// The archives beside a bot's chat, oldest first.
  func archives(_ bot: String) -> [String] {
    names(bot).filter { $0.hasPrefix("BOT_CHAT-") }.map { room.outside("\(disk)/\(bot)/\($0)") }
  }

  func text(_ bot: String) -> String { Disk.text(room.outside(chat(bot))) }

  /// Everything that was ever in a bot's chat.
  func everything(_ bot: String) -> String { archives(bot).map(Disk.text).joined() + text(bot) }

  func identity(_ bot: String) -> String { Disk.identity(room.outside(chat(bot))) }

  func append(_ bytes: [UInt8], to bot: String) throws { try Disk.append(bytes, to: room.outside(chat(bot))) }

  /// Appends messages with tags from `first` to `last`, one write each.
  func say(_ sender: String, to recipient: String, _ name: String, _ numbers: ClosedRange<Int>) throws {
    for number in numbers {
      try append(Self.letter(sender, recipient, "#\(name)\(number)").written, to: sender)
    }
  }

  static func letter(_ sender: String, _ recipient: String, _ tag: String) -> Letter {
    Letter(
      from: sender, to: recipient, tag: tag, body: words(tag))
  }

  private static func words(_ tag: String) -> String {
    String(repeating: "Some words of \(tag). ", count: 14)
  }

  /// What is wrong with the messages of one sender, wherever they must stand; nil when nothing is.
  func verdict(_ sender: String, _ recipient: String, _ name: String, _ count: Int) -> String? {
    for bot in [sender, recipient] {
      let text = everything(bot)
      if text.utf8.contains(0) { return "a zero byte in the file of \(bot)" }
      let tags = text.split(separator: "\n").filter { $0.hasPrefix("### ") && $0.contains("- \(sender) →") }
        .compactMap { $0.split(separator: "(#\(name)").dropFirst().first.map { String($0.dropLast()) } }
      let wanted = (1...count).map(String.init)
      if tags != wanted {
        let wrong =
          zip(tags, wanted).first { $0 != $1 }.map { "\($0) for \($1)" } ?? "\(tags.count) for \(count)"
        return "\(sender)'s #\(name) in the file of \(bot) and its archives: \(wrong)"
      }
      let bodies = text.split(separator: "\n").filter { $0.hasPrefix("Some words of #\(name)") }.map(
        String.init)
      if bodies != wanted.map({ Self.words("#\(name)\($0)") }) {
        return "not every body of \(sender)'s #\(name) is whole in the file of \(bot)"
      }
    }
    return nil
  }

  /// Waits until nothing is wrong any more.
  func judged(
    _ messages: [(String, String, String, Int)], within limit: Duration = .seconds(25),
    at location: SourceLocation = #_sourceLocation
  ) async throws {
    let deadline = ContinuousClock.now + limit
    for (sender, recipient, name, count) in messages {
      while let wrong = verdict(sender, recipient, name, count) {
        guard ContinuousClock.now < deadline else { throw Trouble(wrong, at: location) }
        try await pause(20)
      }
    }
  }

  /// Starts the relay in the room.
  func start(_ wrapper: [String] = [], at location: SourceLocation = #_sourceLocation) async throws {
    try await village.start(through: room.prefix + wrapper, at: location)
  }

  /// Asks for an archive and waits for the answer, whatever that is.
  func archive(_ words: String..., ends code: Int32? = 0, at location: SourceLocation = #_sourceLocation)
    async throws -> Answer
  {
    try await village.botchat(["archive"] + words, through: room.prefix, ends: code, at: location)
  }
}
