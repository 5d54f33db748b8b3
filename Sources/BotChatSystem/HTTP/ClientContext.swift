import CWebSockets
import Glibc

/// libwebsockets as a client, with what it must not do by itself switched off.
///
/// For one thread. Source: libwebsockets 4.1, `lws-context-vhost.h`, `lws-client.h`.
final class ClientContext {
  /// What the library calls back for a connection.
  struct Event {
    let reason: lws_callback_reasons
    let wsi: OpaquePointer
    /// The number that ``connect(_:_:_:)`` was given.
    let number: Int
    let input: UnsafeMutableRawPointer?
    let count: Int
  }

  private final class Listener {
    /// Answers whether the connection may go on.
    var hear: (Event) -> Bool = { _ in true }
  }

  /// The most connections for requests at one time.
  static let mostConnections = 64

  let context: OpaquePointer
  private let vhost: OpaquePointer
  private let protocols: UnsafeMutablePointer<lws_protocols>
  private let timer = ServiceTimer()
  private let listener = Listener()
  private var secure: SecureContext?

  private static var name: UnsafePointer<CChar> {
    let name: StaticString = "http"
    return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
  }
  /// For what the library times by itself, in seconds: deadlines are the loop's own, and shorter.
  private static let never: UInt32 = 7 * 86_400

  /// Makes it; `proxy` is `HOST:PORT` or `USER:PASSWORD@HOST:PORT` of an HTTP proxy for every connection, empty for none.
  ///
  /// Throws ``SystemError`` of `lws_create_context` (`ENOMEM`, `EMFILE`).
  init(proxy: String = "") throws(SystemError) {
    // It would write to standard error, and into another program's log.
    lws_set_log_level(0, nil)
    protocols = .allocate(capacity: 2)
    protocols.initialize(repeating: lws_protocols(), count: 2)
    protocols[0].name = Self.name
    protocols[0].callback = hear
    var info = Self.settings
    info.protocols = UnsafePointer(protocols)
    info.user = Unmanaged.passUnretained(listener).toOpaque()
    errno = 0
    // An empty proxy: none, and the environment's `http_proxy` is not asked by the library.
    let made = proxy.withCString { proxy -> (context: OpaquePointer, vhost: OpaquePointer)? in
      info.http_proxy_address = proxy
      guard let context = lws_create_context(&info) else { return nil }
      if let vhost = lws_create_vhost(context, &info) { return (context, vhost) }
      lws_context_destroy(context)
      return nil
    }
    guard let made else {
      let number = errno
      protocols.deallocate()
      throw SystemError(call: "lws_create_context", path: "", errno: number == 0 ? ENOMEM : number)
    }
    (context, vhost) = made
  }

  deinit {
    lws_context_destroy(context)
    protocols.deallocate()
  }

  private static var settings: lws_context_creation_info {
    var info = lws_context_creation_info()
    info.port = CONTEXT_PORT_NO_LISTEN
    info.options = UInt64(LWS_SERVER_OPTION_EXPLICIT_VHOSTS)
    info.uid = -1
    info.gid = -1
    // Without a limit it makes tables as large as the process' limit of open files.
    info.fd_limit_per_thread = UInt32(4 * mostConnections)
    info.max_http_header_pool = UInt16(4 * mostConnections)
    info.max_http_header_data = 16_384
    info.pt_serv_buf_size = 16_384
    info.timeout_secs = never
    info.connect_timeout_secs = never
    info.timeout_secs_ah_idle = never
    return info
  }

  /// Sets who hears of events, also of those of the context's own end.
  func listen(_ hear: @escaping (Event) -> Bool) { listener.hear = hear }

  /// Waits for something to happen, or for the time of ``wake(at:)``, and tells the listener.
  func service() { lws_service(context, 0) }

  /// Ends the next wait at this time, by ``MonotonicClock``; nil takes that back.
  func wake(at deadline: Int64?) { timer.wake(context, at: deadline) }

  /// Makes encrypted connections possible, once.
  ///
  /// The library's own start of
  /// OpenSSL is left out: OpenSSL 3 needs none, and each one would renumber the slot in which OpenSSL keeps the
  /// library's connection, under the feet of the other contexts of the process.
  ///
  /// Throws ``SecureContextError``.
  func allowTLS(_ secure: SecureContext) throws(SecureContextError) {
    var info = Self.settings
    info.options |= UInt64(LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT)
    info.provided_client_ssl_ctx = secure.pointer
    guard lws_init_vhost_client_ssl(&info, vhost) == 0 else { throw SecureContextError(why: "out of memory") }
    self.secure = secure
  }

