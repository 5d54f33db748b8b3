import BotChatCore

/// Who lives where in a test: the names of each home, in the order of the configuration.
struct Village {
  var homes: [[String]]
  var people: [(name: String, home: Int)] = []
  /// Whether the canary's two private homes stand behind the others.
  var hasCanary = false

  /// Ross alone, John and Jack in one file.
  static var pair: Village { Village(homes: [["Ross"], ["John", "Jack"]]) }
  /// Ross and Mia alone, John and Jack in one file.
  static var trio: Village { Village(homes: [["Ross"], ["John", "Jack"], ["Mia"]]) }
  /// As `pair`, and a person with a file of his own.
  static var coached: Village { Village(homes: [["Ross"], ["John", "Jack"], []], people: [("Coach", 2)]) }

  /// As `pair`, and the canary in homes 2 and 3.
  static var guarded: Village { Village(homes: pair.homes, hasCanary: true) }

  /// The canary's names, in no home of `homes`.
  var canary: [(name: String, home: Int)] {
    hasCanary ? [("Canary-Out", homes.count), ("Canary-In", homes.count + 1)] : []
  }

  /// The homes that one in this home can write to.
  func reach(from home: Int) -> Range<Int> {
    home < homes.count ? homes.indices : homes.count..<homes.count + canary.count
  }

  var names: [(name: String, home: Int)] {
    homes.enumerated().flatMap { home, names in names.map { ($0, home) } }
  }

  func home(of name: String) -> Int {
    (names + people + canary).first { $0.name.lowercased() == name.lowercased() }?.home ?? -1
  }

  func roster() -> Roster {
    let bots = names.map { Bot(name: $0.name, chat: "/\($0.home)/BOT_CHAT.md") }
    let humans = people.map { Human(name: $0.name) }
    var members: [Roster.Member] = []
    for (name, home) in names {
      members.append(Roster.Member(name: name, number: members.count + 1, home: home, isPerson: false))
    }
    for (name, home) in people {
      members.append(Roster.Member(name: name, number: members.count + 1, home: home, isPerson: true))
    }
    for (name, home) in canary {
      members.append(Roster.Member(name: name, number: members.count + 1, home: home, isPerson: false))
    }
    return Roster(
      Configuration(bots: bots, humans: humans), members: members,
      homes: (0..<homes.count + canary.count).map {
        Roster.Home(label: "/\($0)", number: $0 + 1, isPrivate: $0 >= homes.count)
      })
  }
}
