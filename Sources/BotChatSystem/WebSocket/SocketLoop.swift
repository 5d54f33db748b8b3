import CWebSockets
import Glibc

/// libwebsockets' loop for one WebSocket connection, on the one thread that may call the library.
///
/// Source: libwebsockets 4.1, `lws-callbacks.h`, `lws-write.h`, `lws-retry.h`.
final class SocketLoop {
  private let address: WebAddress
  private let limits: WebSocketConnection.Limits
  private let orders: SocketOrders
  private let hear: @Sendable (WebSocketConnection.Event) -> Void
  private let proxy: String?
  private let caFile: String?
  private let idle: UnsafeMutablePointer<lws_retry_bo_t>

  private var wsi: OpaquePointer?
  private var isOpen = false
  private var isHeld = false
  private var mustClose = false
  private var outgoing: ArraySlice<[UInt8]> = []
  private var incoming: [UInt8] = []
  private var end: WebSocketError?
  private var certificateProblem: String?
  private var hasBegun = false

  private static let number = 1

  init(
    _ address: WebAddress, _ proxy: String?, _ caFile: String?, _ limits: WebSocketConnection.Limits,
    _ orders: SocketOrders, _ hear: @escaping @Sendable (WebSocketConnection.Event) -> Void
  ) {
    self.address = address
    self.proxy = proxy
    self.caFile = caFile
    self.limits = limits
    self.orders = orders
    self.hear = hear
    idle = .allocate(capacity: 1)
    idle.initialize(to: lws_retry_bo_t())
    idle.pointee.secs_since_valid_ping = limits.ping
    idle.pointee.secs_since_valid_hangup = limits.hangUp
  }

  deinit {
    idle.deallocate()
  }

  private var server: String { "\(address.isEncrypted ? "wss" : "ws")://\(address.authority)" }

  /// Runs until the connection has ended, and says why.
  func run() throws(WebSocketError) -> WebSocketError {
    let deadline = MonotonicClock.now() + Int64(limits.connecting) * 1_000_000_000
    let client: ClientContext
    do throws(SystemError) {
      client = try ClientContext(proxy: proxy ?? "")
    } catch {
      throw .unavailable(error)
    }
    if address.isEncrypted { try trust(client) }
    client.listen { [unowned self] in hear($0) }
    orders.publish(client.context)
    // Before the context is destroyed, which nobody may wake then.
    defer {
      orders.publish(nil)
      client.listen { _ in false }
    }
    var addresses = ArraySlice(try self.addresses())
    connect(client, &addresses)
    while true {
      if end != nil, !isOpen, !hasBegun, !addresses.isEmpty, MonotonicClock.now() < deadline {
        end = nil
        connect(client, &addresses)
      }
      if let end { return end }
      obey()
      if !isOpen, MonotonicClock.now() >= deadline { return .timeout(server: server) }
      client.wake(at: isOpen ? nil : deadline)
      client.service()
    }
  }

  private func trust(_ client: ClientContext) throws(WebSocketError) {
    do throws(SecureContextError) {
      try client.allowTLS(try SecureContext(caFile: caFile))
    } catch {
      throw .tls(server: server, why: error.why)
    }
  }

  /// A proxy looks the name up itself.
  private func addresses() throws(WebSocketError) -> [String] {
    if address.isNumeric || proxy != nil { return [address.host] }
    switch HostLookup.addresses(of: address.host) {
    case .success(let found): return found
    case .failure(let failure): throw .lookup(host: address.host, why: failure.why)
    }
  }

  private func connect(_ client: ClientContext, _ addresses: inout ArraySlice<String>) {
    guard let next = addresses.popFirst() else { return }
    errno = 0
    if let begun = client.connectSocket(Self.number, address, next, idle: idle) {
      if end == nil { wsi = begun }
    } else if end == nil {
      let why = errno == 0 ? "refused or not reachable" : String(cString: strerror(errno))
      end = .connect(server: server, why: why)
    }
  }

  /// Takes what was ordered from outside.
  private func obey() {
    let state = orders.take()
    outgoing += state.texts
    if state.isClosing, !isOpen { end = end ?? .closed(server: server, code: nil) }
    guard let wsi, isOpen else { return }
    if isHeld, state.unread <= limits.unread / 2 {
      isHeld = false
      lws_rx_flow_control(wsi, 1)
    }
    mustClose = mustClose || state.isClosing
    if !outgoing.isEmpty || mustClose { lws_callback_on_writable(wsi) }
  }

  // MARK: what the library tells

