/// A message, or a continuation, that has begun and is not complete.
struct OpenMessage: Sendable {
  let header: Header
  let headerLine: [UInt8]
  /// 0, or N for the N-th continuation.
  let continuation: Int
  var offset: Int
  /// It begins in the middle of a line: the beginning of that line was handed out when the message settled.
  let startsInLine: Bool
  /// The relay wrote it here.
  var isDelivered = false
  var body: Passage
  /// A `⏱` line stands in it, outside a fence.
  var hasClock = false
  /// Its last line that is not blank is one.
  var endsInClock = false

  var hasBody: Bool { body.solidLength > 0 }

  /// Whether the header of a sender from elsewhere would be a quotation here.
  ///
  /// Only in a message that nobody has been given yet: what follows a delivered one may be continuation, but
  /// its message is complete (R3).
  var mayQuote: Bool { continuation == 0 && !hasClock }
}
