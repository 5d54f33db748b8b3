import BotChatCore
import BotChatFormat
import BotChatSystem

/// What `botchat check` can be told on its command line.
package struct CheckOptions: CommandOptions, Equatable {
  package var config: String?
  package var file: String?
  package var chat: String?

  package init() {}
}

/// The table of `botchat check`.
package let checkCommand = Command<CheckOptions>(
  "botchat check", "show what in a chat file is no message, and why",
  description: [
    "Lines that look like headers and are none, text without a header, messages of somebody who is at home in another "
      + "file, a code block that was never closed. With a configuration names are checked, too; with --chat only the form."
  ],
  example: .init("botchat check /srv/ross/workspace/BOT_CHAT.md", "Is everything in Ross's file a message?"),
  operands: [.optional("FILE", "The chat file; it may be one of the configuration or any other.", \.file)],
  options: [.value("chat", "FILE", "The chat file, without a configuration.", \.chat)],
  exits: [
    .init(.ok, "Everything in it is a message."), .init(.found, "Something is not: each with its line."),
    .init(.usage, "The command line is wrong."), .init(.inputOutput, "The file cannot be read."),
    .init(.permission, "This user may not read it."), .init(.configuration, "The configuration is wrong."),
  ],
  files: [],
  disagreement: { options in
    (options.file == nil) == (options.chat == nil)
      ? Complaint("one FILE is wanted", hint: "write botchat check FILE, or --chat FILE", exit: .usage) : nil
  })

/// `botchat check`.
enum CheckTool {
  static func run(_ options: CheckOptions) throws -> ExitCode {
    let path = options.chat ?? options.file ?? ""
    let absolute = PathText.isAbsolute(path) ? path : "\(ThisProcess.currentFolder ?? "")/\(path)"
    let world = try ChatWorld(config: options.config, chat: options.chat ?? anyFile(options, absolute))
    let identity = FileIdentity(at: absolute)
    let chat =
      world.chats.first { FileIdentity(at: $0.path) == identity && identity != nil } ?? Chat(path: absolute)
    let file = try chat.open()
    var finder = CheckFinder(chat, world)
    try finder.read(file)
    for flaw in finder.flaws {
      StandardOutput.write("\(Escaping.visible(absolute)):\(flaw.line): \(flaw.what)")
    }
    let messages = finder.messages == 1 ? "1 message" : "\(finder.messages) messages"
    StandardOutput.write(
      finder.flaws.isEmpty ? "\(messages), and nothing else" : "\(messages), \(finder.flaws.count) flaws")
    return finder.flaws.isEmpty ? .ok : .found
  }

  /// Where there is no configuration at all, the form can be checked all the same.
  private static func anyFile(_ options: CheckOptions, _ path: String) -> String? {
    options.config == nil && (try? ConfigurationFile.path(named: nil)) == nil ? path : nil
  }
}

/// Reads a chat file from its beginning, and notes what is no message.
struct CheckFinder {
  struct Flaw {
    let line: Int
    let what: String
  }

  private(set) var flaws: [Flaw] = []
  private(set) var messages = 0
  private let chat: Chat
  private let world: ChatWorld
  private var reader: ChatReader
  /// Line ends through `counted`, to turn offsets into lines.
  private var lines = LineCounter()

  init(_ chat: Chat, _ world: ChatWorld) {
    self.chat = chat
    self.world = world
    reader = ChatReader(.cold, vocabulary: chat.writtenHere)
  }

  /// Throws `SystemError` of `pread`.
  mutating func read(_ file: ChatFile) throws(SystemError) {
    var buffer: [UInt8] = []
    var at = 0
    while true {
      let count = try file.read(from: at, count: 1 << 20, into: &buffer)
      var items: [Item] = []
      if count == 0 {
        reader.settle(into: &items)
        note(items)
        return
      }
      buffer.withUnsafeBytes { bytes in
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<count])
        lines.append(piece)
        reader.append(piece, into: &items)
      }
      note(items)
      at += count
    }
  }

  private mutating func note(_ items: [Item]) {
    for item in items {
      switch item {
      case .message(let message):
        messages += 1
        judge(message)
      case .foreign(let block):
        guard let header = block.header, header.sender.lowercased() != "relay" else { continue }
        // What the relay carried here stands under the same name; only the relay's record could tell them apart.
        messages += 1
      case .relayed: messages += 1
      case .nearHeader(let block):
        add(
          block.offset,
          "almost a header: \(shown(block.line)); the form is ### DATE TIME ZONE - SENDER → RECIPIENT (#N)")
      case .stray(let block): add(block.offset, "text without a header: \(shown(block.text))")
      }
    }
  }

  private mutating func judge(_ message: ParsedMessage) {
    if message.continuation > 0 { return }
    if message.isOversize { add(message.offset, "\(message.length) bytes: more than a message may have") }
    if message.body.isEmpty, !message.isOversize { add(message.offset, "a header without a message") }
    if !message.header.identifies {
      add(message.offset, "a header with neither seconds nor a tag: repetitions of it cannot be told apart")
    }
    guard let known = world.known else { return }
    for name in message.header.recipients where known.directory.resolve(name) == nil {
      add(message.offset, "nobody is called \(Escaping.visible(name))")
    }
  }

  private mutating func add(_ offset: Int, _ what: String) {
    flaws.append(Flaw(line: lines.line(of: offset), what: what))
  }

  private func shown(_ bytes: [UInt8]) -> String {
    Escaping.visible(Array(bytes.prefix { $0 != 0x0A }.prefix(80)))
  }
}

/// Which line of a file an offset is in, while the file is read.
struct LineCounter {
  private var offset = 0
  /// The offsets of line ends.
  private var ends: [Int] = []

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    for (index, byte) in bytes.enumerated() where byte == 0x0A { ends.append(offset + index) }
    offset += bytes.count
  }

  /// Counted from 1.
  func line(of offset: Int) -> Int {
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] < offset { low = middle + 1 } else { high = middle }
    }
    return low + 1
  }
}
