import CWebSockets

/// The place that libwebsockets reads an answer's body into.
final class ReadBuffer {
  private static let size = 16_384
  private let bytes = UnsafeMutablePointer<CChar>.allocate(capacity: size)
  // Of its own, since the library calls back while it changes them.
  private let cursor = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: 1)
  private let count = UnsafeMutablePointer<Int32>.allocate(capacity: 1)

  init() {
    cursor.initialize(to: bytes)
    count.initialize(to: 0)
  }

  deinit {
    bytes.deallocate()
    cursor.deallocate()
    count.deallocate()
  }

  enum Outcome {
    case good
    /// There was nothing any more.
    case hungUp
    /// The chunks of the body are none, or somebody who was called back has had enough.
    case misunderstood
  }

  /// Reads what is there; the library calls back with the parts of the body in it.
  func read(_ wsi: OpaquePointer) -> Outcome {
    cursor.pointee = bytes
    count.pointee = Int32(Self.size)
    defer { cursor.pointee = nil }
    if lws_http_client_read(wsi, cursor, count) >= 0 { return .good }
    return isUntouched ? .hungUp : .misunderstood
  }

  /// Whether the read under way has found nothing.
  ///
  /// When the library calls a body complete in this state it was the hang-up that ended it.
  var isUntouched: Bool { cursor.pointee == bytes }
}
