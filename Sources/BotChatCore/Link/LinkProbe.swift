/// Whether the other side's link answers, as it is stored for the health check and `botchat status`.
///
/// Shape of the text: how many questions in a row were not answered; and, once there was an answer, when the last one
/// came (wall clock, nanoseconds since 1970), and how long it took (nanoseconds).
package struct LinkProbe: Sendable, Equatable {
  /// A link's answer.
  package struct Answer: Sendable, Equatable {
    package var at: Int64
    package var took: Int64
  }

  package var unanswered = 0
  package var last: Answer?

  package init() {}

  /// The other side was asked.
  package mutating func ask() { unanswered += 1 }

  /// It has answered.
  package mutating func answered(at wall: Int64, took: Int64) {
    unanswered = 0
    last = Answer(at: wall, took: took)
  }

  package var text: String { "\(unanswered)\(last.map { " \($0.at) \($0.took)" } ?? "")" }

  /// Reads the text back; nil when it is none.
  package init?(text: String) {
    let numbers = text.split(separator: " ").map { Int64($0) }
    switch (numbers.count, numbers.first ?? nil) {
    case (1, let unanswered?): self.unanswered = Int(unanswered)
    case (3, let unanswered?):
      guard let at = numbers[1], let took = numbers[2] else { return nil }
      self.unanswered = Int(unanswered)
      last = Answer(at: at, took: took)
    default: return nil
    }
  }
}
