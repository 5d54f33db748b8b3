import BotChatCore

/// One thing that happens in a random play of wakes.
enum WakeStep {
  case arrive(tag: String?, isContinuation: Bool)
  case wait(Int64)
  /// The plan is asked for what is due now, until there is nothing more.
  case ask
  case end(WakePlay.Ending, retryAfter: Int64?)
  case life
  case gate(WakeGate)
  /// Not before so many nanoseconds from now.
  case space(Int64)
  case crash
  /// The plan decides something, and dies before that is stored.
  case crashBeforeStoring
  /// The wall clock jumps by so many nanoseconds.
  case jump(Int64)

  /// The steps that a seed stands for.
  static func steps(_ seed: UInt64, count: Int) -> [WakeStep] {
    var dice = Dice(seed)
    return (0..<count).map { _ in step(&dice) }
  }

  private static func step(_ dice: inout Dice) -> WakeStep {
    let second = WakePlay.second
    switch dice.below(100) {
    case 0..<22:
      return .arrive(tag: dice.oneOf(["#1", "#1", "#2", nil, "no tag,"]), isContinuation: dice.chance(20))
    case 22..<44:
      return .wait(dice.oneOf([1, 100, 250, 1000, 4000, 60_000, 600_000, 3_600_000]) * second / 1000)
    case 44..<64: return .ask
    case 64..<82:
      return .end(
        dice.oneOf([.good, .good, .good, .bad, .bad, .needless]),
        retryAfter: dice.chance(20) ? dice.oneOf([-1, 30 * second, .max]) : nil)
    case 82..<85: return .life
    case 85..<90: return .gate(dice.chance(40) ? .shut(why: "paused") : .open)
    case 90..<92: return .space(dice.oneOf([-5, 0, 1, 90]) * second)
    case 92..<95: return .crash
    case 95..<98: return .crashBeforeStoring
    default: return .jump(dice.oneOf([-86_400, -1, 30, 86_400]) * second)
    }
  }
}
