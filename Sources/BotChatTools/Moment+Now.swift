import BotChatCore
import BotChatSystem

extension Moment {
  /// Both clocks, read now.
  static func now() -> Moment { Moment(steady: MonotonicClock.now(), wall: WallClock.now()) }
}
