import BotChatCore

/// Who lives where in a test: the names of each home, in the order of the configuration.
struct Village {
  var homes: [[String]]
  var people: [(name: String, home: Int)] = []

  /// Ross alone, John and Jack in one file.
  static var pair: Village { Village(homes: [["Ross"], ["John", "Jack"]]) }
  /// Ross and Mia alone, John and Jack in one file.
  static var trio: Village { Village(homes: [["Ross"], ["John", "Jack"], ["Mia"]]) }
  /// As `pair`, and a person with a file of his own.
  static var coached: Village { Village(homes: [["Ross"], ["John", "Jack"], []], people: [("Coach", 2)]) }

  var names: [(name: String, home: Int)] {
    homes.enumerated().flatMap { home, names in names.map { ($0, home) } }
  }

  func home(of name: String) -> Int {
    (names + people).first { $0.name.lowercased() == name.lowercased() }?.home ?? -1
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
    return Roster(
      Configuration(bots: bots, humans: humans), members: members,
      homes: homes.indices.map { Roster.Home(label: "/\($0)", number: $0 + 1) })
  }
}
