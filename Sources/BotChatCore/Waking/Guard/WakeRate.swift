/// How often bots woke each other within an hour, and how often they may.
struct WakeRate: CustomStringConvertible {
  let wakes: Int
  let limit: Int
  let among: [String]

  /// From here on wakes are held.
  var isReached: Bool { wakes >= limit }

  /// From here on wakes are spaced out.
  var isHalfReached: Bool { wakes * 2 >= limit }

  /// For people: `12 wakes in an hour among Jack, John and Ross`; of a crowd only five by name.
  var description: String {
    let names = among.prefix(5) + (among.count > 5 ? ["\(among.count - 5) more"] : [])
    let last = names.last ?? ""
    let list = names.count > 1 ? "\(names.dropLast().joined(separator: ", ")) and \(last)" : last
    return "\(wakes) \(wakes == 1 ? "wake" : "wakes") in an hour among \(list)"
  }
}
