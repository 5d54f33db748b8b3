// Feeds the reader of configurations with hostile text, and traps when a law is broken.
//
// `scripts/fuzz` builds and runs it.

@testable import BotChatCore
@testable import BotChatSystem
@testable import BotChatTools

/// Called by libFuzzer with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  // YAML knows more line ends than the line feed: U+0085, U+2028 and U+2029 end with these bytes.
  let lines = bytes.count { $0 == 0x0A || $0 == 0x0D || $0 == 0x85 || $0 == 0xA8 || $0 == 0xA9 } + 1
  let text = (lines: lines, bytes: count)
  do throws(YAMLError) {
    guard let root = try YAMLReader.read(bytes) else { return 0 }
    check(root, text)
    // `~` is known to one machine and unknown to the next.
    for home in ["/root", ""] { check(SettingNode(root), home, text) }
  } catch {
    checkPlace(error.line, error.column, text)
    law(!error.message.isEmpty)
  }
  return 0
}

/// How many lines and bytes the input has.
private typealias Text = (lines: Int, bytes: Int)

/// DESIGN 6: every error of the configuration has a place that an editor can jump to.
private func checkPlace(_ line: Int, _ column: Int, _ text: Text) {
  law(line >= 1 && column >= 1, "places are counted from 1")
  law(line <= text.lines, "a line of the file")
  law(column <= text.bytes + 1, "a column of the line")
}

private func check(_ node: YAMLNode, _ text: Text) {
  checkPlace(node.line, node.column, text)
  switch node.kind {
  case .scalar: break
  case .sequence(let nodes): for node in nodes { check(node, text) }
  case .mapping(let pairs):
    for pair in pairs {
      check(pair.key, text)
      check(pair.value, text)
    }
  }
}

private func check(_ root: SettingNode, _ home: String, _ text: Text) {
  do throws(ConfigurationError) {
    let configuration = try Configuration(root, file: "botchat.yaml", folder: "/etc/botchat", home: home)
    let again = try Configuration(root, file: "other.yaml", folder: "/etc/botchat", home: home)
    law(
      configuration == again && configuration.canonicalText == again.canonicalText, "R17: one digest")
    check(configuration)
  } catch {
    checkPlace(error.line, error.column, text)
    law(!error.problem.isEmpty && !error.hint.isEmpty, "an error says what is accepted")
    let told = Complaint(error).text(tool: "relay")
    law(told.utf8.count { $0 == 0x0A } == 2, "two lines, whatever is quoted")
    law(!told.utf8.contains { $0 < 0x20 && $0 != 0x0A }, "nothing that drives a terminal")
  }
}

private func check(_ configuration: Configuration) {
  let directory = Directory(configuration)
  for (index, bot) in configuration.bots.enumerated() {
    for name in [bot.name] + bot.aliases {
      law(directory.resolve(name) == .bot(index), "a bot's name is its own")
      law(directory.resolve(name.uppercased()) == .bot(index), "F2: names compare without case")
    }
  }
  for (index, human) in configuration.humans.enumerated() {
    law(directory.resolve(human.name) == .human(index), "a person's name is its own")
  }
  for word in configuration.broadcast { law(directory.resolve(word) == .everybody) }

  let layout = Layout(configuration, state: configuration.state ?? "/var/lib/botchat")
  law(layout.residents.count == configuration.bots.count + configuration.humans.count)
  law(layout.residents.allSatisfy { layout.homes.indices.contains($0.home) }, "R3: all are at home")
  law(Set(layout.residents.map(\.home)).count == layout.homes.count, "R3: no home is empty")
  for path in layout.homes {
    let file = HomeFile(path: path)
    law(!file.name.utf8.contains(0x2F) && !path.utf8.contains(0), "a name is no path")
    law(
      path.utf8.elementsEqual((file.folderPath == "/" ? "" : file.folderPath).utf8 + [0x2F] + file.name.utf8))
  }
  law(layout.linksStillHold(), "R3: what was looked at a moment ago")
}
