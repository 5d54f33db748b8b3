import BotChatCore
import BotChatSystem

/// The file of a bot that lives on another machine, read and written with the relay's own engine (DESIGN 9).
final class LinkHome {
  let engine: RelayEngine
  let rule: LinkRule
  private let effects: LinuxEffects
  private let log: RelayLog
  private let chat: HomeFile

  /// Takes up the file where the database says that it was left; at the first start everything that stands there is to
  /// go to the hub, since the relay made the file for that.
  ///
  /// Throws `DatabaseError` where the database cannot be read.
  init(
    _ bot: Bot, _ link: Link, _ source: ConfigurationFile, _ folder: StateFolder, _ database: LinkDatabase,
    _ lines: EventLog, switches: @escaping () -> String?
  ) throws {
    let configuration = source.configuration
    let stored = database.posting
    let layout = Layout(configuration, state: source.state)
    guard let resident = layout.residents.first(where: { $0.name == bot.name }) else {
      throw Complaint("no bot \(bot.name)", exit: .bug)
    }
    let roster = try stored.database.transaction {
      try Roster(configuration, layout, alone: resident.home, stored)
    }
    rule = LinkRule(bot: bot.name, link, roster)
    effects = LinuxEffects(
      layout: layout.alone(resident.home), roster: roster, database: stored,
      state: try folder.subfolder(LinkPaths.stateName),
      key: try MarkKey.stored(in: stored), time: lines.time, zoneLabel: configuration.zone.label,
      locks: WritingLocks(in: folder, hold: 0), pool: FilePool(), role: .posting)
    effects.ownSwitches = switches
    engine = RelayEngine(
      effects: effects, roster: roster,
      timing: Timing(
        settle: configuration.relay.settle.nanoseconds, poll: configuration.relay.poll.nanoseconds),
      limit: configuration.relay.maxMessage.bytes, role: .posting)
    chat = effects.files[0]
    log = RelayLog(roster: roster, lines: lines) { _ in nil }
    try stored.eachMark { [engine] in engine.remember(mark: $0, sequence: $1) }
    let memory = try stored.memory(files: roster.homes.map(\.number))
    _ = try? chat.holdFolder()
    var everything = FirstStart()
    everything.backfill = true
    engine.start(memory, memory.positions.isEmpty ? .first(everything) : .resumed, at: Moment.now())
  }

  /// The folder of the chat file, to be watched; nil while it is not there.
  ///
  /// `isNew` is set when the folder was opened just now.
  func folder(isNew: inout Bool) -> Folder? {
    isNew = (try? chat.holdFolder()) ?? false
    return chat.folder
  }

  /// At each poll: whether the state still stands where it did.
  func lookAfterState() {
    effects.lookAfterState()
    if let loss = effects.stateLoss { engine.noteStateLoss(loss) }
  }

  /// Whether nothing can be stored any more until the database is opened anew.
  var isLost: Bool { effects.lostDatabase != nil }

  /// Now, as it stands in a header.
  func stamp(_ source: ConfigurationFile, _ lines: EventLog) -> Outgoing.Stamp {
    let now = WallClock.now()
    return Outgoing.Stamp(
      time: lines.time.headerText(now), clock: lines.time.clockText(now),
      zone: source.configuration.zone.label ?? lines.time.label(now))
  }

  /// Writes to the log what the engine has to tell.
  func report() {
    let entries = engine.takeJournal()
    if !entries.isEmpty { log.write(entries) }
  }
}
