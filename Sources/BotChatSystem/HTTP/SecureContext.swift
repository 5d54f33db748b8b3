import CWebSockets

/// Why there is no encryption at all.
struct SecureContextError: Error {
  let why: String
}

/// OpenSSL's settings for encrypted connections: at least TLS 1.2, and whom to trust.
///
/// It is made here and not by libwebsockets, which, when it is not told a file, also trusts what lies in `../share`
/// of the current folder. Source: SSL_CTX_set_default_verify_paths(3), SSL_CTX_load_verify_file(3).
///
/// It is made on one thread and then used on another, by nobody else.
final class SecureContext: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Trusts the certificates of a file in PEM, or the system's.
  ///
  /// Throws ``SecureContextError``: the file has no certificate.
  init(caFile: String?) throws(SecureContextError) {
    guard let pointer = SSL_CTX_new(TLS_client_method()) else {
      throw SecureContextError(why: "out of memory")
    }
    self.pointer = pointer
    // The macro SSL_CTX_set_min_proto_version.
    SSL_CTX_ctrl(pointer, SSL_CTRL_SET_MIN_PROTO_VERSION, Int(TLS1_2_VERSION), nil)
    // The library asks for this for each connection, too.
    SSL_CTX_set_verify(pointer, SSL_VERIFY_PEER, nil)
    if let caFile {
      guard SSL_CTX_load_verify_file(pointer, caFile) == 1 else {
        throw SecureContextError(why: "\(caFile) has no certificates that can be read")
      }
    } else {
      SSL_CTX_set_default_verify_paths(pointer)
    }
  }

  deinit {
    SSL_CTX_free(pointer)
  }
}
