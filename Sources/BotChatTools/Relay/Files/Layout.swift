import BotChatCore
import BotChatSystem

/// Which paths lead to which physical file: the homes, in the order of the configuration (R3).
struct Layout: Equatable, Sendable {
  struct Resident: Equatable, Sendable {
    var name: String
    /// As configured.
    var path: String
    /// Index into `homes`.
    var home: Int
    var isPerson: Bool
  }

  private struct Place {
    var isLink = false
    var identity: FileIdentity?
    var doubt: String?
  }

  /// The path of each home's file itself.
  var homes: [String] = []
  var residents: [Resident] = []
  /// The paths of the canary's two files (H2), which nobody of the configuration lives in.
  var canary: [String] = []
  /// Why it could not be told where some path leads, when descriptors or memory were out: then nothing here is sure, and
  /// a message judged by it might be misfiled for good.
  var doubt: String?

  /// Looks where each path leads.
  ///
  /// A path that is a link counts only when it leads to the device and inode of another configured chat; what
  /// stands at any other link is refused later, by whoever looks there.
  init(_ configuration: Configuration, state: String) {
    var wanted: [(name: String, path: String, isPerson: Bool)] = []
    for bot in configuration.bots { wanted.append((bot.name, bot.chat(inState: state), false)) }
    for human in configuration.humans { wanted.append((human.name, human.chat(inState: state), true)) }

    var plain: [FileIdentity: Int] = [:]
    // By bytes: two spellings of one letter are equal texts, and two files.
    var homeOfPath: [[UInt8]: Int] = [:]
    let found = wanted.map { Self.resolve($0.path) }
    doubt = found.lazy.compactMap(\.doubt).first
    for (one, place) in zip(wanted, found) where !place.isLink && homeOfPath[Array(one.path.utf8)] == nil {
      if let identity = place.identity, let home = plain[identity] {
        homeOfPath[Array(one.path.utf8)] = home
      } else {
        homes.append(one.path)
        homeOfPath[Array(one.path.utf8)] = homes.count - 1
        if let identity = place.identity { plain[identity] = homes.count - 1 }
      }
    }
    for (one, place) in zip(wanted, found) where place.isLink && homeOfPath[Array(one.path.utf8)] == nil {
      if let identity = place.identity, let home = plain[identity] {
        homeOfPath[Array(one.path.utf8)] = home
      } else {
        homes.append(one.path)
        homeOfPath[Array(one.path.utf8)] = homes.count - 1
      }
    }
    residents = wanted.map { one in
      let home = homeOfPath[Array(one.path.utf8)] ?? 0
      return Resident(name: one.name, path: one.path, home: home, isPerson: one.isPerson)
    }
    orderHomes()
    canary = CanaryPair.chats(inState: state)
    // One file cannot be two homes; whoever configured it there has it.
    if canary.contains(where: homes.contains) { canary = [] }
  }

  /// Whether every path that leads to another one's file still leads there.
  func linksStillHold() -> Bool {
    residents.allSatisfy { resident in
      resident.path == homes[resident.home]
        || Self.resolve(resident.path).identity == Self.resolve(homes[resident.home]).identity
    }
  }

  /// Whether a path that led to another one's file leads nowhere because that file is away: it may come back, and a
  /// home of its own could take nothing meanwhile.
  func waitsForLinkedFile() -> Bool {
    residents.contains { resident in
      guard resident.path != homes[resident.home] else { return false }
      let place = Self.resolve(resident.path)
      return place.isLink && place.identity == nil && Self.resolve(homes[resident.home]).identity == nil
    }
  }

  /// One home and those who live in it, and no canary.
  func alone(_ home: Int) -> Layout {
    var layout = self
    layout.homes = [homes[home]]
    layout.canary = []
    layout.residents = residents.filter { $0.home == home }.map { resident in
      var resident = resident
      resident.home = 0
      return resident
    }
    return layout
  }

  /// Puts the homes into the order in which their first residents are configured (R2).
  private mutating func orderHomes() {
    var ordered: [String] = []
    var places: [Int: Int] = [:]
    for index in residents.indices {
      let home = residents[index].home
      if places[home] == nil {
        places[home] = ordered.count
        ordered.append(homes[home])
      }
      residents[index].home = places[home] ?? 0
    }
    homes = ordered
  }

  /// What stands at a path; what fails for a moment is asked once more, since it would make two homes of one.
  private static func resolve(_ path: String) -> Place {
    do throws(SystemError) { return try look(path) } catch {}
    do throws(SystemError) { return try look(path) } catch {
      return Place(doubt: error.isExhausted ? "\(error)" : nil)
    }
  }

  private static func look(_ path: String) throws(SystemError) -> Place {
    let file = HomeFile(path: path)
    let folder = try Folder(path: file.folderPath)
    guard let status = try folder.status(of: file.name) else { return Place() }
    guard status.kind == .symlink else {
      return Place(identity: status.kind == .regular ? status.identity : nil)
    }
    return Place(isLink: true, identity: try folder.statusBehindLinks(of: file.name)?.identity)
  }

  /// Who lives where, for those who only read: numbered by their places here, and without the canary.
  func roster(_ configuration: Configuration) -> Roster {
    Roster(
      configuration,
      members: residents.enumerated().map { number, resident in
        Roster.Member(
          name: resident.name, number: number, home: resident.home, isPerson: resident.isPerson)
      },
      homes: homes.enumerated().map { Roster.Home(label: $1, number: $0) })
  }

  /// What the engine has to know, with the numbers that the database gives.
  func roster(_ configuration: Configuration, _ database: RelayDatabase) throws(DatabaseError) -> (
    roster: Roster, newcomers: Set<Int>
  ) {
    var newcomers: Set<Int> = []
    var members: [Roster.Member] = []
    for resident in residents {
      let (number, isNew) = try database.memberNumber(resident.name)
      if isNew { newcomers.insert(number) }
      members.append(
        Roster.Member(name: resident.name, number: number, home: resident.home, isPerson: resident.isPerson))
    }
    var places: [Roster.Home] = []
    for path in homes { places.append(Roster.Home(label: path, number: try database.fileNumber(path))) }
    for (path, name) in zip(canary, CanaryPair.names) {
      let (number, isNew) = try database.memberNumber(name)
      if isNew { newcomers.insert(number) }
      members.append(Roster.Member(name: name, number: number, home: places.count, isPerson: false))
      places.append(Roster.Home(label: path, number: try database.fileNumber(path), isPrivate: true))
    }
    return (Roster(configuration, members: members, homes: places), newcomers)
  }
}
