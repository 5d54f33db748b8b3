import BotChatCore
import BotChatFormat
import BotChatSystem

/// What a command works on: the chats of the configuration, or one file alone.
///
/// With `--chat FILE` there is neither configuration nor state: that is all that a bot in a container sees.
struct ChatWorld {
  /// What the configuration knows; nil with `--chat`.
  struct Known {
    let source: ConfigurationFile
    let layout: Layout
    let roster: Roster
    let directory: Directory
  }

  let known: Known?
  let chats: [Chat]
  /// The one file as it was named, which may be a link to it.
  private let named: String?

  /// Throws a `Complaint` of the configuration, or with exit 74 where the one file cannot be opened.
  init(config: String?, chat: String?) throws(Complaint) {
    if let chat {
      self.init(alone: Chat(path: try NamedFile.path(chat)), named: ThisProcess.absolute(chat))
      return
    }
    self.init(try ConfigurationFile(named: config))
  }

  private init(alone chat: Chat, named: String) {
    known = nil
    self.named = named
    chats = [chat]
  }

  /// The chats of a configuration.
  init(_ source: ConfigurationFile) {
    named = nil
    let layout = Layout(source.configuration, state: source.state)
    let roster = layout.roster(source.configuration)
    known = Known(
      source: source, layout: layout, roster: roster, directory: Directory(source.configuration))
    chats = layout.homes.enumerated().map {
      Chat(path: $1, home: $0, roster: roster, state: source.state)
    }
  }

  /// The chat that this bot or person is at home in, and the name as it is configured.
  ///
  /// With `--chat` any name is at home in the one file. Throws a `Complaint` with exit 65 for a name that nobody has.
  func home(of name: String) throws(Complaint) -> (name: String, chat: Chat) {
    guard let known else {
      guard Name.isValid(name), !Self.isReserved(name), name.uppercased() != "ALL" else {
        throw Self.noName(name)
      }
      return (name, chats[0])
    }
    let names = try party(name, known)
    guard let resident = known.layout.residents.first(where: { $0.name == names }) else {
      throw Complaint("\(names) has no chat file here", exit: .refused)
    }
    return (names, chats[resident.home])
  }

  /// The path of the chat as that bot or person knows it, which may be a link: its own files stand beside that.
  func path(of name: String, _ chat: Chat) -> String {
    known?.layout.residents.first { $0.name == name }?.path ?? named ?? chat.path
  }

  /// The name of a bot or person as it is configured.
  private func party(_ name: String, _ known: Known) throws(Complaint) -> String {
    switch known.directory.resolve(name) {
    case .bot(let index): return known.source.configuration.bots[index].name
    case .human(let index): return known.source.configuration.humans[index].name
    case .relay:
      throw Complaint("only the relay itself speaks as Relay", hint: "give a bot or a person", exit: .refused)
    case .everybody:
      throw Complaint("\"\(name)\" is everybody", hint: "give one bot or person", exit: .refused)
    case nil: throw nobody(name, known)
    }
  }

  /// The recipient's name as it is to be written: that of a bot or person, or of everybody.
  ///
  /// Throws a `Complaint` with exit 65 for a name that nobody has.
  func recipient(_ name: String) throws(Complaint) -> String {
    guard let known else {
      guard Name.isValid(name), !Self.isReserved(name) else { throw Self.noName(name) }
      return name.uppercased() == "ALL" ? "ALL" : name
    }
    if case .everybody = known.directory.resolve(name) { return name.uppercased() == "ALL" ? "ALL" : name }
    return try party(name, known)
  }

  private func nobody(_ name: String, _ known: Known) -> Complaint {
    let names = known.layout.residents.map(\.name).joined(separator: ", ")
    return Complaint(
      "nobody here is called \"\(name)\"", hint: "\(known.directory.question(about: name))there are \(names)",
      exit: .refused)
  }

  /// Without a configuration, too, nobody can have these (R14).
  private static func isReserved(_ name: String) -> Bool {
    NameGrammar.reserved.contains { $0.lowercased() == name.lowercased() }
  }

  private static func noName(_ name: String) -> Complaint {
    Complaint(
      isReserved(name) ? "nobody can be called \"\(name)\"" : "\"\(name)\" is no name of a bot",
      hint: "accepted: \(NameGrammar.accepted)", exit: .refused)
  }
}
