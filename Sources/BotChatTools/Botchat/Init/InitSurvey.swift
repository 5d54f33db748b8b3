import BotChatCore
import BotChatFormat
import BotChatSystem

/// All that `botchat init` finds; looking changes nothing.
struct InitSurvey {
  /// A bot with its folder.
  struct Bot {
    var workspace: Workspace
    /// The name, and where it comes from; nil: nothing shows it.
    var name: BotNaming.Answer?
    /// Which file it has: equal for those that share one.
    let home: Int
    let isLink: Bool
    let era: EraFinder.Found
  }

  /// A folder or file that is not as it has to be.
  struct Trouble {
    let path: String
    let why: String
    let cure: String
  }

  var bots: [Bot] = []
  private(set) var troubles: [Trouble] = []
  /// Who wrote how much in each file.
  private(set) var senders: [Int: [String: Int]] = [:]
  /// What headers call the time zone most.
  private(set) var zone: String?

  init(_ options: InitOptions) {
    let workspaces = WorkspaceFinder(home: ThisProcess.home).find(options.workspaces)
    var homes: [FileIdentity: Int] = [:]
    for workspace in workspaces {
      if case .file(let identity) = workspace.chat, homes[identity] == nil { homes[identity] = homes.count }
    }
    for workspace in workspaces { take(workspace, homes) }
    readSenders()
    name(options.humans)
  }

  private mutating func take(_ workspace: Workspace, _ homes: [FileIdentity: Int]) {
    let path = workspace.chatPath
    func bot(_ home: Int, isLink: Bool) -> Bot {
      Bot(workspace: workspace, home: home, isLink: isLink, era: EraFinder.find(workspace.path))
    }
    switch workspace.chat {
    case .file(let identity): bots.append(bot(homes[identity] ?? 0, isLink: false))
    case .link(let identity):
      if let home = homes[identity] {
        bots.append(bot(home, isLink: true))
      } else {
        troubles.append(
          Trouble(
            path: path, why: "it leads to a file in no workspace that was found",
            cure: "botchat init --workspace DIR, with the folder that it leads to"))
      }
    case .missing:
      troubles.append(
        Trouble(
          path: path, why: "it is not there, so its bot is left out",
          cure: "touch \(ShellText.word(path)), as the bot's own user, then: botchat init"))
    case .refused(let why, let cure): troubles.append(Trouble(path: path, why: why, cure: cure))
    }
  }

  /// So many messages of each file are looked at.
  private static let horizon = 2000

  private mutating func readSenders() {
    var zones: [String: Int] = [:]
    for bot in bots where !bot.isLink && senders[bot.home] == nil {
      senders[bot.home] = [:]
      guard let file = try? Chat(path: bot.workspace.chatPath).open(),
        let tail = try? ChatTail(file, .everybodyIsLocal, isEnough: { $0.count >= Self.horizon })
      else { continue }
      for message in tail.messages {
        senders[bot.home]?[message.header.sender, default: 0] += 1
        if let zone = message.header.zone { zones[zone, default: 0] += 1 }
      }
    }
    zone = zones.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  private mutating func name(_ people: [String]) {
    let places = bots.map { bot in
      BotNaming.Evidence(
        given: bot.workspace.given, identity: bot.workspace.identity, folder: bot.workspace.hint,
        home: bot.home)
    }
    for (index, answer) in BotNaming.decide(places, senders: senders, people: people).enumerated() {
      bots[index].name = answer
    }
  }

  /// The person who writes most; nil: nobody who is no bot.
  var person: String? {
    BotNaming.person(senders: senders, bots: bots.compactMap(\.name?.name))
  }

  /// Whose file the bot uses, if it is not its own.
  func owner(of bot: Bot) -> String? {
    guard bot.isLink else { return nil }
    return bots.first { $0.home == bot.home && !$0.isLink }?.name?.name
  }

  /// What the bots' instructions say that the toolkit makes wrong.
  var instructions: [InstructionFinder.Found] {
    var seen: Set<FileIdentity> = []
    return bots.flatMap { bot -> [InstructionFinder.Found] in
      guard let identity = FileIdentity(at: bot.workspace.path), seen.insert(identity).inserted else {
        return []
      }
      let (own, others) = (bots.filter { $0.home == bot.home }, bots.filter { $0.home != bot.home })
      let neighbours = Neighbourhood(
        own: own.compactMap(\.name?.name), others: others.compactMap(\.name?.name),
        otherChats: others.map(\.workspace.chatPath))
      return InstructionFinder.find(in: bot.workspace.path, neighbours)
    }
  }

  /// The page for a bot's own instructions.
  func page(for bot: Bot, people: [String]) -> InstructionPage {
    let name = bot.name?.name ?? ""
    return InstructionPage(
      bot: name, others: bots.compactMap(\.name?.name).filter { $0 != name }, people: people,
      chatInside: bot.workspace.inside.map { "\($0)/BOT_CHAT.md" }
        ?? (isInContainer(bot) ? "BOT_CHAT.md" : nil))
  }

  private func isInContainer(_ bot: Bot) -> Bool {
    if case .container = bot.workspace.waking { true } else { false }
  }

  /// The configuration that comes of it; bots without a name are left out.
  func draft(people: [String]) -> ConfigurationDraft {
    let drafted = bots.compactMap { bot in
      bot.name.map {
        ConfigurationDraft.Bot(
          $0.name, chat: bot.workspace.chatPath, waking: bot.workspace.waking, shares: owner(of: bot))
      }
    }
    return ConfigurationDraft(bots: drafted, people: people, zone: zone)
  }
}
