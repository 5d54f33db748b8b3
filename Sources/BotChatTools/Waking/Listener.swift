import BotChatCore
import BotChatSystem

/// Reads one bot's home with the relay's own engine, and notes what came in (W2).
final class Listener {
  let engine: RelayEngine
  let roster: Roster
  private let effects: LinuxEffects
  private let log: RelayLog
  /// False in the relay, whose own engine sees and tells the same.
  private let tells: Bool
  private let chat: HomeFile

  /// Takes up the home where the database says that it was left; at a first start everything there counts as handled.
  ///
  /// Throws `DatabaseError` where the database cannot be read.
  init(
    _ bot: Bot, _ source: ConfigurationFile, _ state: BotState, _ database: WakeDatabase, _ lines: EventLog,
    tells: Bool
  ) throws {
    let configuration = source.configuration
    let stored = database.listening
    let layout = Layout(configuration, state: source.state)
    guard let resident = layout.residents.first(where: { $0.name == bot.name }) else {
      throw Complaint("no bot \(bot.name)", exit: .bug)
    }
    self.tells = tells
    roster = try stored.database.transaction {
      try Roster(configuration, layout, alone: resident.home, stored)
    }
    effects = LinuxEffects(
      layout: layout.alone(resident.home), roster: roster, database: stored, state: state.folder,
      key: try MarkKey.stored(in: stored), time: lines.time, zoneLabel: configuration.zone.label,
      locks: WritingLocks(in: state.folder, hold: 0), pool: FilePool(), role: .listening)
    engine = RelayEngine(
      effects: effects, roster: roster,
      timing: Timing(
        settle: configuration.relay.settle.nanoseconds, poll: configuration.relay.poll.nanoseconds),
      limit: configuration.relay.maxMessage.bytes, role: .listening)
    chat = effects.files[0]
    log = RelayLog(roster: roster, lines: lines) { _ in nil }
    try stored.eachMark { [engine] in engine.remember(mark: $0, sequence: $1) }
    var memory = try stored.memory(files: roster.homes.map(\.number))
    // Only the relay writes, so nothing of ours can stand there that the state does not know.
    memory.wasClean = true
    _ = try? chat.holdFolder()
    let beginning: Beginning = memory.positions.isEmpty ? .first(FirstStart()) : .resumed
    engine.start(memory, beginning, at: Moment.now())
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

  /// Why nothing can be stored any more until the database is opened anew.
  var lostDatabase: DatabaseError? { effects.lostDatabase }

  /// Writes to the log what the engine has to tell, if it is not the relay's own that has told it.
  func report() {
    let entries = engine.takeJournal()
    if tells, !entries.isEmpty { log.write(entries) }
  }
}
