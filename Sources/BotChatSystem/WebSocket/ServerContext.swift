import CWebSockets
import Glibc

/// libwebsockets as a server, with what it must not do by itself switched off.
///
/// For one thread. Source: libwebsockets 4.1, `lws-context-vhost.h`, `lws-callbacks.h`.
final class ServerContext {
  /// What the library calls back for.
  struct Event {
    let reason: lws_callback_reasons
    let wsi: OpaquePointer
    /// The number that the connection was given; 0: none yet.
    let number: Int
    let input: UnsafeMutableRawPointer?
    let count: Int
  }

  private final class Listener {
    /// Answers whether the connection may go on.
    var hear: (Event) -> Bool = { _ in true }
    /// How many connections there are, of any kind, and how many there may be.
    var open = 0
    var most = 0
  }

  let context: OpaquePointer
  private let vhost: OpaquePointer
  private let protocols: UnsafeMutablePointer<lws_protocols>
  private let timer = ServiceTimer()
  private let listener = Listener()
  private let certificate: (chain: String, key: String)?

  private static var name: UnsafePointer<CChar> {
    let name: StaticString = "hub"
    return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// How many may be connected beyond those that are served, to be told so or to ask for a page.
  private static let spare = 64

  /// Throws ``ServerError``.
  init(_ settings: ServerSettings) throws(ServerError) {
    // It would write to standard error, and into another program's log.
    lws_set_log_level(0, nil)
    certificate = settings.certificate
    if let certificate { try Self.check(certificate) }
    protocols = .allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = Self.name
    protocols[0].callback = hear
    // What the library collects for one callback, and holds for each connection.
    protocols[0].rx_buffer_size = 4096
    listener.most = settings.connections + Self.spare
    var info = lws_context_creation_info()
    // Its own look for UTF-8 is left out: behind a text it looks at pongs, too, which may hold anything. Its own client
    // has its clock in one when it was about to ask for a sign of life itself.
    info.options = UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS)
    info.uid = -1
    info.gid = -1
    info.fd_limit_per_thread = UInt32(listener.most + 16)
    info.max_http_header_pool = UInt16(clamping: listener.most)
    info.max_http_header_data = UInt16(clamping: settings.header)
    info.pt_serv_buf_size = 65_536
    info.timeout_secs = UInt32(settings.headerTime)
    info.timeout_secs_ah_idle = UInt32(settings.headerTime)
    info.keepalive_timeout = Int32(settings.headerTime)
    info.protocols = UnsafePointer(protocols)
    info.user = Unmanaged.passUnretained(listener).toOpaque()
    info.port = Int32(settings.port)
    guard let context = lws_create_context(&info) else {
      protocols.deallocate()
      throw .listen("libwebsockets does not start: out of memory or open files")
    }
    errno = 0
    guard let vhost = Self.makeVhost(context, settings, &info) else {
      let why = errno == 0 ? "the address is in use or not this machine's" : String(cString: strerror(errno))
      lws_context_destroy(context)
      protocols.deallocate()
      throw .listen("cannot listen on \(settings.address) port \(settings.port): \(why)")
    }
    (self.context, self.vhost) = (context, vhost)
  }

  deinit {
    listener.hear = { _ in false }
    lws_context_destroy(context)
    protocols.deallocate()
  }

  private static func makeVhost(
    _ context: OpaquePointer, _ settings: ServerSettings, _ info: inout lws_context_creation_info
  ) -> OpaquePointer? {
    info.options |= UInt64(LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND)
    if !settings.address.contains(":") { info.options |= UInt64(LWS_SERVER_OPTION_DISABLE_IPV6) }
    return settings.address.withCString { address in
      // The library takes no address for every one of this machine.
      let isAny = settings.address == "0.0.0.0" || settings.address == "::"
      info.iface = isAny ? nil : address
      guard let certificate = settings.certificate else { return lws_create_vhost(context, &info) }
      info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
      info.ssl_options_set = lws_server_tls_options()
      return certificate.chain.withCString { chain in
        certificate.key.withCString { key in
          // With HTTP/2 a browser would send WebSockets in another form.
          "http/1.1".withCString { version in
            info.ssl_cert_filepath = chain
            info.ssl_private_key_filepath = key
            info.alpn = version
            return lws_create_vhost(context, &info)
          }
        }
      }
    }
  }

