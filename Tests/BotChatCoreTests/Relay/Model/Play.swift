import BotChatCore

/// A relay in a model world, and the bots around it: every test of the relay's rules is such a play.
final class Play {
  static let millisecond: Int64 = 1_000_000
  static let timing = Timing(settle: 250 * millisecond, poll: 2000 * millisecond)

  let village: Village
  let roster: Roster
  let world: ModelWorld
  let beginning: Beginning
  let limit: Int
  private(set) var engine: RelayEngine
  var journal: [JournalEntry] = []
  var letters: [Letter] = []
  /// The letter that was begun last in each home, as long as its bot may go on with it.
  var current: [Int: Letter] = [:]
  var snapshots: [String: [UInt8]] = [:]
  var backups: [Int: [UInt8]] = [:]
  var hasJumped = false
  var lastRequest = 0
  /// What went wrong, in words.
  var complaints: [String] = []
  /// Steady clock: when the engine wants to be asked again.
  private(set) var due: Int64 = 0
  private var nextPoll: Int64 = 0

  init(
    _ village: Village = .pair, _ beginning: Beginning = .first(FirstStart()), limit: Int = 1 << 20,
    files: [String] = [], isStarted: Bool = true
  ) {
    self.village = village
    self.beginning = beginning
    self.limit = limit
    roster = village.roster()
    world = ModelWorld(homes: roster.homes.count)
    engine = RelayEngine(effects: world, roster: roster, timing: Self.timing, limit: limit)
    for (home, text) in files.enumerated() { world.create(home, Array(text.utf8)) }
    if isStarted { start() }
  }

  func start() {
    begin()
    poll()
  }

  private func begin() {
    for record in world.state.records.values { engine.remember(mark: record.mark, sequence: record.sequence) }
    let isFresh = world.state.positions.isEmpty
    engine.start(world.state.memory(roster), isFresh ? beginning : .resumed, at: world.now)
  }

  // MARK: the relay

  /// One turn with hints for these homes; nil: the poll.
  func turn(_ hinted: HomeSet?) {
    if world.isDead { return restart() }
    due = engine.turn(hinted, at: world.now)
    if hinted == nil { nextPoll = world.steady + Self.timing.poll }
    journal += engine.takeJournal()
  }

  func poll() { turn(nil) }

  /// Turns whenever the engine asks for it, and polls, until so many milliseconds have gone by.
  func run(_ milliseconds: Int64) {
    let end = world.steady + milliseconds * Self.millisecond
    var idleTurns = 0
    while min(due, nextPoll) < end && !world.isDead && idleTurns < 100 {
      let next = min(due, nextPoll)
      idleTurns = next > world.steady ? 0 : idleTurns + 1
      world.advance(max(0, next - world.steady))
      turn(world.steady >= nextPoll ? nil : [])
    }
    if idleTurns == 100 { complaints.append("it turns and turns without a pause") }
    world.advance(max(0, end - world.steady))
  }

  /// A new relay takes up what the old one stored.
  func restart() {
    world.revive()
    engine = RelayEngine(effects: world, roster: roster, timing: Self.timing, limit: limit)
    start()
  }

  /// The state is gone, the files are there: a new relay rebuilds it.
  func loseState() {
    world.revive()
    world.state = ModelState()
    engine = RelayEngine(effects: world, roster: roster, timing: Self.timing, limit: limit)
    engine.start(Memory(), .lost, at: world.now)
    poll()
  }

  /// Goes on until nothing is left to do; what was written until then counts as safe.
  func settle() {
    for home in roster.homes.indices { finishHeader(home) }
    var quiet = 0
    for _ in 0..<300 {
      poll()
      let isBusy =
        world.isDead || !engine.isIdle || !problems(.state).isEmpty || due - world.steady < Self.timing.poll
        || roster.homes.indices.contains { isWaiting($0) }
      quiet = isBusy ? 0 : quiet + 1
      if quiet == 3 { break }
      world.advance(max(Self.millisecond, min(due - world.steady, Self.timing.poll)))
    }
    if quiet < 3 { complaints.append("it never comes to rest") }
    for letter in letters where letter.hasHeader && (letter.hasBody || current[letter.home] !== letter) {
      letter.isSafe = true
    }
  }

  private func isWaiting(_ home: Int) -> Bool {
    guard world.places[home].standing != nil, world.places[home].stop == nil, engine.halted == nil else {
      return false
    }
    return !(world.state.outbox[home] ?? [:]).isEmpty
  }

  // MARK: what tests look at

  /// What the relay wrote into a home, all of it.
  func relayed(_ home: Int) -> String {
    String(decoding: world.places[home].trace.runs.joined(), as: UTF8.self)
  }

  func problems(_ kind: Problem.Kind) -> [Problem] {
    engine.problems.values.filter { $0.key.kind == kind }
  }

  /// How often a text stands in what the relay wrote into a home.
  func count(_ text: String, in home: Int) -> Int {
    relayed(home).split(separator: text, omittingEmptySubsequences: false).count - 1
  }

  /// Appends text to a home, as any bot can.
  func write(_ home: Int, _ text: String) { world.write(home, Array(text.utf8)) }
}
