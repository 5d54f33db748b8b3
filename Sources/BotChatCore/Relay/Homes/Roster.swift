import BotChatFormat

/// Who lives where: the homes in the order of the configuration, and what each name means.
package struct Roster: Sendable {
  package struct Member: Sendable, Equatable {
    /// As configured; the same name always has the same number in one state folder.
    package var name: String
    package var number: Int
    /// Index of the home; nil: in a file that nobody reads here.
    package var home: Int?
    package var isPerson: Bool

    package init(name: String, number: Int, home: Int?, isPerson: Bool) {
      self.name = name
      self.number = number
      self.home = home
      self.isPerson = isPerson
    }
  }

  /// A physical chat file and those who are at home in it.
  package struct Home: Sendable, Equatable {
    /// For people: the path of the file.
    package var label: String
    /// The same file always has the same number in one state folder.
    package var number: Int
    /// Indices into `members`.
    package var members: [Int] = []

    package init(label: String, number: Int) {
      self.label = label
      self.number = number
    }
  }

  /// What a name in a header means.
  package enum Meaning: Sendable, Equatable {
    case member(Int)
    case everybody
    /// The relay itself: reserved (R14).
    case relay
  }

  package let members: [Member]
  package let homes: [Home]
  private let directory: Directory
  private let bots: Int

  /// Joins the members to their homes; `members` are the bots and then the people, in the order of the configuration.
  package init(_ configuration: Configuration, members: [Member], homes: [Home]) {
    var homes = homes
    for (index, member) in members.enumerated() {
      if let home = member.home { homes[home].members.append(index) }
    }
    self.members = members
    self.homes = homes
    directory = Directory(configuration)
    bots = configuration.bots.count
  }

  /// Names compare without case (F2).
  package func meaning(of name: String) -> Meaning? {
    switch directory.resolve(name) {
    case .bot(let index): .member(index)
    case .human(let index): .member(bots + index)
    case .everybody: .everybody
    case .relay: .relay
    case nil: nil
    }
  }

  /// What the sender of a header is to the file it stands in (R3, R14, R20).
  ///
  /// A person may write anywhere; a sender whom nobody configured is relayed from where he writes.
  package func standing(of sender: String, at home: Int) -> Standing {
    switch meaning(of: sender) {
    case .member(let index) where members[index].isPerson || members[index].home == home: .local
    case .member, .relay: .foreign
    case .everybody, nil: .local
    }
  }

  /// Whether this sender's name can be believed here (R20): only at its own home.
  package func isTrusted(_ sender: String, at home: Int) -> Bool {
    if case .member(let index) = meaning(of: sender) { members[index].home == home } else { false }
  }

  /// What a reader knows about names who wants every message of that home's file, whoever brought it (W2).
  package func listeningVocabulary(at home: Int) -> Vocabulary {
    Vocabulary(
      standing: { [self] header, _ in standing(of: header.sender, at: home) == .foreign ? .delivered : .local
      },
      isKnownName: { [self] in meaning(of: $0) != nil })
  }

  /// What a reader of that home's file knows about names.
  package func vocabulary(at home: Int) -> Vocabulary {
    Vocabulary(
      standing: { [self] header, _ in standing(of: header.sender, at: home) },
      isKnownName: { [self] in meaning(of: $0) != nil })
  }
}
