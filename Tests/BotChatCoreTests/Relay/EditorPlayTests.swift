import BotChatCore
import Testing

@Suite("Relay: a bot that writes back what it read")
struct EditorPlayTests {
  /// What happens to a file that is read, edited and written back at any moment of the relay.
  private static func broken(_ seed: UInt64) -> [String] {
    var dice = Dice(seed)
    let play = Play(Village(homes: [["Ross"], ["John"]]))
    play.write(1, String(repeating: "What stands at the top.\n", count: 1 + dice.below(20)))
    play.settle()
    let editor = Editor("John", at: 1, in: play.world, Dice(seed + 1))
    var said: [[UInt8]] = []
    for _ in 0..<10 + dice.below(40) {
      if dice.chance(40) {
        said.append(Array((header("Ross", "John", "#r\(said.count)") + "said \(said.count)" + clock).utf8))
        play.world.write(0, said[said.count - 1])
      }
      if dice.chance(40), editor.messages.count < 9 { editor.act() }
      disturb(play, editor, &dice)
      play.turn(dice.chance(70) ? [0, 1] : [0])
      for _ in 0..<1 + dice.below(20) {
        play.run(20)
        // Who leaves his file empty for long has cleared it.
        if editor.isWriting { editor.act() }
      }
    }
    play.world.diary = nil
    editor.finish()
    play.settle()
    return laws(play, editor, said)
  }

  /// From now on the editor may go on between any two effects of the relay.
  private static func disturb(_ play: Play, _ editor: Editor, _ dice: inout Dice) {
    var acts = dice.chance(50) ? 1 + dice.below(3) : 0
    var wait = dice.below(24)
    var own = Dice(dice.next())
    play.world.diary = { _ in
      guard acts > 0, editor.messages.count < 9 || editor.isWriting else { return }
      wait -= 1
      guard wait < 0 else { return }
      acts -= 1
      wait = own.chance(50) ? 0 : own.below(8)
      editor.act()
    }
  }

  private static func laws(_ play: Play, _ editor: Editor, _ said: [[UInt8]]) -> [String] {
    var broken = play.complaints
    let text = play.world.bytes(1)
    for (number, letter) in said.enumerated() {
      let count = times([10] + letter, in: text)
      if count != 1 { broken.append("number \(number) stands there \(count) times") }
    }
    let relayed = play.world.places[0].trace.runs.joined()
    let due: [UInt8] = editor.messages.flatMap { [10] + $0 }
    if !relayed.elementsEqual(due) {
      broken.append("relayed: \(String(decoding: relayed, as: UTF8.self))")
    }
    return broken
  }

  private static func times(_ part: [UInt8], in text: [UInt8]) -> Int {
    guard text.count >= part.count else { return 0 }
    return (0...text.count - part.count).filter { text[$0...].starts(with: part) }.count
  }

  @Test("R10: nothing is lost for good, doubled or carried as his, at whatever moment he writes")
  func plays() {
    for seed in 1...UInt64(RandomPlayTests.plays) {
      let broken = Self.broken(seed)
      if broken.isEmpty { continue }
      Issue.record("seed \(seed): \(broken.joined(separator: "\n"))")
      return
    }
  }
}
