import BotChatCore
import BotChatFormat
import BotChatSystem

/// Carries messages between a bot's file here and its room at the hub, both ways, each once (DESIGN 9).
///
/// Out: what others wrote for the bot is stored with the position behind it, then sent, and counts as handed over on
/// the hub's durable answer. In: what comes is stored with its name, synced, then written, and the hub's receipt goes
/// out only after that. So a kill at any point leaves either something to send again under the same name, or something
/// that the hub keeps for us.
final class Postman {
  let home: LinkHome
  let database: LinkDatabase
  let bot: Bot
  let link: Link
  let source: ConfigurationFile
  let lines: EventLog
  let folder: StateFolder
  var session: LinkSession
  var audience: LinkAudience
  /// What was taken and is not stored yet: how much of it, and by what names it is known.
  var unstored = 0
  var unstoredNames: Set<String> = []

  private let alerts: Alerter
  private let switches: () -> String?
  private let token: TokenFile
  private let mailbox: Mailbox<Letter>
  private var connection: WebSocketConnection?
  /// Counts connections, so that the last words of an old one are not taken for those of the new one.
  private(set) var connections = 0
  private var underWay: [Int: String] = [:]
  private var fates: [LinkDatabase.Fate] = []
  /// What has to be receipted: everything up to here is stored.
  private var storedThrough: Int64?
  private var heard: [Heard] = []
  private var probe: LinkProbe
  /// Steady clock.
  private(set) var dueAt: Int64 = 0

  private struct Letter: Sendable {
    var connection: Int
    var event: WebSocketConnection.Event
  }

  /// How many bytes of text may be under way at one time.
  private static let window = 4 << 20

  init(
    _ bot: Bot, _ link: Link, _ source: ConfigurationFile, _ folder: StateFolder, _ database: LinkDatabase,
    _ alerts: Alerter, _ loop: EventLoop, _ lines: EventLog, switches: @escaping () -> String?
  ) throws {
    self.bot = bot
    self.link = link
    self.source = source
    self.folder = folder
    self.database = database
    self.alerts = alerts
    self.lines = lines
    self.switches = switches
    token = TokenFile(path: link.token)
    home = try LinkHome(bot, link, source, folder, database, lines, switches: switches)
    probe = try database.posting.word(LinkDatabase.probeWord).flatMap(LinkProbe.init(text:)) ?? LinkProbe()
    session = LinkSession(link, LinkTiming(seed: UInt64(bitPattern: MonotonicClock.now())))
    let (names, unanswered) = try database.writers()
    let isKnown = names.map(home.rule.isKnown)
    audience = LinkAudience(
      writers: zip(names, isKnown).filter(\.1).map(\.0),
      unanswered: isKnown.suffix(unanswered).count { $0 })
    mailbox = try Mailbox()
    try loop.listen(to: mailbox.descriptor) { [unowned self] in takeEvents() }
    database.posting.noteHeard = { [unowned self] in try note($0) }
    database.posting.heardIsStored = { [unowned self] in heardIsStored() }
    database.posting.noteReceived = { [unowned self] in try self.database.add($0, at: WallClock.now()) }
    database.posting.receivedIsStored = { [unowned self] in receivedIsStored($0) }
    // What the one before it left there says nothing about this one: neither that it is in its room, nor for how long
    // it has been away.
    try database.setState(LinkStanding(.away(why: "it has only just started"), since: WallClock.now()).text)
  }

  // MARK: turns

  /// Looks at the file, if it may have changed (nil: the poll), writes what came, and sends what is to go.
  func turn(_ hinted: HomeSet?, at now: Moment) {
    // What came is durable before it is written, and before the hub may forget it. What goes needs no disk: it stands
    // in the file, and would be found there again.
    try? database.posting.database.waitForDisk(unstored > 0)
    let due = home.engine.turn(hinted, at: now)
    home.report()
    receipt()
    perform(session.tick(at: now.steady), at: now)
    post(at: now)
    storeFates(at: now)
    let poll = now.steady + source.configuration.relay.poll.nanoseconds
    dueAt = min(due >= poll ? .max : due, session.dueAt ?? .max)
  }

  /// Whether nothing is left to do but to wait for somebody else (`--once`).
  var isDone: Bool {
    // What a pause keeps here is for whoever ends it.
    session.isJoined && session.owed == 0 && !session.isWaiting && (!session.hasUnsent || switches() != nil)
      && unstored == 0 && home.engine.hasDoneWhatItCan
  }

