import CWebSockets
import Glibc

/// One connection for one request: what is sent on it, and what has come.
///
/// It belongs to the loop's thread. Once it has an outcome it changes no more.
final class HTTPConnection {
  enum Outcome {
    case answer(HTTPAnswer)
    case failure(HTTPError)
    /// There is no connection, so nothing was sent and another address may be tried.
    case unreachable(HTTPError)
  }

  let job: HTTPJob
  /// Those of the host that have not been tried.
  let otherAddresses: ArraySlice<String>
  /// When to give up on this address, by ``MonotonicClock``; before the job's deadline when there are others.
  let deadline: Int64
  /// libwebsockets' own, until that has destroyed it.
  private(set) var wsi: OpaquePointer?
  private(set) var outcome: Outcome?

  private(set) var isConnected = false
  private(set) var isSent = false
  private var isBodySent = false
  private var isDestroyed = false
  private var certificateProblem: String?

  private var status = 0
  private var retryAfter: Int?
  private var isChunked = false
  private var body: [UInt8] = []
  private var received = 0

  private static let keptBody = 4096
  private static let longestBody = 1 << 20

  init(_ job: HTTPJob, otherAddresses: ArraySlice<String>, deadline: Int64) {
    self.job = job
    self.otherAddresses = otherAddresses
    self.deadline = deadline
  }

  private var address: WebAddress { job.request.address }

  // MARK: Sending

  func began(_ wsi: OpaquePointer) {
    if !isDestroyed { self.wsi = wsi }
  }

  func connected() { isConnected = true }

  /// Writes our headers behind those of the library.
  ///
  /// - Returns: whether they fitted.
  func appendHeaders(_ wsi: OpaquePointer, _ cursor: UnsafeMutableRawPointer?, room: Int) -> Bool {
    guard outcome == nil, let place = cursor?.assumingMemoryBound(to: UnsafeMutablePointer<UInt8>.self) else {
      return false
    }
    let bytes = job.request.headerBytes
    guard bytes.count <= room else { return false }
    place.pointee.update(from: bytes, count: bytes.count)
    place.pointee += bytes.count
    isSent = true
    if !job.request.body.isEmpty {
      lws_client_http_body_pending(wsi, 1)
      lws_callback_on_writable(wsi)
    }
    return true
  }

  /// Writes the body; what the socket does not take at once the library keeps.
  func writeBody(_ wsi: OpaquePointer) -> Bool {
    guard outcome == nil else { return false }
    guard isSent, !isBodySent else { return true }
    isBodySent = true
    let room = lws_room_before_payload()
    var bytes = [UInt8](repeating: 0, count: room) + job.request.body
    let count = job.request.body.count
    let written = bytes.withUnsafeMutableBufferPointer {
      lws_write(wsi, $0.baseAddress.map { $0 + room }, count, LWS_WRITE_HTTP_FINAL)
    }
    lws_client_http_body_pending(wsi, 0)
    return written >= count
  }

  // MARK: Receiving

  /// Takes the header of the answer, and answers whether a body can follow.
  func receivedHeader(_ wsi: OpaquePointer) -> Bool {
    guard outcome == nil else { return false }
    status = Int(lws_http_client_http_response(wsi))
    guard (200...999).contains(status) else {
      fail(.badAnswer(server: job.server))
      return false
    }
    if let text = Self.header(WSI_TOKEN_HTTP_RETRY_AFTER, wsi) {
      // A time is meant by the server's clock, which need not be ours.
      let now = Self.header(WSI_TOKEN_HTTP_DATE, wsi).flatMap(HTTPDate.seconds)
      retryAfter = HTTPDate.retryAfter(text, now: now ?? WallClock.now() / 1_000_000_000)
    }
    isChunked = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0
    let isEmpty = !isChunked && Self.header(WSI_TOKEN_HTTP_CONTENT_LENGTH, wsi).map { Int($0) == 0 } == true
    if isEmpty || status == 204 || status == 304 {
      complete()
      return false
    }
    return true
  }

  /// Takes a part of the body, and answers whether to go on.
  func receivedBody(_ bytes: UnsafeRawPointer?, _ count: Int) -> Bool {
    guard outcome == nil else { return false }
    // A chunk whose size does not fit into the library's integer comes as a negative count.
    guard count >= 0, let bytes else {
      fail(.badAnswer(server: job.server))
      return false
    }
    received += count
    guard received <= Self.longestBody else {
      fail(.tooLarge(server: job.server))
      return false
    }
    let kept = min(count, Self.keptBody - body.count)
    if kept > 0 { body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: kept)) }
    return true
  }

  /// The body is over.
  ///
  /// - Parameter byHangUp: whether the end of the connection is all that says so. For a body in chunks, which tell
  ///   their end themselves, that is no end.
  func receivedEnd(byHangUp: Bool) {
    if byHangUp, isChunked { fail(.cutOff(server: job.server)) } else { complete() }
  }

  private func complete() {
    if outcome == nil { outcome = .answer(HTTPAnswer(status: status, retryAfter: retryAfter, body: body)) }
  }

  // MARK: Failing

  /// OpenSSL's sentence about a certificate, which the library itself only logs; or it is overruled.
  ///
  /// Source: X509_STORE_CTX_set_error(3); the library goes on where the store has no error any more.
  func distrusts(_ store: UnsafeMutableRawPointer?) {
    guard let store else { return }
    guard job.request.asksIdentity else {
      X509_STORE_CTX_set_error(OpaquePointer(store), X509_V_OK)
      return
    }
    let code = X509_STORE_CTX_get_error(OpaquePointer(store))
    guard let text = X509_verify_cert_error_string(Int(code)) else { return }
    certificateProblem = String(cString: text)
  }

  /// The library gave the connection up.
  ///
  /// - Parameters:
  ///   - reason: its words, of which only those about the answer's form are used.
  ///   - number: the `errno` that the connect call left, 0 when that is not known.
  func lost(_ reason: String = "", errno number: Int32 = 0) {
    if !isConnected {
      // For a connection that is refused a moment later the library has asked the kernel why, and keeps it to itself.
      let why = number == 0 ? "refused or not reachable" : String(cString: strerror(number))
      end(.unreachable(.connect(server: job.server, why: why)))
    } else if isSent {
      let isForm = reason.hasPrefix("HS:") || reason.hasPrefix("problems parsing")
      fail(isForm ? .badAnswer(server: job.server) : .cutOff(server: job.server))
    } else {
      let why = certificateProblem ?? "no agreement on TLS: is it an https port?"
      fail(address.isEncrypted ? .tls(server: job.server, why: why) : .cutOff(server: job.server))
    }
  }

  /// The library has freed the connection.
  func destroyed() {
    isDestroyed = true
    wsi = nil
    lost()
  }

  /// The time for this address is over.
  func expire() {
    let error = HTTPError.timeout(server: job.server, isSent ? .answer : .connecting)
    end(isSent || otherAddresses.isEmpty ? .failure(error) : .unreachable(error))
  }

  func fail(_ error: HTTPError) { end(.failure(error)) }

  private func end(_ outcome: Outcome) {
    if self.outcome == nil { self.outcome = outcome }
  }

  /// A header of the answer; nil when it is missing, empty or longer than 255 bytes.
  private static func header(_ token: lws_token_indexes, _ wsi: OpaquePointer) -> String? {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      guard let start = buffer.baseAddress, lws_hdr_copy(wsi, start, 256, token) > 0 else { return nil }
      return String(cString: start)
    }
  }
}
