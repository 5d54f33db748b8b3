import BotChatCore

extension Judge {
  /// What is wrong with what a bot's own file and its archives hold together, where nobody rewrites files: each of its
  /// letters stands there once, in their order, and an opening is nothing but an opening.
  static func keepings(_ play: Play) -> [String] {
    var broken: [String] = []
    for home in play.roster.homes.indices {
      let archived = play.world.archived(home)
      let all = archived + play.world.bytes(home)
      var last = -1
      for letter in play.letters where letter.home == home && letter.hasHeader {
        let places = places(of: Array("\(letter.headerLine)\n".utf8), in: all)
        if places.count != 1 {
          broken.append("home \(home): #\(letter.tag) stands there \(places.count) times")
        }
        if let place = places.first {
          if place < last { broken.append("home \(home): #\(letter.tag) stands before an older one") }
          last = place
        }
      }
      if all.contains(0) { broken.append("home \(home): a zero byte") }
      let comments = places(of: Array("<!-- botchat archive: ".utf8), in: all).count
      if comments != (archived.isEmpty ? 0 : 1) { broken.append("home \(home): \(comments) comments") }
      if play.world.archives[home]?.values.contains(where: { $0.bytes.isEmpty }) ?? false {
        broken.append("home \(home): an empty archive")
      }
    }
    if !play.world.state.archives.isEmpty { broken.append("an archive is still under way") }
    return broken
  }

  private static func places(of needle: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard bytes.count >= needle.count else { return [] }
    return (0...bytes.count - needle.count).filter {
      bytes[$0] == needle[0] && bytes[$0..<$0 + needle.count].elementsEqual(needle)
    }
  }
}
