import CWebSockets
import Glibc

/// A WebSocket server, on libwebsockets; one thread runs it and is called back.
///
/// What a client can make it hold is bounded: the header of its request in size and time, a message that comes in,
/// and what waits to go out, since nothing more is read from a client that does not read. UTF-8 is checked by the
/// library, byte by byte. Source: RFC 6455; libwebsockets 4.1.
package final class WebSocketServer {
  private let context: ServerContext
  private let settings: ServerSettings
  private(set) weak var listener: (any WebSocketServerListener)?
  /// By number, which the library hands back.
  private var connections: [Int: ServerConnection] = [:]
  private var lastNumber = 0
  /// Those that TCP has to be asked about, or that are to be cut off.
  private var timed: Set<Int> = []
  /// Those with something to send, which is not written while the library is in the middle of telling something.
  private var ready: [ServerConnection] = []
  /// Where messages are written from, with the room before them that the library wants.
  private var scratch: [UInt8] = []

  /// The most that an unknown client may send at once: 4 KiB.
  package static let firstLimit = 4096
  /// How much is written to one client before another's turn.
  private static let burst = 256 << 10
  /// How long a client that is closed may take to read what was said to it, in nanoseconds.
  private static let patience: Int64 = 2_000_000_000

  /// Listens from now on; whoever connects is served by ``service(until:)``.
  ///
  /// Throws ``ServerError``.
  package init(_ settings: ServerSettings, _ listener: any WebSocketServerListener) throws(ServerError) {
    self.settings = settings
    self.listener = listener
    context = try ServerContext(settings)
    context.listen { [unowned self] in hear($0) }
  }

  /// The port that it listens on.
  package var port: Int { context.port }

  /// The numbers of the connections that are open.
  package var isEmpty: Bool { connections.isEmpty }

  /// Serves until something has happened, or until this time by ``MonotonicClock``.
  package func service(until deadline: Int64) {
    // What was queued since the last time, before anything is waited for.
    writeReady()
    let now = MonotonicClock.now()
    let asked = timed.compactMap { connections[$0].map { min($0.askAt, $0.cutOffAt) } }.min() ?? Int64.max
    context.wake(at: max(now, min(deadline, asked)))
    context.service()
    writeReady()
    look(at: MonotonicClock.now())
  }

  /// Serves what has come meanwhile, without waiting for anything.
  package func serviceAtOnce() {
    context.serviceAtOnce()
    writeReady()
  }

  /// Ends the wait of ``service(until:)``; from any thread, as long as the server is there.
  package var waker: @Sendable () -> Void {
    let address = UInt(bitPattern: context.context)
    return { lws_cancel_service(OpaquePointer(bitPattern: address)) }
  }

  /// Whether certificate and key can be read and fit.
  ///
  /// Throws ``ServerError/certificate(_:)``.
  package static func check(certificate: (chain: String, key: String)) throws(ServerError) {
    try ServerContext.check(certificate)
  }

  /// Tells the listener whenever this descriptor is readable; it has to be read then.
  ///
  /// Throws ``SystemError``.
  package func watch(_ descriptor: Int32) throws(SystemError) { try context.watch(descriptor) }

  /// Reads certificate and key again, for connections from now on.
  package func renewCertificate() { context.renewCertificate() }

  /// Queues a message.
  ///
  /// `isFollowed`: the listener hears when the other end's TCP has acknowledged it.
  package func send(_ message: [UInt8], to number: Int, isFollowed: Bool) {
    guard let connection = connections[number], connection.closing == nil else { return }
    connection.push(message, isFollowed: isFollowed)
    if connection.queued > 2 * settings.output, !connection.isPaused {
      connection.isPaused = true
      lws_rx_flow_control(connection.wsi, 0)
    }
    guard !connection.isReady else { return }
    connection.isReady = true
    ready.append(connection)
  }

  /// Lets a client send larger messages than an unknown one.
  package func allow(_ number: Int, limit: Int) { connections[number]?.limit = limit }

  /// Asks for a sign of life.
  package func ping(_ number: Int) {
    guard let connection = connections[number] else { return }
    connection.wantsPing = true
    lws_callback_on_writable(connection.wsi)
  }

  /// Closes a connection with this code when all is out that was queued, or after two seconds.
  package func close(_ number: Int, code: UInt16) {
    guard let connection = connections[number], connection.closing == nil else { return }
    connection.closing = code
    connection.cutOffAt = MonotonicClock.now() + Self.patience
    timed.insert(number)
    lws_callback_on_writable(connection.wsi)
  }

  /// Writes to those that something was queued for, without asking first whether their sockets have room: nearly all
  /// have, and the library keeps what one of them does not take.
  private func writeReady() {
    let batch = ready
    ready = []
    for connection in batch {
      connection.isReady = false
      guard connections[connection.number] === connection, connection.closing == nil else { continue }
      // A connection that fails is closed from within the library, which is told so when it asks.
      if !write(connection) { lws_set_timeout(connection.wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC) }
    }
    // What was queued for that: others have their turn before it.
    for connection in ready where connections[connection.number] === connection {
      lws_callback_on_writable(connection.wsi)
    }
  }

  // MARK: what the library tells

  private func hear(_ event: ServerContext.Event) -> Bool {
    switch event.reason {
    case LWS_CALLBACK_ESTABLISHED:
      open(event.wsi)
      return true
    case LWS_CALLBACK_RAW_RX_FILE:
      listener?.isReadable()
      return true
    case LWS_CALLBACK_HTTP: return context.answer(event, listener)
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
      guard let origin = context.header(WSI_TOKEN_ORIGIN, event.wsi) else { return true }
      if listener?.allows(origin: origin) == true { return true }
      context.forbid(event.wsi, "this origin is not listed")
      return false
    default: break
    }
    guard let connection = connections[event.number] else { return false }
    switch event.reason {
    case LWS_CALLBACK_RECEIVE: return receive(event, connection)
    case LWS_CALLBACK_RECEIVE_PONG:
      listener?.heard(connection.number)
      return true
    case LWS_CALLBACK_SERVER_WRITEABLE: return write(connection)
    case LWS_CALLBACK_CLOSED:
      connections[connection.number] = nil
      timed.remove(connection.number)
      listener?.closed(connection.number)
      return true
    default: return true
    }
  }

  private func open(_ wsi: OpaquePointer) {
    lastNumber += 1
    connections[lastNumber] = ServerConnection(lastNumber, wsi, limit: Self.firstLimit)
    lws_set_opaque_user_data(wsi, UnsafeMutableRawPointer(bitPattern: lastNumber))
    listener?.opened(lastNumber, address: context.address(wsi) { listener?.isProxy($0) == true })
  }

  private func receive(_ event: ServerContext.Event, _ connection: ServerConnection) -> Bool {
    // What a client says after it was told to go is not heard.
    guard connection.closing == nil else { return true }
    if lws_is_first_fragment(event.wsi) != 0 { connection.parts.removeAll(keepingCapacity: true) }
    let rest = lws_remaining_packet_payload(event.wsi)
    guard rest <= connection.limit, connection.parts.count + event.count + rest <= connection.limit else {
      listener?.exceeded(connection.number)
      close(connection.number, code: UInt16(LWS_CLOSE_STATUS_MESSAGE_TOO_LARGE.rawValue))
      return true
    }
    let bytes = UnsafeRawBufferPointer(start: event.input, count: event.count)
    let isText = lws_frame_is_binary(event.wsi) == 0
    guard rest == 0, lws_is_final_fragment(event.wsi) != 0 else {
      connection.parts.append(contentsOf: bytes)
      listener?.heard(connection.number)
      return true
    }
    if connection.parts.isEmpty {
      pass(bytes, isText: isText, from: connection)
      return true
    }
    connection.parts.append(contentsOf: bytes)
    let whole = connection.parts
    connection.parts = []
    whole.withUnsafeBytes { pass($0, isText: isText, from: connection) }
    return true
  }

  /// Hands a whole message over; a text that is none ends the connection (RFC 6455 section 8.1).
  private func pass(_ bytes: UnsafeRawBufferPointer, isText: Bool, from connection: ServerConnection) {
    guard !isText || bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil else {
      close(connection.number, code: UInt16(LWS_CLOSE_STATUS_INVALID_PAYLOAD.rawValue))
      return
    }
    listener?.received(bytes, isText: isText, from: connection.number)
  }

  /// Writes what there is; what the socket does not take at once the library keeps, and that is at most one message.
  private func write(_ connection: ServerConnection) -> Bool {
    let wsi = connection.wsi
    // With much to send the library always keeps a part of the last message at the end of a turn, and never here.
    note(connection)
    if connection.wantsPing, lws_partial_buffered(wsi) == 0 {
      connection.wantsPing = false
      // Of a pong without content the library tells nobody.
      guard put(Array("hub".utf8), wsi, LWS_WRITE_PING) else { return false }
    }
    var bytes = 0
    while bytes < Self.burst, lws_partial_buffered(wsi) == 0, let message = connection.pop() {
      bytes += message.count
      guard put(message, wsi, LWS_WRITE_TEXT) else { return false }
    }
    let isOut = note(connection)
    if bytes > 0 { listener?.wrote(connection.number, bytes: bytes) }
    if connection.isPaused, connection.queued < settings.output {
      connection.isPaused = false
      lws_rx_flow_control(wsi, 1)
    }
    if isOut, connection.queue.isEmpty, let code = connection.closing {
      lws_close_reason(wsi, lws_close_status(UInt32(code)), nil, 0)
      return false
    }
    if !isOut || !connection.queue.isEmpty { lws_callback_on_writable(wsi) }
    return true
  }

  /// Notes how far TCP is to get with what was written, when all of that is with TCP.
  @discardableResult private func note(_ connection: ServerConnection) -> Bool {
    guard lws_partial_buffered(connection.wsi) == 0 else { return false }
    connection.mark(at: MonotonicClock.now())
    if connection.askAt != Int64.max { timed.insert(connection.number) }
    return true
  }

  private func put(_ message: [UInt8], _ wsi: OpaquePointer, _ kind: lws_write_protocol) -> Bool {
    let room = lws_room_before_payload()
    if scratch.count < room + message.count {
      scratch = [UInt8](repeating: 0, count: max(4096, room + message.count))
    }
    let written = scratch.withUnsafeMutableBufferPointer { scratch -> Int32 in
      guard let start = scratch.baseAddress else { return -1 }
      message.withUnsafeBufferPointer { message in
        if let source = message.baseAddress { (start + room).update(from: source, count: message.count) }
      }
      return lws_write(wsi, start + room, message.count, kind)
    }
    // One large message does not hold its room for good.
    if scratch.count > 1 << 20 { scratch = [] }
    return written >= message.count
  }

  // MARK: time

  private func look(at now: Int64) {
    for number in timed {
      guard let connection = connections[number] else {
        timed.remove(number)
        continue
      }
      if connection.cutOffAt <= now {
        lws_set_timeout(connection.wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_ASYNC)
        connection.cutOffAt = Int64.max
      }
      if connection.askAt <= now, let through = connection.ask(at: now) {
        listener?.acknowledged(number, messages: through)
      }
      if connection.askAt == Int64.max, connection.cutOffAt == Int64.max { timed.remove(number) }
    }
  }
}
