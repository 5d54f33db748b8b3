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
    let files = world.chats.map { chat in try? chat.open() }
    guard files.contains(where: { $0 != nil }) else {
      // None can be read: the first one says why.
      _ = try world.chats[0].open()
      return .inputOutput
    }
    var merge = try ChatMerge(world, files, last: options.count, filter, sequence: view.sequence)
    var count = 0
    while let (message, home) = try merge.next() {
      guard filter.wants(message) else { continue }
      count += 1
      guard view.show(message, at: home) else { return .ok }
    }
    if options.follow { return try LogFollowing(world, files, filter, view).run() }
    return count == 0 ? .found : .ok
  }

  private static func start(_ start: HistoryStart, _ time: LocalTime) -> String {
    switch start {
    case .written(let text): text
    case .ago(let age): time.headerText(WallClock.now() - age.nanoseconds)
    }
  }
}

/// Messages as `botchat log` shows them.
final class LogView {
  private let world: ChatWorld
  private let isJSON: Bool
  private let view: MessageView
  private let colour: Colour
  private var line: DeliveryLine?
  private var isFirst = true

  init(_ world: ChatWorld, _ options: LogOptions) {
    self.world = world
    isJSON = options.json
    colour = Colour(for: StandardOutput.descriptor)
    view = MessageView(world, colour)
    line = world.known.map { DeliveryLine($0) }
    line?.noteEnds(of: world, { $0.count >= 20 })
  }

  /// Shows a message; false: nobody reads any more.
  func show(_ message: ChatMessage, at home: Int) -> Bool {
    let chat = world.chats[home]
    if isJSON {
      let object = view.json(message, at: chat, more: line?.json(message, at: home) ?? "")
      return StandardOutput.write("{\"version\": 1, \(object.dropFirst())")
    }
    let gap = isFirst ? "" : "\n"
    isFirst = false
    let state = line?.text(message, at: home) ?? ""
    let end = state.isEmpty ? "" : "\n" + colour.bold("→") + " " + Escaping.visible(state)
    return StandardOutput.write(gap + view.text(message, at: chat) + end)
  }

  /// The place of a message in the order in which the relay saw them; nil: not known.
  func sequence(_ id: MessageID) -> Int? { line?.book.sequence(id) }

  /// Forgets what was known of deliveries: time has passed.
  func refresh() { line = world.known.map { DeliveryLine($0, isLive: true) } }
}