  /// Whether the two fit, before the library says only that something does not.
  static func check(_ certificate: (chain: String, key: String)) throws(ServerError) {
    guard let trial = SSL_CTX_new(TLS_server_method()) else { throw .certificate("out of memory") }
    defer { SSL_CTX_free(trial) }
    guard SSL_CTX_use_certificate_chain_file(trial, certificate.chain) == 1 else {
      throw .certificate("\(certificate.chain) holds no certificate in PEM that can be read")
    }
    guard SSL_CTX_use_PrivateKey_file(trial, certificate.key, SSL_FILETYPE_PEM) == 1 else {
      throw .certificate("\(certificate.key) is not the key in PEM of \(certificate.chain)")
    }
  }

  var port: Int { Int(lws_get_vhost_listen_port(vhost)) }

  /// Sets who hears of events.
  func listen(_ hear: @escaping (Event) -> Bool) { listener.hear = hear }

  func service() { lws_service(context, 0) }

  /// Serves what has come already, and waits for nothing.
  func serviceAtOnce() { lws_service(context, -1) }

  func wake(at deadline: Int64) { timer.wake(context, at: deadline == Int64.max ? nil : deadline) }

  func renewCertificate() {
    guard let certificate else { return }
    lws_tls_cert_updated(context, certificate.chain, certificate.key, nil, 0, nil, 0)
  }

  /// Calls back with `LWS_CALLBACK_RAW_RX_FILE` whenever the descriptor is readable.
  ///
  /// Throws ``SystemError`` of `dup`, and `ENOMEM`.
  func watch(_ descriptor: Int32) throws(SystemError) {
    // The library closes what it watches.
    let copy = try systemCall("fcntl", "descriptor \(descriptor)") { fcntl(descriptor, F_DUPFD_CLOEXEC, 0) }
    var file = lws_sock_file_fd_type()
    file.filefd = copy
    guard lws_adopt_descriptor_vhost(vhost, LWS_ADOPT_RAW_FILE_DESC, file, Self.name, nil) != nil else {
      throw SystemError(call: "lws_adopt_descriptor_vhost", path: "", errno: ENOMEM)
    }
  }

  // MARK: requests

