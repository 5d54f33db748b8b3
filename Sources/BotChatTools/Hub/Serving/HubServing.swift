import BotChatCore
import BotChatSystem

/// Joins the hub's rules to the server, the storage and the log: one thread, one turn after the other.
final class HubServing: HubEffects, WebSocketServerListener {
  private let store: HubStore
  private let reader: HubReader
  private let log: HubLog
  private let signals: Signals
  private(set) var tokens: TokenBook
  private var engine: HubEngine?
  private var server: WebSocketServer?
  /// What is to be stored, of this turn.
  private var changes: [HubChange] = []
  private(set) var requests: [Signals.Request] = []
  private var dueAt: Int64 = 0

  init(_ source: HubConfiguration, _ store: HubStore, _ reader: HubReader, _ signals: Signals, _ log: HubLog)
  {
    tokens = source.tokens
    self.store = store
    self.reader = reader
    self.signals = signals
    self.log = log
  }

  // MARK: life

  /// Goes on from what was remembered, and listens.
  ///
  /// Numbers are reserved in the database before anybody can connect: the first message wants one.
  /// Throws ``ServerError``, `SystemError`, `DatabaseError`.
  func begin(_ settings: HubSettings, _ memory: HubMemory, _ database: HubDatabase) throws {
    let engine = HubEngine(effects: self, settings: settings, memory: memory, at: Moment.now())
    try database.commit(changes, waits: true)
    engine.stored(messages: 0, reserved: HubStore.reserved(in: changes), at: Moment.now())
    changes = []
    self.engine = engine
    let server = try WebSocketServer(Self.server(settings), self)
    try server.watch(signals.descriptor)
    self.server = server
    store.ring(server.waker)
  }

  private static func server(_ settings: HubSettings) -> ServerSettings {
    ServerSettings(
      address: settings.listen, port: settings.port,
      certificate: settings.tls.map { ($0.certificate, $0.key) }, header: settings.limits.header.bytes,
      headerTime: Int(max(1, settings.limits.auth.nanoseconds / 1_000_000_000)),
      connections: settings.limits.connections, output: settings.limits.output.bytes)
  }

  var port: Int { server?.port ?? 0 }
  var counts: HubCounts { engine?.health ?? HubCounts() }
  var hasConnections: Bool { server?.isEmpty == false }
  var isDrained: Bool { engine?.isDrained != false }

  /// One turn: waits for something to happen, at most until `deadline`, and does what follows from it.
  func turn(until deadline: Int64) {
    server?.service(until: min(deadline, dueAt))
    gather()
    for answer in store.take() { heard(answer) }
    if MonotonicClock.now() >= dueAt { tick() }
    if let engine { dueAt = min(dueAt, engine.dueAt) }
    flush()
  }

  /// Takes in what else has come before anything goes to the storage: a commit costs about the same for many messages
  /// as for one, and those that just miss it wait for two.
  private func gather() {
    for _ in 0..<Self.mostGathering {
      let before = changes.count
      if before == 0 { return }
      server?.serviceAtOnce()
      if changes.count == before { return }
    }
  }

  /// So often at most, since clients that never pause must not keep what came first from the storage.
  private static let mostGathering = 16

  private func heard(_ answer: HubStore.Answer) {
    if let failure = answer.failure {
      engine?.notStored(messages: answer.messages, why: failure, at: Moment.now())
    } else {
      engine?.stored(messages: answer.messages, reserved: answer.reserved, at: Moment.now())
    }
  }

  private func tick() {
    for connection in engine?.tick(at: Moment.now()) ?? [] { server?.ping(connection) }
    dueAt = engine?.dueAt ?? Int64.max
  }

  private func flush() {
    guard !changes.isEmpty else { return }
    store.put(changes)
    changes = []
  }

  func takeRequests() -> [Signals.Request] {
    defer { requests = [] }
    return requests
  }

  /// A new configuration is in force.
  func reload(_ source: HubConfiguration) {
    tokens = source.tokens
    engine?.reload(source.settings, at: Moment.now())
    server?.renewCertificate()
    flush()
  }

  func beginClosing() { engine?.beginClosing(at: Moment.now()) }

  func finishClosing() {
    engine?.finishClosing(at: Moment.now())
    flush()
  }

  /// Nobody is served or called any more.
  func end() {
    store.ring(nil)
    server = nil
    engine = nil
  }

  // MARK: what the rules ask for

  func send(_ frame: [UInt8], to connection: Int, isFollowed: Bool) {
    server?.send(frame, to: connection, isFollowed: isFollowed)
  }

  func close(_ connection: Int, _ code: HubClose) { server?.close(connection, code: code.rawValue) }

  func holder(of token: String) -> TokenHolder? { tokens.holder(of: token) }

  func isInForce(_ holder: TokenHolder) -> Bool { tokens.isInForce(holder) }

  func store(_ change: HubChange) {
    if case .message(let message) = change, let id = message.id {
      reader.expect(id, from: message.sender, in: message.room)
    }
    changes.append(change)
  }

  func known(_ id: String, from sender: String, in room: Int) throws(EffectFailure) -> KnownMessage? {
    do throws(DatabaseError) {
      return try reader.known(id, from: sender, in: room)
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func load(_ numbers: [Int64], in room: Int) throws(EffectFailure) -> [HubMessage] {
    do throws(DatabaseError) {
      return try reader.load(numbers)
    } catch {
      throw EffectFailure("\(error)")
    }
  }

  func note(_ entry: HubEntry) {
    if case .authenticated(_, let connection) = entry {
      server?.allow(connection, limit: engine?.settings.limits.frame.bytes ?? 0)
    }
    log.note(entry)
  }

  // MARK: what the server tells

  func allows(origin: String) -> Bool { engine?.settings.origins.contains(origin) == true }

  func isProxy(_ address: String) -> Bool {
    engine?.settings.proxies.contains { $0.contains(address) } == true
  }

  func opened(_ connection: Int, address: String) {
    log.opened(connection, address)
    engine?.connected(connection, at: Moment.now())
    // Somebody may have to be sent away in time.
    if let engine { dueAt = min(dueAt, engine.dueAt) }
  }

  func received(_ bytes: UnsafeRawBufferPointer, isText: Bool, from connection: Int) {
    let moment = Moment.now()
    do throws(FrameError) {
      guard isText else { throw FrameError(.badFrame, "frames are text, not binary") }
      engine?.received(try Frames.client(bytes), from: connection, at: moment)
    } catch {
      engine?.refused(error, from: connection, at: moment)
    }
  }

  func exceeded(_ connection: Int) {
    let limit = engine?.settings.limits.frame.description ?? ""
    engine?.refused(
      FrameError(.tooLarge, "a frame may have \(limit), and 4KiB before auth"), from: connection,
      at: Moment.now())
  }

  func heard(_ connection: Int) { engine?.heard(connection, at: Moment.now()) }

  func wrote(_ connection: Int, bytes: Int) { engine?.written(connection, bytes: bytes, at: Moment.now()) }

  func acknowledged(_ connection: Int, messages: Int) {
    engine?.acknowledged(connection, frames: messages, at: Moment.now())
  }

  func closed(_ connection: Int) {
    engine?.disconnected(connection, at: Moment.now())
    log.closed(connection)
  }

  func isReadable() { requests += (try? signals.take()) ?? [] }

  func page(_ path: String) -> WebPage? {
    switch path {
    case "/healthz": HubPages.health(counts, isClosing: engine?.isClosing == true)
    case "/metrics": HubPages.metrics(counts)
    default: nil
    }
  }
}