  /// Begins a connection for one request.
  ///
  /// - Parameters:
  ///   - number: what its events are to carry, above 0.
  ///   - request: for the request line, the `Host` header and the certificate's name.
  ///   - numeric: the IP address to connect to.
  /// - Returns: the connection; nil when it failed at once, then `errno` may say why.
  func connect(_ number: Int, _ request: HTTPRequest, _ numeric: String) -> OpaquePointer? {
    let address = request.address
    var flags = LCCSCF_HTTP_NO_FOLLOW_REDIRECT.rawValue
    if address.isEncrypted { flags |= LCCSCF_USE_SSL.rawValue }
    var info = lws_client_connect_info()
    info.context = context
    info.vhost = vhost
    info.port = Int32(address.port)
    info.ssl_connection = Int32(flags)
    // Without a name it calls nobody back for the body, and then does not survive a chunk of negative size.
    info.local_protocol_name = Self.name
    info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: number)
    return numeric.withCString { numeric in
      address.authority.withCString { host in
        address.target.withCString { target in
          request.method.rawValue.withCString { method in
            // HTTP/2 would bring much for one request, and nothing that it needs.
            "http/1.1".withCString { version in
              info.address = numeric
              info.host = host
              info.path = target
              info.method = method
              info.alpn = version
              return lws_client_connect_via_info(&info)
            }
          }
        }
      }
    }
  }

  /// Begins a WebSocket connection; its parameters are those of ``connect(_:_:_:)``.
  ///
  /// `idle` says when the library asks for a sign of life, and gives up; it must outlive the connection.
  func connectSocket(
    _ number: Int, _ address: WebAddress, _ numeric: String, idle: UnsafePointer<lws_retry_bo_t>
  ) -> OpaquePointer? {
    var info = lws_client_connect_info()
    info.context = context
    info.vhost = vhost
    info.port = Int32(address.port)
    info.ssl_connection = address.isEncrypted ? Int32(LCCSCF_USE_SSL.rawValue) : 0
    info.local_protocol_name = Self.name
    info.opaque_user_data = UnsafeMutableRawPointer(bitPattern: number)
    info.retry_and_idle_policy = idle
    return numeric.withCString { numeric in
      address.authority.withCString { host in
        address.target.withCString { target in
          "http/1.1".withCString { version in
            info.address = numeric
            info.host = host
            info.path = target
            info.alpn = version
            return lws_client_connect_via_info(&info)
          }
        }
      }
    }
  }

  /// Closes a connection at once; what it has not sent yet is not sent any more.
  func close(_ wsi: OpaquePointer) {
    shutdown(lws_get_socket_fd(wsi), Int32(SHUT_RDWR))
    lws_set_timeout(wsi, PENDING_TIMEOUT_USER_OK, LWS_TO_KILL_SYNC)
  }

  fileprivate static func tell(_ event: Event, _ context: OpaquePointer) -> Int32 {
    guard let user = lws_context_user(context) else { return 0 }
    return Unmanaged<Listener>.fromOpaque(user).takeUnretainedValue().hear(event) ? 0 : -1
  }
}

/// The library's callback, for everything that happens.
private func hear(
  _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ user: UnsafeMutableRawPointer?,
  _ input: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
  switch reason {
  case LWS_CALLBACK_WSI_CREATE, LWS_CALLBACK_WSI_DESTROY, LWS_CALLBACK_CLIENT_CONNECTION_ERROR,
    LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER, LWS_CALLBACK_CLIENT_HTTP_WRITEABLE,
    LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP, LWS_CALLBACK_RECEIVE_CLIENT_HTTP,
    LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ, LWS_CALLBACK_COMPLETED_CLIENT_HTTP,
    LWS_CALLBACK_CLOSED_CLIENT_HTTP, LWS_CALLBACK_CLIENT_ESTABLISHED, LWS_CALLBACK_CLIENT_RECEIVE,
    LWS_CALLBACK_CLIENT_WRITEABLE, LWS_CALLBACK_CLIENT_RECEIVE_PONG, LWS_CALLBACK_WS_PEER_INITIATED_CLOSE,
    LWS_CALLBACK_CLIENT_CLOSED:
    return deliver(wsi, reason, input, count)
  case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
    // Here `input` is the connection, `user` the store, and `count` whether OpenSSL found nothing wrong.
    return count == 0 ? deliver(wsi, reason, user, 0) : 0
  default:
    // The beginning and end of context and threads, and what one connection of ours never sees.
    return 0
  }
}

private func deliver(
  _ wsi: OpaquePointer?, _ reason: lws_callback_reasons, _ input: UnsafeMutableRawPointer?, _ count: Int
) -> Int32 {
  guard let wsi, let context = lws_get_context(wsi), let number = lws_get_opaque_user_data(wsi) else {
    return 0
  }
  let event = ClientContext.Event(
    reason: reason, wsi: wsi, number: Int(bitPattern: number), input: input, count: count)
  return ClientContext.tell(event, context)
}
