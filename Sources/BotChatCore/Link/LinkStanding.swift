/// How a link stands to its hub, and since when, as it is stored for the health check and `botchat status`.
///
/// Shape of the text: a word, the time (wall clock, nanoseconds since 1970), and for one that is away the reason.
package struct LinkStanding: Sendable, Equatable {
  package var state: LinkState
  package var since: Int64

  package init(_ state: LinkState, since: Int64) {
    self.state = state
    self.since = since
  }

  package var text: String {
    switch state {
    case .joined(isPlain: false): "joined \(since)"
    case .joined(isPlain: true): "plain \(since)"
    case .away(let why): "away \(since) \(why)"
    case .unwelcome(let why): "unwelcome \(since) \(why)"
    case .tokenless(let why): "tokenless \(since) \(why)"
    }
  }

  /// Reads the text back; nil when it is none.
  package init?(text: String) {
    let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard words.count >= 2, let since = Int64(words[1]) else { return nil }
    let why = words.count > 2 ? String(words[2]) : ""
    switch words[0] {
    case "joined": self.init(.joined(isPlain: false), since: since)
    case "plain": self.init(.joined(isPlain: true), since: since)
    case "away": self.init(.away(why: why), since: since)
    case "unwelcome": self.init(.unwelcome(why: why), since: since)
    case "tokenless": self.init(.tokenless(why: why), since: since)
    default: return nil
    }
  }
}
