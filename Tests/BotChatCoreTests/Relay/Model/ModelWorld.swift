import BotChatCore
import BotChatFormat

/// A world in memory: files, state and clocks that only the test moves, and an interruption at any effect.
final class ModelWorld {
  struct Place {
    var standing: ModelFile?
    var held: ModelFile?
    var retired: [FileKey: ModelFile] = [:]
    var refusal: String?
    var stop: String?
    var trace = RelayTrace()
    /// Appends fail after so many bytes, one after the other; nil: with none and a full disk.
    var failingAppends: [Int] = []
    var failingSyncs = 0
    var failingReads = 0
    var failingAdoptions = 0
  }

  /// What happens at one effect, seen from the engine: nothing but that the world is another one.
  struct Interruption {
    enum Side: Equatable {
      case before
      case after
      /// An append gets so many bytes down; other effects as `before`.
      case within(Int)
    }
    var call: Int
    var side: Side
    var act: (ModelWorld) -> Void
  }

  var places: [Place]
  var state = ModelState()
  var steady: Int64 = 1_000_000_000
  var wall: Int64 = 1_770_723_135_000_000_000
  var failingCommits = 0
  /// What the relay has said to come once more, by home.
  var announced: [Int: [MessageID]] = [:]
  var announcementFailure: String?
  /// Archives beside the files, by home and name.
  var archives: [Int: [String: ModelFile]] = [:]
  var archiveRefusal: String?
  /// The front of a file is taken off in pieces of so many bytes.
  var block = 32
  /// How far homes were read for those who are woken there.
  var hearings: [Int: [Hearing]] = [:]
  /// So many writes into archives fail, and so many of the opening.
  var failingArchives = 0
  var failingFronts = 0
  /// Effects called so far.
  private(set) var calls = 0
  private(set) var isDead = false
  private(set) var deaths = 0
  var interruption: Interruption?
  /// Told of every effect, when somebody wants to know.
  var diary: ((String) -> Void)?
  /// Number of the call and length of each append, when somebody wants to know.
  var appendSizes: [(call: Int, size: Int)]?
  private var lastInode: UInt64 = 100

  init(homes: Int) {
    places = Array(repeating: Place(), count: homes)
    for home in places.indices { create(home) }
  }

  var now: Moment { Moment(steady: steady, wall: wall) }

  // MARK: what bots and accidents do

  func create(_ home: Int, _ bytes: [UInt8] = [], inode: UInt64? = nil) {
    lastInode += 1
    places[home].standing = ModelFile(inode: inode ?? lastInode, bytes, at: wall)
    places[home].trace.breakOff()
  }

  func file(_ home: Int) -> ModelFile? { places[home].standing }

  func bytes(_ home: Int) -> [UInt8] { places[home].standing?.bytes ?? [] }

  func text(_ home: Int) -> String { String(decoding: bytes(home), as: UTF8.self) }

  func write(_ home: Int, _ bytes: [UInt8]) { places[home].standing?.write(bytes, at: wall) }

  func rewrite(_ home: Int, _ bytes: [UInt8]) {
    places[home].standing?.rewrite(bytes, at: wall)
    places[home].trace.breakOff()
  }

  /// Writes over a part of the file, where no descriptor appends.
  func overwrite(_ home: Int, at start: Int, _ bytes: [UInt8]) {
    places[home].standing?.overwrite(from: start, bytes, at: wall)
    places[home].trace.breakOff()
  }

  func advance(_ nanoseconds: Int64) {
    steady += nanoseconds
    wall += nanoseconds
  }

  /// The relay is gone: no effect does anything any more.
  func die() {
    isDead = true
    deaths += 1
  }

  func revive() {
    isDead = false
    interruption = nil
    for home in places.indices {
      places[home].held = nil
      places[home].retired = [:]
    }
  }

  /// - Parameter share: How much of what was not synced is on the disk all the same.
  func cutPower(keeping share: Double) {
    for home in places.indices {
      guard let file = places[home].standing else { continue }
      places[home].trace.lost(file.cutPower(keeping: share), of: file)
    }
    for archive in archives.values.flatMap(\.values) { _ = archive.cutPower(keeping: share) }
    steady = 1_000_000_000
  }

  // MARK: interruptions

  /// Notes a call; says whether the relay still lives.
  func enter(_ name: @autoclosure () -> String, isAppend: Bool = false) -> Bool {
    if isDead { return false }
    calls += 1
    diary?("\(calls) \(name())")
    if let interruption, interruption.call == calls, interruption.side != .after {
      if case .within = interruption.side, isAppend { return true }
      interruption.act(self)
    }
    return !isDead
  }

  func leave() {
    if let interruption, interruption.call == calls, interruption.side == .after { interruption.act(self) }
  }

  /// How many bytes of an append get down before the interruption.
  func tear(of count: Int) -> Int? {
    if let interruption, interruption.call == calls, case .within(let kept) = interruption.side {
      return min(kept, count)
    }
    return nil
  }
}
