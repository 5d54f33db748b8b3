import BotChatCore
import BotChatSystem

/// One value of what is remembered of a bot's wakes.
enum PlanValue: Equatable {
  case none
  case number(Int)
  case text(String)

  init(_ number: Int?) { self = number.map(PlanValue.number) ?? .none }
  init(_ time: Int64?) { self = time.map { .number(Int($0)) } ?? .none }
  init(_ flag: Bool?) { self = flag.map { .number($0 ? 1 : 0) } ?? .none }
  init(_ text: String?) { self = text.map(PlanValue.text) ?? .none }
}

// What must survive a crash of the plan of a bot's wakes (W2): a row for each value.
extension WakeDatabase {
  /// Stores it as a whole; what has not changed is not written again.
  ///
  /// Inside of the caller's transaction. Throws `DatabaseError`.
  func store(_ memory: WakeMemory) throws(DatabaseError) {
    let values = Self.values(memory)
    for (name, value) in values where stored[name] != value {
      try setPlan.bind(1, name)
      switch value {
      case .none: try setPlan.bind(2, nil as Int?)
      case .number(let number): try setPlan.bind(2, number)
      case .text(let text): try setPlan.bind(2, text)
      }
      try setPlan.run()
      stored[name] = value
    }
  }

  /// To be called when a transaction with ``store(_:)`` in it was rolled back.
  func forgetStored() { stored = [:] }

  private static func values(_ memory: WakeMemory) -> KeyValuePairs<String, PlanValue> {
    let claim = memory.claim
    let watch = memory.watch
    return [
      "done": PlanValue(memory.doneThrough), "wakes": PlanValue(memory.wakes),
      "failures": PlanValue(memory.failures), "last failure": PlanValue(memory.lastFailure),
      "told failing": PlanValue(memory.hasToldFailing), "last reference": PlanValue(memory.lastReference),
      "silence": PlanValue(memory.silence.rawValue), "claim": PlanValue(claim?.number),
      "claim through": PlanValue(claim?.through), "claim reminder": PlanValue(claim?.reminder),
      "claim running": PlanValue(claim?.isRunning), "claim interruptions": PlanValue(claim?.interruptions),
      "claim begun": PlanValue(claim?.begun), "watch": PlanValue(watch?.after),
      "watch through": PlanValue(watch?.through), "watch woken": PlanValue(watch?.woken),
      "watch reminders": PlanValue(watch?.reminders), "watch waited": PlanValue(watch?.waited),
      "watch since": PlanValue(watch?.since), "watch told": PlanValue(watch?.isTold),
      "watch rescue": PlanValue(watch?.rescue.rawValue),
    ]
  }

  /// What is remembered; the plan bounds what no plan can have written.
  ///
  /// Throws `DatabaseError`.
  func planMemory() throws(DatabaseError) -> WakeMemory {
    var numbers: [String: Int] = [:]
    var texts: [String: String] = [:]
    let statement = try listening.database.prepare("SELECT name, value FROM plan WHERE value IS NOT NULL")
    while try statement.step() {
      numbers[statement.text(0)] = statement.int(1)
      texts[statement.text(0)] = statement.text(1)
    }
    func number(_ name: String) -> Int { numbers[name] ?? 0 }
    var memory = WakeMemory()
    memory.doneThrough = number("done")
    memory.wakes = number("wakes")
    memory.failures = number("failures")
    memory.lastFailure = texts["last failure"]
    memory.hasToldFailing = number("told failing") != 0
    memory.lastReference = texts["last reference"]
    memory.silence = WakeMemory.Silence(rawValue: number("silence")) ?? .unknown
    if let claim = numbers["claim"] {
      memory.claim = WakeMemory.Claim(
        number: claim, through: number("claim through"), reminder: number("claim reminder"),
        isRunning: number("claim running") != 0, interruptions: number("claim interruptions"),
        begun: Int64(number("claim begun")))
    }
    if let after = numbers["watch"] {
      var watch = WakeMemory.Watch(
        after: after, through: number("watch through"), woken: Int64(number("watch woken")),
        since: numbers["watch since"].map { Int64($0) })
      watch.reminders = number("watch reminders")
      watch.waited = Int64(number("watch waited"))
      watch.isTold = number("watch told") != 0
      watch.rescue = WakeMemory.Watch.Rescue(rawValue: number("watch rescue")) ?? .done
      memory.watch = watch
    }
    return memory
  }
}