  /// Answers whether the connection may go on.
  private func hear(_ event: ClientContext.Event) -> Bool {
    switch event.reason {
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION: distrust(event.input)
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER: hasBegun = true
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
      isOpen = true
      wsi = event.wsi
      hear(.opened)
    case LWS_CALLBACK_CLIENT_RECEIVE: return receive(event)
    case LWS_CALLBACK_CLIENT_RECEIVE_PONG: lws_validity_confirmed(event.wsi)
    case LWS_CALLBACK_CLIENT_WRITEABLE: return write(event.wsi)
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE: noteCode(event)
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: refused(event)
    case LWS_CALLBACK_CLIENT_CLOSED: lose(event.wsi)
    case LWS_CALLBACK_WSI_DESTROY:
      wsi = nil
      lose(event.wsi)
    default: break
    }
    return true
  }

  private func receive(_ event: ClientContext.Event) -> Bool {
    lws_validity_confirmed(event.wsi)
    if lws_frame_is_binary(event.wsi) != 0 {
      return giveUp("it sent a message that is no text")
    }
    guard incoming.count + event.count <= limits.message else {
      return giveUp("it sent a message of more than \(limits.message) bytes")
    }
    incoming.append(contentsOf: UnsafeRawBufferPointer(start: event.input, count: event.count))
    guard lws_remaining_packet_payload(event.wsi) == 0, lws_is_final_fragment(event.wsi) != 0 else {
      return true
    }
    if orders.handOver(incoming.count, limit: limits.unread), !isHeld {
      isHeld = true
      lws_rx_flow_control(event.wsi, 0)
    }
    hear(.text(incoming))
    incoming.removeAll(keepingCapacity: incoming.capacity <= 64 << 10)
    return true
  }

  private func giveUp(_ why: String) -> Bool {
    finish(.badMessage(server: server, why: why))
    return false
  }

  /// Writes as long as the socket takes it; what it takes in part the library keeps.
  private func write(_ wsi: OpaquePointer) -> Bool {
    while let text = outgoing.first {
      if lws_send_pipe_choked(wsi) != 0 {
        lws_callback_on_writable(wsi)
        return true
      }
      outgoing.removeFirst()
      guard send(text, wsi) else { return false }
    }
    outgoing = []
    guard mustClose else { return true }
    lws_close_reason(wsi, LWS_CLOSE_STATUS_NORMAL, nil, 0)
    finish(.closed(server: server, code: nil))
    return false
  }

  private func send(_ text: [UInt8], _ wsi: OpaquePointer) -> Bool {
    let room = lws_room_before_payload()
    var bytes = [UInt8](repeating: 0, count: room)
    bytes.reserveCapacity(room + text.count)
    bytes += text
    return bytes.withUnsafeMutableBufferPointer {
      lws_write(wsi, $0.baseAddress.map { $0 + room }, text.count, LWS_WRITE_TEXT) >= text.count
    }
  }

  /// The code comes as two bytes, highest first, before the reason.
  private func noteCode(_ event: ClientContext.Event) {
    var code: Int?
    if event.count >= 2, let input = event.input {
      let bytes = UnsafeRawBufferPointer(start: input, count: 2)
      code = Int(bytes[0]) << 8 | Int(bytes[1])
    }
    finish(.closed(server: server, code: code))
  }

  private func refused(_ event: ClientContext.Event) {
    let reason = UnsafeRawBufferPointer(start: event.input, count: event.input == nil ? 0 : event.count)
    let words = String(decoding: reason, as: UTF8.self)
    if let certificateProblem {
      finish(.tls(server: server, why: certificateProblem))
    } else if address.isEncrypted, !hasBegun, words.lowercased().contains("ssl") {
      finish(.tls(server: server, why: "no agreement on TLS: does it speak wss?"))
    } else if let place = proxyPlace, !hasBegun {
      finish(.proxy(server: server, proxy: place, why: Self.proxyWords[words] ?? words))
    } else {
      finish(.connect(server: server, why: words.isEmpty ? "refused or not reachable" : words))
    }
  }

  /// Where the proxy is, without what it is to know us by.
  private var proxyPlace: String? { proxy?.split(separator: "@").last.map(String.init) }

  /// What the library says, for people: of the proxy's answer it tells nothing more.
  private static let proxyWords = [
    "": "refused or not reachable", "Unable to connect": "refused or not reachable",
    "proxy not h1":
      "it refuses the way to there, or wants a name and a password: http://NAME:PASSWORD@HOST:PORT",
  ]

  /// OpenSSL's sentence about a certificate, which the library itself only logs.
  private func distrust(_ store: UnsafeMutableRawPointer?) {
    guard let store else { return }
    let code = X509_STORE_CTX_get_error(OpaquePointer(store))
    guard let text = X509_verify_cert_error_string(Int(code)) else { return }
    certificateProblem = String(cString: text)
  }

  /// The library's own timer closes what has been silent for too long, and then goes on waiting, with nobody left to
  /// wait for: it has to be called back.
  private func lose(_ wsi: OpaquePointer) {
    finish(.lost(server: server))
    lws_cancel_service(lws_get_context(wsi))
  }

  private func finish(_ error: WebSocketError) { if end == nil { end = error } }
}
