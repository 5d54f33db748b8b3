import BotChatFormat

/// Where a message goes (R4): to the homes of those it names, and to no other file.
package struct Route: Sendable, Equatable {
  /// Homes to deliver to, ascending, never the one it was written in.
  package private(set) var homes: [Int] = []
  /// Names that nobody has (R14), as written.
  package private(set) var unknown: [String] = []

  package init(_ header: Header, from home: Int, in roster: Roster) {
    for name in header.recipients {
      switch roster.meaning(of: name, at: home) {
      case .member(let index): if let other = roster.members[index].home { add(other, except: home) }
      case .everybody: for other in roster.openHomes { add(other, except: home) }
      case .relay: break
      case nil: unknown.append(name)
      }
    }
    homes.sort()
  }

  private mutating func add(_ other: Int, except home: Int) {
    if other != home && !homes.contains(other) { homes.append(other) }
  }

  /// The same, to one home alone and with nothing to tell anybody.
  func only(_ home: Int) -> Route {
    var route = self
    route.homes = [home]
    route.unknown = []
    return route
  }
}
