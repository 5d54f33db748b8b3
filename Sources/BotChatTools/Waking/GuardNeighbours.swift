import BotChatCore
import BotChatSystem

/// What the states of the other bots say to the loop guard of one: read only, as far as they can be seen (R19).
final class GuardNeighbours {
  struct Facts {
    var marks: [WakeMark] = []
    /// When each bot's hold was lifted last, by its name in lower case.
    var lifts: [String: Int64] = [:]
  }

  private let others: [(name: String, paths: BotPaths)]
  /// From so many marks of its own on a bot may be part of a loop that only its group shows.
  private let least: Int

  init(of bot: Bot, _ source: ConfigurationFile) {
    others = source.configuration.bots.map(\.name).filter { $0 != bot.name }.map {
      ($0, BotPaths($0, inState: source.state))
    }
    least = source.configuration.guard.wakesPerHour / (2 * (others.count + 1))
  }

  /// Reads them, but only when it can matter: it costs a few hundred microseconds for each bot.
  func facts(ownMarks: Int, isHeld: Bool, at now: Int64) -> Facts {
    var facts = Facts()
    guard ownMarks >= least || isHeld else { return facts }
    for (name, paths) in others {
      guard let database = try? Database(path: paths.database, isReadOnly: true) else { continue }
      let since = now - Interval.hours(1).nanoseconds
      facts.marks += (try? WakeDatabase.marks(of: name, since: since, in: database)) ?? []
      if let lift = try? Self.lift(in: database) { facts.lifts[paths.name] = lift }
    }
    return facts
  }

  /// Whether one of these was held already, and still is, at that time; as far as that can be seen.
  ///
  /// The earlier hold counts, so two that begin together are never both taken for the second one.
  func isAnyHeld(of group: [String], before now: Int64) -> Bool {
    let names = Set(group.map { $0.lowercased() })
    return others.contains { other in
      guard names.contains(other.paths.name), let bytes = try? SmallFile.read(other.paths.held, limit: 4096)
      else {
        return false
      }
      let hold = Hold(text: String(decoding: bytes, as: UTF8.self), modified: now)
      return hold.since < now && hold.until.map { $0 > now } ?? true
    }
  }

  private static func lift(in database: Database) throws(DatabaseError) -> Int64? {
    let statement = try database.prepare("SELECT value FROM meta WHERE name = 'lifted'")
    return try statement.step() ? Int64(statement.text(0)) : nil
  }
}
