import BotChatCore
import BotChatFormat
import BotChatSystem

/// Messages as `botchat log` shows them, and what became of each.
final class LogView {
  /// A message that was shown before it was known what becomes of it.
  private struct Awaited {
    let message: ChatMessage
    let home: Int
    /// Steady clock: when it was shown.
    let since: Int64
  }

  private let world: ChatWorld
  private let isJSON: Bool
  /// Whether what becomes of the messages is told later, too.
  private let isFollowing: Bool
  private let view: MessageView
  private let colour: Colour
  private var line: DeliveryLine?
  private var isFirst = true

  /// The last message that was shown, while nothing stands below it that says what became of it.
  private var open: Awaited?
  /// Of these it was said that they have not arrived; oldest first.
  private var awaited: [Awaited] = []
  /// What people wrote lately: copies of it stand in many files.
  private var given: [MessageID] = []

  /// Steady clock: when the state of deliveries was read last.
  private var refreshed = Int64.min
  /// Whether it was too early to read it again.
  private var isOwed = false

  /// Reading the state costs some milliseconds, so it is not read again within this time; nanoseconds.
  private static let pace: Int64 = 50_000_000
  /// So long is waited for a delivery before "not yet" is said, which mostly spares it.
  private static let patience: Int64 = 250_000_000
  /// More than these are not followed any further.
  private static let longest = 200

  init(_ world: ChatWorld, _ options: LogOptions) {
    self.world = world
    isJSON = options.json
    isFollowing = options.follow
    colour = Colour(for: StandardOutput.descriptor)
    view = MessageView(world, colour)
    line = world.known.map { DeliveryLine($0) }
    line?.noteEnds(of: world, { $0.count >= 20 })
  }

  /// The place of a message in the order in which the relay saw them; nil: not known.
  func sequence(_ id: MessageID) -> Int? { line?.book.sequence(id) }

  /// Shows a message with what became of it; false: nobody reads any more.
  func show(_ message: ChatMessage, at home: Int) -> Bool {
    let home = origin(message, home)
    let chat = world.chats[home]
    if isPerson(message) { given = given.suffix(Self.longest) + [message.id] }
    let one = Awaited(message: message, home: home, since: MonotonicClock.now())
    if isFollowing, !isOver(one) { awaited = awaited.suffix(Self.longest - 1) + [one] }
    if isJSON {
      let object = view.json(message, at: chat, more: line?.json(message, at: home) ?? "")
      return StandardOutput.write("{\"version\": 1, \(object.dropFirst())")
    }
    let state = line?.text(message, at: home) ?? ""
    let end = state.isEmpty ? "" : "\n" + arrow(state)
    return StandardOutput.write(gap + view.text(message, at: chat) + end)
  }

  // MARK: in the moment in which they are written

  /// When ``catchUp()`` has something to say, whatever happens; steady clock, nil: never.
  var due: Int64? {
    let end = open.map { $0.since + Self.patience }
    return isOwed && (open != nil || !awaited.isEmpty) ? min(end ?? .max, refreshed + Self.pace) : end
  }

  /// Shows a message that has just been written; what becomes of it is said by ``catchUp()``.
  ///
  /// Returns false where nobody reads any more.
  func showNew(_ message: ChatMessage, at home: Int) -> Bool {
    guard !isPerson(message) || !given.contains(message.id) else { return true }
    if isJSON || world.known == nil {
      if isPerson(message) { refresh() } else { refreshInTime() }
      return show(message, at: home)
    }
    guard closeOpen() else { return false }
    var place = home
    if isPerson(message) {
      refresh()
      given = given.suffix(Self.longest) + [message.id]
      place = origin(message, home)
    }
    guard StandardOutput.write(gap + view.text(message, at: world.chats[place])) else { return false }
    open = Awaited(message: message, home: place, since: MonotonicClock.now())
    return true
  }

  /// Says what has become of those that were shown before; false: nobody reads any more.
  func catchUp() -> Bool {
    guard open != nil || !awaited.isEmpty else { return true }
    guard refreshInTime() else { return true }
    if let one = open, isOver(one) || MonotonicClock.now() - one.since >= Self.patience {
      guard closeOpen() else { return false }
    }
    var rest: [Awaited] = []
    for one in awaited.suffix(Self.longest) {
      guard isOver(one) else {
        rest.append(one)
        continue
      }
      guard StandardOutput.write(news(of: one)) else { return false }
    }
    awaited = rest
    return true
  }

  /// Says of the last message what is known of it now.
  private func closeOpen() -> Bool {
    guard let one = open else { return true }
    open = nil
    let state = line?.text(one.message, at: one.home) ?? ""
    if !isOver(one) { awaited.append(one) }
    return state.isEmpty || StandardOutput.write(arrow(state))
  }

  private func news(of one: Awaited) -> String {
    if isJSON {
      return "{\"version\": 1, \"id\": \(JSONText.quoted(one.message.id.hex))"
        + (line?.json(one.message, at: one.home) ?? "") + "}"
    }
    let tag = one.message.header.tag.map { " (\(Escaping.visible($0)))" } ?? ""
    return gap + arrow(line?.text(one.message, at: one.home) ?? "") + "  \(one.message.id)\(tag)"
  }

  private func isOver(_ one: Awaited) -> Bool {
    line?.states(one.message, at: one.home).allSatisfy(\.isOver) ?? true
  }

  /// Reads anew what is known of deliveries, unless that was just done.
  @discardableResult
  private func refreshInTime() -> Bool {
    isOwed = refreshed > Int64.min && MonotonicClock.now() - refreshed < Self.pace
    if !isOwed { refresh() }
    return !isOwed
  }

  /// Reads anew what is known of deliveries: time has passed.
  private func refresh() {
    refreshed = MonotonicClock.now()
    line = world.known.map { DeliveryLine($0, isLive: true) }
    line?.noteEnds(of: world, { $0.count >= 20 })
  }

  // MARK: where a message belongs

  private func isPerson(_ message: ChatMessage) -> Bool {
    if case .human? = world.known?.directory.resolve(message.header.sender) { true } else { false }
  }

  /// The home that a message was written in: of what a person wrote, the copy in another file may be met first.
  private func origin(_ message: ChatMessage, _ home: Int) -> Int {
    guard isPerson(message) else { return home }
    return line?.book.origin(message.id) ?? line?.ownHome(of: message) ?? home
  }

  // MARK: lines

  private var gap: String {
    defer { isFirst = false }
    return isFirst ? "" : "\n"
  }

  private func arrow(_ state: String) -> String { colour.bold("→") + " " + Escaping.visible(state) }
}