  private func note(_ heard: [Heard]) throws(DatabaseError) {
    self.heard = heard.filter { home.rule.goes($0.header.sender) }
    database.forgetRolledBack()
    for one in self.heard { try database.add(one) }
  }

  private func heardIsStored() {
    for one in heard where home.rule.isKnown(one.header.sender) { audience.wrote(one.header.sender) }
    if !heard.isEmpty { session.noteUnsent() }
    heard = []
  }

  private func receivedIsStored(_ received: [Received]) {
    unstored -= received.count
    unstoredNames.removeAll()
    for one in received where one.connection == connections {
      connection?.dealtWith(one.size)
      if let sequence = one.sequence { storedThrough = max(storedThrough ?? 0, sequence) }
    }
    // What follows is the writing: a power cut would only show it as unwritten.
    try? database.posting.database.waitForDisk(false)
  }

  private func receipt() {
    guard let seq = storedThrough else { return }
    storedThrough = nil
    perform(session.stored(seq), at: Moment.now())
  }

  /// Sends what the hub does not have, as far as it may be sent now.
  private func post(at now: Moment) {
    guard session.hasUnsent, switches() == nil else { return }
    let room = session.room(at: now.steady)
    guard room > 0 else { return }
    do {
      let letters = try database.letters(after: session.sentThrough, limit: room, bytes: Self.window)
      perform(session.send(letters.map(packed), at: now.steady), at: now)
    } catch {
      home.engine.noteStateLoss("\(error)")
    }
  }

  private func packed(_ letter: LinkDatabase.Letter) -> LinkLetter {
    var packed = letter.letter
    let text = link.plain ? Packing.body(of: letter.text) : letter.text
    packed.text = String(decoding: text, as: UTF8.self)
    underWay[packed.number] = "\(packed.name.prefix(12)) from \(letter.sender)"
    if !Packing.isText(text) {
      lines.say("\(packed.name.prefix(12)) is no UTF-8: what is none of it goes as \u{FFFD}")
    }
    return packed
  }

  // MARK: the connection

  private func takeEvents() {
    let now = Moment.now()
    for letter in mailbox.take() where letter.connection == connections {
      switch letter.event {
      case .opened: opened(at: now)
      case .text(let bytes): take(bytes, at: now)
      case .ended(let error):
        if case .closed(_, let code) = error {
          forgetConnection(error.description, code: code, at: now)
        } else {
          forgetConnection(error.description, code: nil, at: now)
        }
      }
    }
    turn([], at: now)
  }

  private func take(_ bytes: [UInt8], at now: Moment) {
    do throws(FrameError) {
      let frame = try bytes.withUnsafeBytes { bytes in
        Result { () throws(FrameError) in try Frames.hub(bytes) }
      }.get()
      let actions = session.heard(frame, at: now.steady)
      if case .take(let message)? = actions.first {
        take(message, bytes.count, at: now)
      } else {
        connection?.dealtWith(bytes.count)
        perform(actions, at: now)
      }
    } catch {
      connection?.dealtWith(bytes.count)
      lines.warn("the hub sent what is no frame: \(error.message)")
    }
  }

  private func take(_ message: HubFrame.Message, _ size: Int, at now: Moment) {
    if receive(message, size: size) { return }
    forgetConnection("what came cannot be stored", code: nil, at: now)
  }

  private func connect(at now: Moment) {
    connections += 1
    let number = connections
    do {
      // It is read when the connection is open; one that cannot be read spares the hub a visit.
      _ = try token.read()
      alerts.solved(Alert.Key(.tokenRefused, link.token))
      let address = try WebAddress(socket: link.hub)
      let mailbox = mailbox
      var limits = WebSocketConnection.Limits()
      // In JSON one byte can take six.
      limits.message = max(limits.message, 8 * source.configuration.relay.maxMessage.bytes)
      let ping = max(1, link.ping.nanoseconds / 1_000_000_000)
      limits.ping = UInt16(clamping: ping)
      limits.hangUp = UInt16(clamping: ping * 5 / 2)
      connection = try WebSocketConnection(
        address, proxy: ProxyChoice.proxy(for: address, ThisProcess.environment), limits: limits
      ) {
        mailbox.put(Letter(connection: number, event: $0))
      }
    } catch let error as TokenError {
      refuseToken(error, at: now)
    } catch {
      forgetConnection("\(error)", code: nil, at: now)
    }
  }

