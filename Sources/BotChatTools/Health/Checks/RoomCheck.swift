import BotChatCore
import BotChatSystem

/// Whether bots on other machines are reached, from what their links have stored (H2, DESIGN 9).
///
/// No message is sent to try it: a foreign client in the room would show it to its bot. The link asks the other side's
/// link every minute instead, through the room, with a frame that no other client is sent; that the other side takes
/// what it gets, its receipts prove.
struct RoomCheck {
  let world: HealthWorld

  func run() -> [Finding] {
    world.configuration.bots.filter { $0.link != nil }.map(finding)
  }

  func finding(_ bot: Bot) -> Finding {
    let now = WallClock.now()
    var reading = LinkHealth.Reading()
    do throws(DatabaseError) {
      reading = try StoredLink(bot.name, inState: world.state).reading(at: now)
    } catch {
      // It may be missing, or just being made; only damage says something.
      if error.isDamaged { reading.damage = "\(error)" }
    }
    if world.isPaused {
      reading.stoppedBy = "everything is paused"
    } else if let state = try? Folder(path: BotPaths(bot.name, inState: world.state).folder),
      (try? state.exists("paused")) == true
    {
      reading.stoppedBy = "it is paused"
    }
    return LinkHealth.judge(bot.name, reading, at: now, isExpected: !world.isStopped)
  }
}
