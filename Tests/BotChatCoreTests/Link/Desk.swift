import BotChatCore
import BotChatFormat

/// An engine that posts for Pelouse, who lives elsewhere, in a model world; and what a hub keeps for it.
final class Desk {
  let world = ModelWorld(homes: 1)
  private(set) var engine: RelayEngine
  let roster: Roster
  /// What the hub has for us, in order: a name and the block that is made of it.
  private(set) var room: [(name: String, block: String)] = []
  private(set) var connection = 0

  init() {
    roster = Roster(
      Configuration(
        bots: [
          Bot(name: "Marlbot", chat: "/Marlbot"), Bot(name: "Pelouse", aliases: ["Lawn"], chat: "/Pelouse"),
        ],
        humans: [Human(name: "Coach")]),
      members: [
        Roster.Member(name: "Marlbot", number: 1, home: nil, isPerson: false),
        Roster.Member(name: "Pelouse", number: 2, home: 0, isPerson: false),
        Roster.Member(name: "Coach", number: 3, home: nil, isPerson: true),
      ], homes: [Roster.Home(label: "/Pelouse", number: 1)])
    world.create(0)
    engine = RelayEngine(
      effects: world, roster: roster, timing: Play.timing, limit: 1 << 20, role: .posting)
    begin()
  }

  private func begin() {
    connection += 1
    for record in world.state.records.values { engine.remember(mark: record.mark, sequence: record.sequence) }
    let memory = world.state.memory(roster)
    var everything = FirstStart()
    everything.backfill = true
    engine.start(memory, memory.positions.isEmpty ? .first(everything) : .resumed, at: world.now)
    _ = engine.turn(nil, at: world.now)
    deliver()
    run(3000)
  }

  /// As after a kill: what is not in the state is forgotten, and the hub sends what it has no receipt for.
  func restart() {
    world.revive()
    engine = RelayEngine(
      effects: world, roster: roster, timing: Play.timing, limit: 1 << 20, role: .posting)
    begin()
  }

  /// The relay delivers.
  func write(_ text: String) {
    world.write(0, Array(text.utf8))
    if !world.isDead { _ = engine.turn([0], at: world.now) }
  }

  /// The other side says something.
  func say(_ name: String, _ block: String) {
    room.append((name, block))
    if !world.isDead { receive(name, block) }
  }

  private func deliver() {
    for (name, block) in room where !world.isDead && !knows(name) { receive(name, block) }
  }

  private func knows(_ name: String) -> Bool { world.state.received.contains { $0.name == name } }

  private func receive(_ name: String, _ block: String) {
    engine.receive(
      Received(
        sender: "pelouse", name: name, sequence: nil, connection: connection, size: block.utf8.count,
        speaks: true), [Array(block.utf8)], at: 0)
    _ = engine.turn([], at: world.now)
  }

  func run(_ milliseconds: Int64) {
    for _ in 0..<milliseconds / 50 {
      guard !world.isDead else { return }
      world.advance(50_000_000)
      _ = engine.turn([], at: world.now)
    }
    if !world.isDead { _ = engine.turn(nil, at: world.now) }
  }

  /// The texts that are to go to the hub, in order.
  var letters: [String] { world.state.heard.map { String(decoding: $0.text, as: UTF8.self) } }

  /// How often each block of the room stands in the file, and where the first one begins.
  func standing(_ block: String) -> (count: Int, place: String.Index?) {
    let text = world.text(0)
    let ranges = text.ranges(of: block)
    return (ranges.count, ranges.first?.lowerBound)
  }
}
