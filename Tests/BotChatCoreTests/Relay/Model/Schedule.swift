/// A random play: the steps that a seed stands for.
struct Schedule {
  /// What may happen in it.
  struct Kinds: OptionSet {
    let rawValue: Int
    static let crashes = Kinds(rawValue: 1)
    static let failures = Kinds(rawValue: 2)
    static let rewrites = Kinds(rawValue: 4)
    static let archives = Kinds(rawValue: 8)
    static let all: Kinds = [.crashes, .failures, .rewrites]
  }

  private var dice: Dice
  private let village: Village
  private let kinds: Kinds
  private var lastTag = 0

  static func steps(_ seed: UInt64, _ village: Village, _ kinds: Kinds, count: Int) -> [Step] {
    var schedule = Schedule(dice: Dice(seed), village: village, kinds: kinds)
    return (0..<count).map { _ in schedule.step() }
  }

  private init(dice: Dice, village: Village, kinds: Kinds) {
    self.dice = dice
    self.village = village
    self.kinds = kinds
  }

  private mutating func tag() -> Int {
    lastTag += 1
    return lastTag
  }

  private mutating func home() -> Int { dice.below(village.homes.count + village.canary.count) }

  private mutating func bot() -> String { dice.oneOf((village.names + village.canary.prefix(1)).map(\.name)) }

  private mutating func recipients(of bot: String) -> String {
    if village.hasCanary, bot == "Canary-Out" || dice.chance(10) {
      return dice.oneOf([
        "Canary-In", "Canary-In", "canary-in", "ALL", "Ross, Canary-In", "Canary-In, Canary-Out", "John", "",
      ])
    }
    switch dice.below(10) {
    case 0, 1: return "ALL"
    case 2: return ""
    case 3, 4: return "\(self.bot()), \(self.bot())"
    default: return dice.oneOf(village.names.map(\.name).filter { $0 != bot })
    }
  }

  private mutating func step() -> Step {
    let place = dice.below(100)
    switch place {
    case 0..<22: return say()
    case 22..<32: return .goOn(home: home())
    case 32..<47: return .wait(Int64(dice.oneOf([1, 20, 100, 200, 260, 600, 1500, 2100, 4000])))
    case 57..<65 where kinds.contains(.archives): return archive()
    case 47..<60:
      return .turn(dice.chance(60) ? [home()] : Array(0..<village.homes.count + village.canary.count))
    case 60..<65: return .poll
    case 65..<70: return .run(Int64(dice.oneOf([10, 300, 1000, 3000])))
    case 70..<73: return .settle
    case 73..<75: return .hold(home: home(), dice.chance(50))
    case 75..<77:
      let bot = bot()
      return .interject(calls: 1 + dice.below(12), tag: tag(), bot: bot, to: recipients(of: bot))
    case 77..<79: return .pause(home: home(), dice.chance(40))
    case 79..<86 where kinds.contains(.rewrites): return rewrite()
    case 86..<92 where kinds.contains(.crashes): return crash()
    case 92..<100 where kinds.contains(.failures): return failure()
    default: return .turn([home()])
    }
  }

  private mutating func archive() -> Step {
    switch dice.below(10) {
    case 0 where kinds.contains(.failures): return .failArchive(1)
    case 1 where kinds.contains(.failures): return .failFront(1)
    default: return .archive(home: home(), keep: 1 + dice.below(4))
    }
  }

  private mutating func say() -> Step {
    let tag = tag()
    let bot = bot()
    return .say(
      tag: tag, bot: bot, to: recipients(of: bot), body: body(tag),
      cut: dice.chance(30) ? dice.below(44) : 0)
  }

  private mutating func body(_ tag: Int) -> [String] {
    var pieces: [String] = []
    for number in 0...dice.oneOf([0, 0, 0, 1, 2]) {
      var text = "t\(tag) line \(number)"
      switch dice.below(8) {
      case 0: text += "\n```\n### 2026-02-10 10:00:00 SGT - Jack → Ross (#999)\n```\n"
      case 1: text += "\r\nt\(tag) more\r"
      case 2: text += "\n\n\n  t\(tag) far"
      case 3: text += "\n~~~ t\(tag) open\n"
      default: break
      }
      pieces.append(text + dice.oneOf(["\n", "\n", "\n\n", ""]))
    }
    if dice.chance(50) { pieces[pieces.count - 1] += "\n⏱ 07:32:15pm SGT\n" }
    return pieces
  }

  private mutating func rewrite() -> Step {
    let home = home()
    switch dice.below(12) {
    case 0: return .clear(home: home)
    case 1: return .trim(home: home, dice.share())
    case 2: return .replace(home: home)
    case 3: return .remove(home: home)
    case 4: return .makeAgain(home: home)
    case 5: return .touch(home: home)
    case 6: return .backUp(home: home)
    case 7: return .restoreBackup(home: home)
    case 8: return dice.chance(50) ? .edit(home: home) : .grow(home: home)
    case 9: return .readForEdit(bot: bot())
    default:
      let bot = bot()
      return .writeBack(
        tag: tag(), bot: bot, to: recipients(of: bot), asNewFile: dice.chance(50), isJudged: dice.chance(60))
    }
  }

  private mutating func crash() -> Step {
    switch dice.below(6) {
    case 0: return .kill
    case 1: return .killIn(calls: 1 + dice.below(20), tear: dice.chance(60) ? dice.below(160) : nil)
    case 2: return .killAfter(calls: 1 + dice.below(20))
    case 3: return .cutPower(dice.share())
    case 4: return .restart
    default: return .jump(dice.oneOf([-3_600_000, -1000, 500, 3_600_000]))
    }
  }

  private mutating func failure() -> Step {
    switch dice.below(5) {
    case 0, 1: return .failAppend(home: home(), after: dice.chance(40) ? 0 : dice.below(150))
    case 2: return .failSync(home: home())
    case 3: return .failCommit(1 + dice.below(3))
    default: return .failRead(home: home())
    }
  }
}