  /// A header of the request; nil when it is missing or longer than 1023 bytes.
  func header(_ token: lws_token_indexes, _ wsi: OpaquePointer) -> String? {
    guard lws_hdr_total_length(wsi, token) > 0 else { return nil }
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 1024) { buffer in
      guard let start = buffer.baseAddress, lws_hdr_copy(wsi, start, 1024, token) > 0 else { return "" }
      return String(cString: start)
    }
  }

  /// Where the client is: behind proxies that are trusted, what the first of them that is not says.
  func address(_ wsi: OpaquePointer, isProxy: (String) -> Bool) -> String {
    let own = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer -> String in
      guard let start = buffer.baseAddress else { return "" }
      start.pointee = 0
      lws_get_peer_simple(wsi, start, 128)
      return String(cString: start)
    }
    guard isProxy(own), let forwarded = header(WSI_TOKEN_X_FORWARDED_FOR, wsi) else { return own }
    let chain = forwarded.split(separator: ",").map { $0.drop { $0 == " " } }.map { text in
      String(text.prefix { $0 != " " })
    }
    return chain.last { !isProxy($0) } ?? own
  }

  /// Answers a request for a WebSocket with 403.
  ///
  /// The library's own answer would be of HTTP/1.0 there, which some clients take for none.
  func forbid(_ wsi: OpaquePointer, _ why: String) {
    let text =
      "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\nContent-Length: \(why.utf8.count + 1)\r\n"
      + "Connection: close\r\n\r\n\(why)\n"
    let room = lws_room_before_payload()
    var bytes = [UInt8](repeating: 0, count: room) + text.utf8
    bytes.withUnsafeMutableBufferPointer { bytes in
      guard let start = bytes.baseAddress else { return }
      _ = lws_write(wsi, start + room, bytes.count - room, LWS_WRITE_HTTP_HEADERS)
    }
  }

  /// Answers a plain request, and closes.
  func answer(_ event: Event, _ pages: (any WebSocketServerListener)?) -> Bool {
    let path = event.input.map { String(cString: $0.assumingMemoryBound(to: CChar.self)) } ?? ""
    let isGet = lws_hdr_total_length(event.wsi, WSI_TOKEN_GET_URI) > 0
    let page =
      isGet ? pages?.page(path) : WebPage(status: 405, type: "text/plain", body: Array("only GET\n".utf8))
    let found =
      page ?? WebPage(status: 404, type: "text/plain", body: Array("this is a WebSocket server\n".utf8))
    let room = Int(lws_room_before_payload())
    var bytes = [UInt8](repeating: 0, count: room + 1024 + found.body.count)
    let isWritten = bytes.withUnsafeMutableBufferPointer { bytes -> Bool in
      guard let start = bytes.baseAddress.map({ $0 + room }) else { return false }
      let end = start + 1024
      var place: UnsafeMutablePointer<UInt8>? = start
      let type = UnsafeRawPointer(found.type.utf8Start).assumingMemoryBound(to: CChar.self)
      guard
        lws_add_http_common_headers(
          event.wsi, UInt32(found.status), type, UInt64(found.body.count), &place, end) == 0,
        lws_finalize_write_http_header(event.wsi, start, &place, end) == 0
      else { return false }
      start.update(from: found.body, count: found.body.count)
      return lws_write(event.wsi, start, found.body.count, LWS_WRITE_HTTP_FINAL) >= found.body.count
    }
    return isWritten && lws_http_transaction_completed(event.wsi) == 0
  }

  // MARK: called back

  fileprivate static func tell(_ event: Event, _ context: OpaquePointer) -> Int32 {
    guard let listener = listener(context) else { return 0 }
    switch event.reason {
    // Before there is anything of the client but its connection.
    case LWS_CALLBACK_FILTER_NETWORK_CONNECTION: return listener.open < listener.most ? 0 : 1
    case LWS_CALLBACK_WSI_CREATE:
      listener.open += 1
      return 0
    case LWS_CALLBACK_WSI_DESTROY:
      listener.open -= 1
      return 0
    default: return listener.hear(event) ? 0 : -1
    }
  }

  private static func listener(_ context: OpaquePointer) -> Listener? {
    lws_context_user(context).map { Unmanaged<Listener>.fromOpaque($0).takeUnretainedValue() }
  }
}

/// The library's callback, for everything that happens.
private func hear(
  _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
  _ input: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
  switch reason {
  case LWS_CALLBACK_FILTER_NETWORK_CONNECTION, LWS_CALLBACK_WSI_CREATE, LWS_CALLBACK_WSI_DESTROY,
    LWS_CALLBACK_HTTP, LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION, LWS_CALLBACK_ESTABLISHED,
    LWS_CALLBACK_RECEIVE,
    LWS_CALLBACK_RECEIVE_PONG, LWS_CALLBACK_SERVER_WRITEABLE, LWS_CALLBACK_CLOSED, LWS_CALLBACK_RAW_RX_FILE:
    guard let wsi, let context = lws_get_context(wsi) else { return 0 }
    let number = Int(bitPattern: lws_get_opaque_user_data(wsi))
    return ServerContext.tell(
      ServerContext.Event(reason: reason, wsi: wsi, number: number, input: input, count: count), context)
  default:
    return 0
  }
}
