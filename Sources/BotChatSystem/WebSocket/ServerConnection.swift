import CLinux
import CWebSockets

/// One client of a server: what has come of a message, and what is to go out.
///
/// It belongs to the server's thread.
final class ServerConnection {
  let number: Int
  let wsi: OpaquePointer
  /// The most bytes that one message of the client may have.
  var limit: Int
  /// The parts of a message that is not whole yet.
  var parts: [UInt8] = []

  private(set) var queue: ArraySlice<[UInt8]> = []
  private(set) var queued = 0
  /// How many messages were queued, and how many of them libwebsockets has taken.
  private(set) var accepted = 0
  private(set) var written = 0
  var wantsPing = false
  /// With what code it is to be closed, once the queue is empty.
  var closing: UInt16?
  /// When it is cut off whether that is out or not, by ``MonotonicClock``.
  var cutOffAt = Int64.max
  var isPaused = false
  /// Whether it is among those with something to send.
  var isReady = false

  /// The last message whose acknowledgement somebody waits for.
  private var followed = 0
  private var followedThrough = 0
  /// Up to which message everything was handed to TCP at which of its positions.
  private var marks: ArraySlice<(message: Int, position: UInt64)> = []
  /// When to ask TCP next, by ``MonotonicClock``.
  private(set) var askAt = Int64.max
  private var pause = shortestPause

  private static let shortestPause: Int64 = 250_000
  private static let longestPause: Int64 = 20_000_000

  init(_ number: Int, _ wsi: OpaquePointer, limit: Int) {
    self.number = number
    self.wsi = wsi
    self.limit = limit
  }

  func push(_ message: [UInt8], isFollowed: Bool) {
    queue.append(message)
    queued += message.count
    accepted += 1
    if isFollowed { followed = accepted }
  }

  func pop() -> [UInt8]? {
    guard let message = queue.popFirst() else { return nil }
    queued -= message.count
    written += 1
    return message
  }

  /// Notes where TCP stands, when all that was written was handed to it.
  func mark(at now: Int64) {
    guard followed > followedThrough, written > (marks.last?.message ?? followedThrough) else { return }
    var handed: UInt64 = 0
    var acknowledged: UInt64 = 0
    guard cl_tcp_progress(lws_get_socket_fd(wsi), &handed, &acknowledged) == 0 else { return }
    marks.append((written, handed))
    pause = Self.shortestPause
    askAt = now
  }

  /// Asks TCP how far the other end has acknowledged.
  ///
  /// - Returns: the last message that it has; nil when that is not news.
  func ask(at now: Int64) -> Int? {
    var handed: UInt64 = 0
    var acknowledged: UInt64 = 0
    guard cl_tcp_progress(lws_get_socket_fd(wsi), &handed, &acknowledged) == 0 else {
      askAt = Int64.max
      return nil
    }
    var through: Int?
    // With nothing outstanding, a mark that was noted too high counts, too.
    while let mark = marks.first, acknowledged >= mark.position || handed == acknowledged {
      through = mark.message
      marks.removeFirst()
    }
    if marks.isEmpty {
      askAt = Int64.max
    } else {
      askAt = now + pause
      pause = min(2 * pause, Self.longestPause)
    }
    if let through { followedThrough = through }
    return through
  }
}
