/// Which lines the hub's log has room for: a stranger who connects again and again must not fill a disk.
package struct HubLogPace: Sendable {
  /// How many lines about connections there are in a second at most.
  package static let most = 100

  private var left = most
  private var leftOut = 0

  /// All of them are left.
  package init() {}

  /// Whether this entry is to be said; what is about kept messages always is.
  package mutating func takes(_ entry: HubEntry) -> Bool {
    switch entry {
    case .forgotten, .notStored, .storedAgain: return true
    default: break
    }
    guard left > 0 else {
      leftOut += 1
      return false
    }
    left -= 1
    return true
  }

  /// To be called each second.
  ///
  /// - Returns: how many lines were left out in it.
  package mutating func secondIsOver() -> Int {
    defer { self = HubLogPace() }
    return leftOut
  }
}
