import BotChatFormat

/// Who lives where: the homes in the order of the configuration, and what each name means where it stands.
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
    /// Whether those at home here and in the other private homes know nobody but each other, and nobody knows them
    /// (H2: the canary).
    package var isPrivate: Bool

    package init(label: String, number: Int, isPrivate: Bool = false) {
      self.label = label
      self.number = number
      self.isPrivate = isPrivate
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
  /// The homes that are not private.
  package let openHomes: Range<Int>
  private let directory: Directory
  private let bots: Int

  /// Joins the members to their homes.
  ///
  /// - Parameters:
  ///   - configuration: what the names mean.
  ///   - members: the bots and then the people, in the order of the configuration; behind them those who live in
  ///     private homes.
  ///   - homes: in the order of the configuration; behind them the private ones.
  package init(_ configuration: Configuration, members: [Member], homes: [Home]) {
    var homes = homes
    for (index, member) in members.enumerated() {
      if let home = member.home { homes[home].members.append(index) }
    }
    self.members = members
    self.homes = homes
    openHomes = 0..<(homes.firstIndex(where: \.isPrivate) ?? homes.count)
    directory = Directory(configuration)
    bots = configuration.bots.count
  }

  /// Those who do not live in a private home.
  package var openMembers: [Member] { members.filter { $0.home.map(openHomes.contains) ?? true } }

  /// What a name means in that home's file; names compare without case (F2).
  package func meaning(of name: String, at home: Int) -> Meaning? {
    if homes[home].isPrivate { return privateMember(name).map(Meaning.member) }
    return switch directory.resolve(name) {
    case .bot(let index): .member(index)
    case .human(let index): .member(bots + index)
    case .everybody: .everybody
    case .relay: .relay
    case nil: nil
    }
  }

  private func privateMember(_ name: String) -> Int? {
    let name = FoldedName(text: name)
    return homes[openHomes.upperBound...].flatMap(\.members).first {
      FoldedName(text: members[$0].name) == name
    }
  }

  /// What the sender of a header is to the file it stands in (R3, R14, R20).
  ///
  /// A person may write anywhere; a sender whom nobody configured is relayed from where he writes, unless that is
  /// a private home. Whoever lives in one is at home elsewhere for all others, who cannot write to him.
  package func standing(of sender: String, at home: Int) -> Standing {
    switch meaning(of: sender, at: home) {
    case .member(let index) where members[index].isPerson || members[index].home == home: .local
    case .member, .relay: .foreign
    case .everybody: homes[home].isPrivate ? .foreign : .local
    case nil: homes[home].isPrivate || privateMember(sender) != nil ? .foreign : .local
    }
  }

  /// Whether this sender's name can be believed here (R20): only at its own home.
  package func isTrusted(_ sender: String, at home: Int) -> Bool {
    if case .member(let index) = meaning(of: sender, at: home) { members[index].home == home } else { false }
  }

  /// What a reader knows about names who wants every message of that home's file, whoever brought it (W2).
  package func listeningVocabulary(at home: Int) -> Vocabulary {
    Vocabulary(
      standing: { [self] header, _ in standing(of: header.sender, at: home) == .foreign ? .delivered : .local
      },
      isKnownName: { [self] in meaning(of: $0, at: home) != nil })
  }

  /// What a reader of that home's file knows about names.
  package func vocabulary(at home: Int) -> Vocabulary {
    Vocabulary(
      standing: { [self] header, _ in standing(of: header.sender, at: home) },
      isKnownName: { [self] in meaning(of: $0, at: home) != nil })
  }
}
