/// Whether what a line says is what the toolkit does now.
struct InstructionJudge {
  let neighbours: Neighbourhood
  /// Variables of shell commands that hold the path of another bot's chat file.
  private var variables: Set<String> = []

  init(_ neighbours: Neighbourhood) { self.neighbours = neighbours }

  /// What a line of prose asks for, commands in it included.
  ///
  /// `isAboutChats`: whether the lines around it speak of chat files, so that "both files" can mean them.
  func prose(_ line: String, isAboutChats: Bool) -> Set<Instruction.Kind> {
    var kinds: Set<Instruction.Kind> = []
    var isDenied = false
    for clause in Clause.all(of: line) {
      let found = places(clause, isAboutChats)
      isDenied = isDenied && clause.goesOn
      if isDenied { continue }
      let meant = found.filter { !clause.denies(at: $0.value) }
      kinds.formUnion(meant.keys)
      isDenied = meant.isEmpty && !found.isEmpty
    }
    return kinds
  }

  /// What a command does; also notes what is stored in its variables.
  mutating func command(_ line: String) -> Set<Instruction.Kind> {
    let clause = Clause(line)
    for word in clause.plain {
      guard let sign = word.firstIndex(of: "=") else { continue }
      let value = Clause(String(word[word.index(after: sign)...])).plain.first ?? ""
      let name = String(word[..<sign])
      if neighbours.isOtherChat(value) { variables.insert(name) } else { variables.remove(name) }
    }
    return Set(places(clause, true).keys)
  }

  /// What is asked for, and the index of the word that asks.
  private func places(_ clause: Clause, _ isAboutChats: Bool) -> [Instruction.Kind: Int] {
    var places: [Instruction.Kind: Int] = [:]
    places[.secondFile] = secondFile(clause, isAboutChats)
    places[.waking] = waking(clause, isAboutChats)
    places[.oldScript] = clause.words.firstIndex { word in
      OldScriptName.isCertain(word.split(separator: "/").last.map(String.init) ?? word)
    }
    return places
  }

  // MARK: another file

  private static let writing: Set = [
    "write", "writes", "writing", "append", "appends", "appending", "post", "posting", "copy", "copies",
    "copying", "add", "adding", "put", "duplicate", "mirror", "update", "updating", "sync", "reply", "send",
    "save", "tee", "cp", "mv", "rsync",
  ]

  private func secondFile(_ clause: Clause, _ isAboutChats: Bool) -> Int? {
    let words = clause.words
    let verb = words.firstIndex { Self.writing.contains($0) }
    let isWriting = verb != nil || clause.text.contains(">>") || Self.opensToAppend(clause.text)
    guard isWriting else { return nil }
    if let place = clause.plain.indices.first(where: { isOtherChat(clause.plain[$0]) }) {
      return verb ?? place
    }
    guard let verb else { return nil }
    return words.indices.contains { isFileOfOthers(words, at: $0, isAboutChats) } ? verb : nil
  }

  /// A path, as an argument, behind `>>`, inside of `open("…", "a")`, or in a variable.
  private func isOtherChat(_ word: String) -> Bool {
    if neighbours.isOtherChat(word) { return true }
    let pieces = word.split { "<>\"'`()=,;".contains($0) }.map(String.init)
    return pieces.contains { piece in
      neighbours.isOtherChat(piece)
        || (piece.hasPrefix("$") && variables.contains(piece.dropFirst().filter { $0 != "{" && $0 != "}" }))
    }
  }

  private static func opensToAppend(_ text: String) -> Bool {
    text.contains("open(") && ["'a'", "\"a\"", "'ab'", "'a+'", "\"a+\""].contains { text.contains($0) }
  }

  private static let files: Set = [
    "file", "files", "chat", "chats", "copies", "workspaces", "places", "locations", "sides", "bot_chat",
    "bot_chats", "bot_chat.md", "bot_chat.mds",
  ]

  /// "both files", "the other bot's BOT_CHAT.md", "Ross's chat file".
  private func isFileOfOthers(_ words: [String], at index: Int, _ isAboutChats: Bool) -> Bool {
    let word = words[index]
    let following = words[(index + 1)...].prefix(4)
    if isAboutChats, ["both", "two"].contains(word) { return following.contains { Self.files.contains($0) } }
    if isAboutChats, word == "other" { return following.prefix(3).contains { Self.files.contains($0) } }
    let isPossessive = word.hasSuffix("'s") || word.hasSuffix("’s")
    return isPossessive && neighbours.isOther(word)
      && following.prefix(2).contains { Self.files.contains($0) }
  }

  // MARK: waking

  private static let rousing: Set = [
    "wake", "wakes", "waking", "awaken", "nudge", "poke", "trigger", "triggers", "rouse",
  ]
  private static let pronouns: Set = ["them", "him", "her", "recipient", "recipients", "bots"]

  private func waking(_ clause: Clause, _ isAboutChats: Bool) -> Int? {
    let words = clause.words
    let event = words.indices.dropLast().first { words[$0] == "system" && words[$0 + 1].hasPrefix("event") }
    let hook = words.firstIndex { $0.contains("/hooks/wake") }
    if let command = event ?? hook, isForOthers(words) { return command }
    return words.indices.first { index in
      guard Self.rousing.contains(words[index]) else { return false }
      return words[(index + 1)...].prefix(5).contains { word in
        neighbours.isOther(word) || (isAboutChats && (Self.pronouns.contains(word) || word == "other"))
      }
    }
  }

  /// Whether a command that wakes goes to somebody else: a bot needs no `docker exec` for itself.
  private func isForOthers(_ words: [String]) -> Bool {
    if words.contains(where: { neighbours.isOther($0) || $0 == "other" }) { return true }
    guard let exec = words.firstIndex(of: "exec"), exec > 0,
      ["docker", "podman"].contains(words[exec - 1])
    else { return words.contains("--url") }
    let container = words[(exec + 1)...].first { !$0.hasPrefix("-") }
    return container.map { !neighbours.isOwn($0) } ?? false
  }
}
