import BotChatCore
import BotChatSystem

/// What `botchat` asks of the running relay: one file for each request, in a folder where only the owner of the state
/// can write (section 6).
///
/// A request goes away only when what it asks for is stored and its reply is written; so a kill in between repeats
/// it, and the stored name of the one that was done last tells that it was done.
final class Inbox {
  /// The folder's path, as hints name it.
  let path: String
  /// Whether requests may lie there that nobody has looked at.
  private(set) var isAsked = true
  private let state: StateFolder
  private var watched: FileIdentity?
  /// Why the folder cannot be used, said once.
  private var obstacle: String?

  init(in state: StateFolder) {
    self.state = state
    path = state.path(of: InboxName.folder)
  }

  /// A reply that nobody has fetched for so long belongs to nobody; nanoseconds.
  private static let replyAge: Int64 = 600_000_000_000
  /// Beside the text of a message there is little in a request.
  private static let overhead = 256 << 10

  /// At each poll: makes the folder where it is missing, has it watched, and removes what is left over.
  func lookAfter(_ watcher: Watcher?, _ log: RelayLog) {
    isAsked = true
    do {
      let folder = try state.subfolder(InboxName.folder)
      // Where it cannot be watched, the poll looks.
      if let watcher, watched != folder.identity, (try? watcher.watch(folder: path)) != nil {
        watched = folder.identity
      }
      try? folder.removeLeftovers()
      for name in try folder.names() where InboxName.kind(name) == .reply {
        if let status = try folder.status(of: name), WallClock.now() - status.modified > Self.replyAge {
          try folder.remove(name)
        }
      }
      obstacle = nil
    } catch {
      say(error, log)
    }
  }

  /// Something has happened in the folder.
  func note(_ hint: Hint) {
    isAsked = true
    if hint.kind == .folderGone { watched = nil }
  }

  /// Does what is asked, in the order in which it was asked.
  ///
  /// - Returns: whether anything was, so that there may be something to deliver.
  func serve(_ engine: RelayEngine, _ log: RelayLog) -> Bool {
    isAsked = false
    var hasDone = false
    do {
      let folder = try state.subfolder(InboxName.folder)
      for file in try folder.names() {
        switch InboxName.kind(file) {
        case .reply, .aside: break
        case .stranger: try setAside(file, "it has not the name of a request", in: folder, log)
        case .request(let name):
          guard try serve(name, file, folder, engine, log) else {
            isAsked = true
            return hasDone
          }
          hasDone = true
        }
      }
    } catch {
      // What is left is not looked at before this one is gone: only of the last one it is known that it was done.
      say(error, log)
    }
    return hasDone
  }

  /// - Returns: false when it cannot be answered yet.
  private func serve(
    _ name: String, _ file: String, _ folder: StateFolder, _ engine: RelayEngine, _ log: RelayLog
  ) throws -> Bool {
    let bytes: [UInt8]
    do throws(SystemError) {
      guard let found = try folder.readSmall(file, limit: engine.limit + Self.overhead) else { return true }
      bytes = found
    } catch {
      try reply(Reply(isDone: false, "the request cannot be read: \(error.reason)"), to: name, in: folder)
      try setAside(file, "it cannot be read: \(error)", in: folder, log)
      return true
    }
    guard let request = Request(bytes: bytes) else {
      let why = "the relay does not understand the request; it may be of another version"
      try reply(Reply(isDone: false, why), to: name, in: folder)
      try setAside(file, "it is no request", in: folder, log)
      return true
    }
    guard let answer = engine.ask(request, named: name, at: Moment.now()) else { return false }
    log.say("asked by botchat: \(answer.line)")
    try reply(answer, to: name, in: folder)
    // Synced, or a power cut brings it back when another one is the last that was done.
    try folder.remove(file, isDurable: true)
    return true
  }

  /// A reply is of use only to the one who waits for it, so a power cut may take it.
  private func reply(_ reply: Reply, to name: String, in folder: StateFolder) throws {
    let line = Escaping.visible(reply.line)
    try folder.writeAtomically(InboxName.reply(to: name), Array("\(line)\n".utf8), isDurable: false)
  }

  private func setAside(_ file: String, _ why: String, in folder: StateFolder, _ log: RelayLog) throws {
    try folder.rename(file, to: InboxName.aside(file))
    log.lines.warn("\(path)/\(file) was moved aside: \(why)")
  }

  private func say(_ error: any Error, _ log: RelayLog) {
    let text = "\(error)"
    if obstacle != text { log.lines.warn("what botchat asks cannot be looked at: \(text)") }
    obstacle = text
  }
}
