@testable import BotChatCore
@testable import BotChatSystem
@testable import BotChatTools

/// A relay as `RelayService` builds it, without watcher, signals and clocks.
final class Relay {
  let state: RelayState
  private let engine: RelayEngine
  private var steady: Int64 = 1_000_000_000
  private var marks: [(mark: UInt64, sequence: Int)] = []
  private let roster: Roster

  init(in village: Village, after damage: DatabaseError? = nil) throws {
    let configuration = village.configuration
    state = try RelayState(path: village.path("state"), damage: damage)
    let layout = Layout(configuration, state: state.folder.path)
    let (roster, newcomers) = try layout.roster(configuration, state.database)
    self.roster = roster
    let effects = LinuxEffects(
      layout: layout, roster: roster, database: state.database, state: state.folder, key: state.key,
      time: try LocalTime(zone: nil), zoneLabel: "UTC", locks: WritingLocks(in: state.folder, hold: 0),
      pool: FilePool())
    engine = RelayEngine(
      effects: effects, roster: roster, timing: Timing(settle: 250_000_000, poll: 2_000_000_000),
      limit: 1 << 20)
    var marks: [(mark: UInt64, sequence: Int)] = []
    try state.database.eachMark { marks.append(($0, $1)) }
    for (mark, sequence) in marks { engine.remember(mark: mark, sequence: sequence) }
    var memory = try state.database.memory(files: roster.homes.map(\.number))
    memory.members = Set(roster.members.map(\.number)).subtracting(newcomers)
    self.marks = marks
    for file in effects.files { _ = try? file.holdFolder() }
    engine.start(memory, state.beginning, at: now)
  }

  private var now: Moment { Moment(steady: steady, wall: Village.wall + steady) }

  /// One turn, and three seconds.
  func turn() {
    _ = engine.turn(nil, at: now)
    _ = engine.takeJournal()
    steady += 3_000_000_000
  }

  /// Asks the state for everything that a turn may ask it for.
  func ask() {
    let database = state.database
    try? database.database.quickCheck()
    for (mark, sequence) in marks.prefix(100) {
      if let record = database.record(sequence) {
        law(NumberList.decode(NumberList.encode(record.reached)) == record.reached)
      }
      _ = database.history.contains(mark)
    }
    database.history.expectMany(true)
    for (mark, _) in marks.prefix(100) { _ = database.history.contains(mark) }
    database.history.expectMany(false)
    for (home, place) in roster.homes.enumerated() {
      for number in [Int.min, 0, Int.max] {
        _ = database.outbox(place.number, home: home, after: number, limit: 4096)
      }
    }
  }
}
