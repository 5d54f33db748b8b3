import Glibc

@testable import BotChatCore
@testable import BotChatSystem
@testable import BotChatTools

/// Three homes and a state folder, put back to the same content for every input.
///
/// They lie in `TMPDIR`, which whoever runs this takes away.
final class Village {
  static let homes = ["john", "ross", "mary"]
  /// Nobody's clock: the same input does the same on every day.
  static let wall: Int64 = 2_000_000_000_000_000_000

  let root: String
  let configuration: Configuration
  /// What a relay has stored: after a first start, with deliveries behind it, and with parcels waiting.
  private(set) var states: [[UInt8]] = []
  private var chats: [[UInt8]] = []

  init() {
    let parent = ThisProcess.environment("TMPDIR") ?? "/tmp"
    var template = Array("\(parent)/village-XXXXXX".utf8CString)
    guard let made = mkdtemp(&template) else { fatalError("no folder to play in") }
    let root = String(cString: made)
    self.root = root
    func chat(_ home: Int) -> String { "\(root)/\(Self.homes[home])/BOT_CHAT.md" }
    configuration = Configuration(
      state: "\(root)/state", zone: Zone(name: "UTC", label: "UTC"),
      bots: [
        Bot(name: "John", chat: chat(0)), Bot(name: "Jack", chat: chat(0)), Bot(name: "Ross", chat: chat(1)),
      ], humans: [Human(name: "Mary", chat: chat(2))])
    for folder in Self.homes + ["state"] { mkdir(path(folder), 0o700) }
    play()
  }

  func path(_ name: String) -> String { "\(root)/\(name)" }

  // MARK: the scenario

  private func play() {
    for home in Self.homes { write("\(home)/BOT_CHAT.md", Array("preamble\n".utf8)) }
    say("john", "### 2026-02-10 19:32:15 SGT - John → Ross (#1)\nhistory\n\n⏱ 07:32:15pm SGT\n")
    go([])
    go([
      {
        self.say("john", "\n### 2026-02-10 19:33:00 SGT - John → Ross, Mary (#2)\nhello\n\n⏱ 07:33pm SGT\n")
      },
      { self.say("john", "\n### 2026-02-10 19:34 - Jack → Ross\nno seconds\n") },
      { self.say("ross", "\n### 2026-02-10 19:35:00 SGT - Ross → ALL\nall\n") },
      {
        self.say("ross", "\n### 2026-02-10 19:36:00 SGT - Ross → Nobody\nlost\n\n### 2026-02-10 -> Jack\n?\n")
      },
      { self.say("ross", "\n### 2026-02-10 19:37:00 SGT - John → Mary\nmisfiled\n") },
    ])
    go([
      { self.write("state/paused", []) },
      { self.say("ross", "\n### 2026-02-10 19:38:00 SGT - Ross → John (#3)\nlater\n\n⏱ 07:38pm SGT\n") },
      { self.say("mary", "\n### 2026-02-10 19:39:00 SGT - Mary → John, Ross (#4)\nlater\n") },
      { self.say("mary", "\n### 2026-02-10 19:40:00 SGT - Mary → Ross\nunfinished") },
    ])
    chats = Self.homes.map { read("\($0)/BOT_CHAT.md") }
  }

  /// One life of a relay, and what it leaves: closing the database folds its log in.
  private func go(_ steps: [() -> Void]) {
    live(steps)
    states.append(read("state/relay.db"))
  }

  /// A turn after each step; then the state is packed into small pages.
  private func live(_ steps: [() -> Void]) {
    let relay: Relay
    do { relay = try Relay(in: self) } catch { fatalError("the scenario starts: \(error)") }
    relay.turn()
    do { try relay.state.confirm() } catch { fatalError("relay.id is written: \(error)") }
    for step in steps {
      step()
      for _ in 0..<3 { relay.turn() }
    }
    do {
      try relay.state.database.database.execute(
        "PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM; PRAGMA journal_mode=WAL")
    } catch { fatalError("the state is packed: \(error)") }
  }

  // MARK: an input

  /// Starts a relay from this state, and lets it work.
  ///
  /// Whatever the state says, R13 and R8 hold: it starts unless a newer version wrote the state, and it only
  /// ever appends.
  func start(from database: [UInt8]?, id: [UInt8]? = nil, holder: [UInt8]? = nil) {
    reset()
    if let database { write("state/relay.db", database) }
    write("state/relay.id", id ?? Array(String(repeating: "0123", count: 8).utf8))
    if let holder {
      write("state/relay.lock", holder)
      if let found = LockFile.holder(path("state/relay.lock")) { law(found.pid > 0) }
    }
    do {
      let relay = try relay()
      relay.ask()
      for _ in 0..<4 { relay.turn() }
    } catch let complaint as Complaint where complaint.exit == .configuration {
      law(complaint.what.contains("newer version"), complaint.what)
    } catch {
      fatalError("R13: a damaged state is rebuilt: \(error)")
    }
    for (home, bytes) in zip(Self.homes, chats) {
      law(read("\(home)/BOT_CHAT.md").starts(with: bytes), "R8: chat files are only appended to")
    }
  }

  private func relay() throws -> Relay {
    do {
      return try Relay(in: self)
    } catch let damage as DatabaseError where damage.isNotOurs {
      return try Relay(in: self, after: damage)
    }
  }

  private func reset() {
    Self.removeFiles(path("state"))
    for (home, bytes) in zip(Self.homes, chats) { write("\(home)/BOT_CHAT.md", bytes) }
  }

  // MARK: files

  private func say(_ home: String, _ text: String) {
    let name = "\(home)/BOT_CHAT.md"
    write(name, (Self.read(path(name)) ?? []) + Array(text.utf8))
  }

  func write(_ name: String, _ bytes: [UInt8]) { Self.write(path(name), bytes) }

  func read(_ name: String) -> [UInt8] { Self.read(path(name)) ?? [] }
}
