import BotChatCore
import BotChatFormat
import BotChatSystem

/// `botchat log`: the conversation of all files.
enum LogTool {
  static func run(_ options: LogOptions) throws -> ExitCode {
    let world = try ChatWorld(config: options.config, chat: options.chat)
    let time = try world.known?.source.localTime() ?? LocalTime(zone: nil)
    let filter = try LogFilter(options, world, since: options.since.map { start($0, time) })
    let view = LogView(world, options)
    let open = OpenChats(world)
    guard open.files.contains(where: { $0 != nil }) else {
      // None can be read: the first one says why.
      _ = try world.chats[0].open()
      return .inputOutput
    }
    for (_, obstacle) in open.sorted {
      say(Complaint("left out: \(obstacle.what)", hint: obstacle.hint, exit: obstacle.exit))
    }
    var merge = try ChatMerge(world, open.files, last: options.count, filter, sequence: view.sequence)
    var count = 0
    while let (message, home) = try merge.next() {
      guard filter.wants(message) else { continue }
      count += 1
      guard view.show(message, at: home) else { return .ok }
    }
    if options.follow { return try LogFollowing(world, open.files, filter, view).run() }
    if count == 0 { say(nothing(options)) }
    return open.failure?.exit ?? (count == 0 ? .found : .ok)
  }

  private static func nothing(_ options: LogOptions) -> Complaint {
    let isWhole = options.bot == nil && options.between.isEmpty && options.since == nil && options.grep == nil
    return isWhole
      ? Complaint("there is no message yet", exit: .found)
      : Complaint(
        "there is no such message", hint: "botchat log without options shows the last ones", exit: .found)
  }

  private static func say(_ complaint: Complaint) {
    let text = complaint.text(tool: "botchat", colour: Colour(for: StandardError.descriptor))
    StandardError.write(String(text.dropLast()))
  }

  private static func start(_ start: HistoryStart, _ time: LocalTime) -> String {
    switch start {
    case .written(let text): text
    case .ago(let age): time.headerText(WallClock.now() - age.nanoseconds)
    }
  }
}
