import CWebSockets

extension HTTPLoop {
  /// Hears what the library tells of a connection, and answers whether that may go on.
  func hear(_ event: ClientContext.Event) -> Bool {
    guard let connection = connections[event.number] else { return false }
    switch event.reason {
    case LWS_CALLBACK_WSI_CREATE:
      connection.connected()
    case LWS_CALLBACK_OPENSSL_PERFORM_SERVER_CERT_VERIFICATION:
      connection.distrusts(event.input)
    case LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER:
      return connection.appendHeaders(event.wsi, event.input, room: event.count)
    case LWS_CALLBACK_CLIENT_HTTP_WRITEABLE:
      return connection.writeBody(event.wsi)
    case LWS_CALLBACK_ESTABLISHED_CLIENT_HTTP:
      return connection.receivedHeader(event.wsi)
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP:
      return read(event.wsi, connection)
    case LWS_CALLBACK_RECEIVE_CLIENT_HTTP_READ:
      return connection.receivedBody(event.input, event.count)
    case LWS_CALLBACK_COMPLETED_CLIENT_HTTP:
      connection.receivedEnd(byHangUp: buffer.isUntouched)
      return false
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR:
      let reason = UnsafeRawBufferPointer(start: event.input, count: event.input == nil ? 0 : event.count)
      connection.lost(String(decoding: reason, as: UTF8.self))
    case LWS_CALLBACK_CLOSED_CLIENT_HTTP:
      connection.lost()
    case LWS_CALLBACK_WSI_DESTROY:
      connection.destroyed()
    default:
      break
    }
    return true
  }

  private func read(_ wsi: OpaquePointer, _ connection: HTTPConnection) -> Bool {
    switch buffer.read(wsi) {
    case .good: return true
    case .hungUp: return false
    case .misunderstood:
      connection.fail(.badAnswer(server: connection.job.server))
      return false
    }
  }
}