  private func opened(at now: Moment) {
    do throws(TokenError) {
      perform(session.opened(token: try token.read(), at: now.steady), at: now)
    } catch {
      refuseToken(error, at: now)
    }
  }

  private func refuseToken(_ error: TokenError, at now: Moment) {
    hangUp()
    perform(session.hasNoToken("\(error)", at: now.steady), at: now)
  }

  private func forgetConnection(_ why: String, code: Int?, at now: Moment) {
    hangUp()
    perform(session.ended(why, code: code, at: now.steady), at: now)
  }

  private func hangUp() {
    connection?.close()
    connection = nil
    connections += 1
    underWay = [:]
    storedThrough = nil
  }

  // MARK: what the session asks for

  private func perform(_ actions: [LinkAction], at now: Moment) {
    for action in actions {
      switch action {
      case .connect: connect(at: now)
      case .hangUp: forgetConnection("it was given up", code: nil, at: now)
      case .send(let frame): connection?.send(frame.bytes)
      case .handed(let number, let seq):
        fates.append(.handed(number: number, seq: seq))
        if let what = underWay.removeValue(forKey: number) { handed.append(what) }
      case .refused(let number, let why):
        fates.append(.refused(number: number, why: why))
        let what = underWay.removeValue(forKey: number) ?? "message \(number)"
        home.engine.note(
          .untaken, "\(link.room):\(what)", "the hub does not take it, and it is not sent again: \(why)",
          at: now)
      case .received(let seq): fates.append(.received(through: seq))
      case .probing: noteProbe { $0.ask() }
      case .probed(let took): noteProbe { $0.answered(at: now.wall, took: took) }
      case .asked(let by, let id):
        // Whoever is paused takes nothing, and does not claim to.
        if switches() == nil { connection?.send(ClientFrame.echo(room: link.room, to: by, id: id).bytes) }
      case .take(let message): take(message, 0, at: now)
      case .say(let text): lines.say(text)
      case .state(let state): stand(state, at: now)
      }
    }
  }

  /// What the hub took since the log was told.
  private var handed: [String] = []

  private func storeFates(at now: Moment) {
    guard !fates.isEmpty else { return }
    do {
      // A hub that knows ids takes nothing twice; from any other one only the disk keeps what was handed over.
      try database.posting.database.waitForDisk(session.isPlain)
      try database.note(fates, at: now.wall)
    } catch {
      // They are sent once more by the next link; a hub of ours knows them.
      home.engine.noteStateLoss("\(error)")
    }
    fates = []
    if handed.count > 20 {
      lines.say("handed \(handed.count) messages to the hub")
    } else {
      for what in handed { lines.say("handed \(what) to the hub") }
    }
    handed = []
    // There is room again.
    post(at: now)
  }

  private func noteProbe(_ change: (inout LinkProbe) -> Void) {
    change(&probe)
    do {
      try database.posting.database.waitForDisk(false)
      try database.setProbe(probe.text)
    } catch {
      home.engine.noteStateLoss("\(error)")
    }
  }

  private func stand(_ state: LinkState, at now: Moment) {
    let key = Alert.Key(.linkRefused, bot.name)
    // Stored before it is told: who reads the log may look at once.
    do {
      try database.setState(LinkStanding(state, since: now.wall).text)
    } catch {
      home.engine.noteStateLoss("\(error)")
    }
    switch state {
    case .joined(let isPlain):
      lines.say("in the room \(link.room) of \(link.hub)\(isPlain ? ", a plain Bot Hub" : "")")
      alerts.solved(key)
    case .away(let why): lines.say("not connected: \(why)")
    case .unwelcome(let why): alerts.offer(.linkRefused(bot.name, why: Escaping.visible(why)))
    case .tokenless(let why): alerts.offer(.tokenRefused(link.token, why: Escaping.visible(why)))
    }
  }

  // MARK: the end

  /// Stores everything, and says goodbye to the hub; what was sent just now has a second to get out.
  func end(_ loop: EventLoop) -> Bool {
    let isStored = home.engine.storeAll()
    receipt()
    storeFates(at: Moment.now())
    home.report()
    let last = connections
    connection?.close()
    let limit = MonotonicClock.now() + 1_000_000_000
    while connection != nil, connections == last, MonotonicClock.now() < limit {
      guard (try? loop.wait(until: limit)) != nil else { break }
    }
    try? database.setState(LinkStanding(.away(why: "the link was ended"), since: WallClock.now()).text)
    return isStored
  }
}
