import BotChatCore

/// A bot that reads its file, adds a message of its own, and writes the whole of it back: what came in between is gone.
final class Editor {
  private enum Stage {
    case idle
    case hasRead([UInt8])
    /// It has emptied the file; so much of what it writes is still to come.
    case writing([UInt8], from: Int)
  }

  let name: String
  let home: Int
  /// What it wrote, one message each.
  private(set) var messages: [[UInt8]] = []
  private let world: ModelWorld
  private var stage = Stage.idle
  private var dice: Dice

  init(_ name: String, at home: Int, in world: ModelWorld, _ dice: Dice) {
    self.name = name
    self.home = home
    self.world = world
    self.dice = dice
  }

  /// Whether its file lies there half written.
  var isWriting: Bool { if case .writing = stage { true } else { false } }

  /// Its next step: reads, empties, or writes a piece.
  func act() {
    switch stage {
    case .idle: stage = .hasRead(world.bytes(home))
    case .hasRead(let text):
      let number = messages.count
      let fresh = header(name, "Ross", "#e\(number)") + "edited \(number)" + clock
      messages.append(Array(fresh.utf8))
      world.rewrite(home, [])
      stage = .writing(text + messages[number], from: 0)
    case .writing(let text, let start):
      let end = dice.chance(50) ? text.count : start + 1 + dice.below(text.count - start)
      world.overwrite(home, at: start, Array(text[start..<end]))
      stage = end == text.count ? .idle : .writing(text, from: end)
    }
  }

  func finish() {
    while isWriting { act() }
  }
}
